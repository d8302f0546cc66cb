"""Names for readers of English: complete for what comes with the portal, silent about the unknown."""

import csv
import json
import re

from django.conf import settings
from django.utils import translation

import pytest

from core.naming import named
from regions.choices import RegionLevel
from regions.models import Region, naming


ROOT = settings.FIXTURE_ROOT


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("浮岐村", "Fuqi Village"), ("猴屿乡", "Houyu Township"), ("长乐区", "Changle District"),
        ("福州市", "Fuzhou City"), ("下村", "Xiacun Village"), ("新区村", "Xinqu Village"),
        ("城市花园社区", "Chengshihuayuan Community"), ("东街街道", "Dongjie Subdistrict"),
        ("螺洲居委会", "Luozhou Residents' Committee"), ("西安市", "Xi'an City"),
        ("小沧畲族乡", "Xiaocangshe Ethnic Township"),
        ("长乐区猴屿乡浮岐村", "Fuqi Village, Houyu Township, Changle District"),
        ("长乐区民政局", "Changle District Civil Affairs Bureau"),
        ("福州市纪委监委", "Fuzhou City Discipline Inspection and Supervision Commission"),
        ("猴屿乡人民政府", "Houyu Township People's Government"),
        ("县（市、区）民政局社会救助窗口", "county Civil Affairs Bureau, social assistance window"),
        ("农业农村局、财政局", "Agriculture Bureau and Finance Bureau"), ("高龄津贴", "Old-age allowance"),
        # What no list knows, and what is no name, stays as it is.
        ("陈秀英", "陈秀英"), ("某某服务中心", "某某服务中心"), ("民政局附近", "民政局附近"), ("", ""),
        ("Fuqi", "Fuqi"), ("县", "县"),
    ],
)  # fmt: skip
def test_a_name_in_english(chinese, english):
    with translation.override("en"):
        assert named(chinese) == english
    with translation.override("zh-hans"):
        assert named(chinese) == chinese


def test_everything_of_the_catalogue_has_a_name():
    told = set()
    for programme in json.loads((ROOT / "catalogue/programmes.json").read_text(encoding="utf-8")):
        told |= {programme[n] for n in ("name", "short_name", "department", "contact_unit")}
    for standard in json.loads((ROOT / "catalogue/standards.json").read_text(encoding="utf-8")):
        # Years of age say themselves in either language.
        told |= {c for c in (standard["recipient_class"],) if not c[:1].isdigit()}
    with translation.override("en"):
        assert [each for each in sorted(told) if re.search("[㐀-鿿]", named(each))] == []


def test_every_place_of_the_register_can_be_read():
    unread = []
    with translation.override("en"), (ROOT / "regions/3501.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            level = RegionLevel(row["level"])
            place = Region(
                name=row["name"], short_name=naming.short_name(row["name"], level), level=level
            )
            if re.search("[㐀-鿿]", named(place.display_name)):
                unread.append(place.display_name)
    # Estates and offices that bear no kind of division in their name.
    assert len(unread) == 0, unread
