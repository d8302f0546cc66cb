"""Names are reduced the same way whoever wrote them; pure functions, no database."""

import pytest

from regions.choices import RegionLevel
from regions.models import naming


@pytest.mark.parametrize(
    ("name", "short", "shown"),
    [
        ("浮岐村委会", "浮岐", "浮岐村"),
        ("际兜村村民委员会", "际兜", "际兜村"),
        ("下村村委会", "下村", "下村"),
        ("兴合村", "兴合", "兴合村"),
        ("新村", "新村", "新村"),
        ("翁头山村委", "翁头山", "翁头山村"),
        ("罗巷新村村民委委会", "罗巷新", "罗巷新村"),
        ("桂花村季会", "桂花", "桂花村"),
        ("白云社区居委会", "白云", "白云社区"),
        ("协建社区居民委员会", "协建", "协建社区"),
        ("中山社区", "中山", "中山社区"),
        ("螺洲居委会", "螺洲", "螺洲居委会"),
        ("五一东村社区居委会", "五一东村", "五一东村社区"),
        ("建华洲社区居民居委会", "建华洲", "建华洲社区"),
        ("鳝溪农场生活区", "鳝溪农场生活区", "鳝溪农场生活区"),
    ],
)
def test_village_has_a_stem_and_a_public_name(name, short, shown):
    assert naming.short_village(name) == short
    assert naming.display_village(name, short) == shown


@pytest.mark.parametrize(
    ("name", "level", "short"),
    [
        ("福建省", RegionLevel.PROVINCE, "福建"),
        ("广西壮族自治区", RegionLevel.PROVINCE, "广西"),
        ("内蒙古自治区", RegionLevel.PROVINCE, "内蒙古"),
        ("湘西土家族苗族自治州", RegionLevel.PREFECTURE, "湘西"),
        ("长乐区", RegionLevel.COUNTY, "长乐"),
        ("郊区", RegionLevel.COUNTY, "郊区"),
        ("江华瑶族自治县", RegionLevel.COUNTY, "江华"),
        ("小沧畲族乡", RegionLevel.TOWNSHIP, "小沧"),
        ("城门镇", RegionLevel.TOWNSHIP, "城门"),
        ("鼓东街道", RegionLevel.TOWNSHIP, "鼓东"),
        ("炎陵县大院农场", RegionLevel.TOWNSHIP, "炎陵县大院农场"),
    ],
)
def test_higher_division_has_a_stem(name, level, short):
    assert naming.short_name(name, level) == short


def test_normalise_folds_width_blanks_and_separators():
    assert naming.normalise(" 长乐区－猴屿乡／浮岐村　") == "长乐区猴屿乡浮岐村"


def test_ancestors_are_taken_off_but_never_the_whole_name():
    assert (
        naming.without_ancestors("韶山市韶山乡湘韶村民委员会", ["韶山市", "韶山乡"])
        == "湘韶村民委员会"
    )
    assert naming.without_ancestors("猴屿乡村委会", ["猴屿乡"]) == "猴屿乡村委会"


def test_lone_character_is_never_looked_up():
    assert naming.written_keys("浮") == ()
