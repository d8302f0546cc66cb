"""Places resolve the way cadres write them; what may mean two is refused, never guessed."""

from django.test import TestCase

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from regions.exceptions import AmbiguousRegion, UnknownRegion
from regions.models import Region
from regions.selectors import RegionResolver
from regions.services import load_divisions
from regions.services.reading import read_above, read_bundled
from tests.depth import examples, part


def load(code):
    rows = read_bundled(code)
    load_divisions(rows=rows, above=read_above(rows), within=code)


def _parts(name):
    """Every run of signs in a name, the whole one too."""
    return {
        name[start:end] for start in range(len(name)) for end in range(start + 1, len(name) + 1)
    }


class FuzhouTests(HypothesisTestCase):
    @classmethod
    def setUpTestData(cls):
        load("3501")

    @classmethod
    def setUpClass(cls):
        # Not in setUpTestData, which would copy the resolver anew for every test.
        super().setUpClass()
        cls.resolver = RegionResolver(within="3501")
        villages = list(Region.objects.villages().select_related("parent__parent"))
        stems = [v.short_name for v in villages] + list(
            Region.objects.exclude(level="village").values_list("short_name", flat=True)
        )
        names, every = set(stems), "\n".join(stems)
        cls.unique = [
            v
            for v in villages
            if v.name.endswith("村委会")
            and len(v.short_name) > 1
            and not v.short_name.endswith("村")
            and every.count(v.short_name) == 1
            and _parts(v.short_name) & names == {v.short_name}
        ]

    def code(self, text, **columns):
        return self.resolver.resolve(text, **columns).code

    def test_every_way_to_write_one_village(self):
        for text in [
            "浮岐",
            "浮岐村",
            "浮岐村委会",
            "浮岐村民委员会",
            "浮岐村村民委员会",
            "浮岐村委",
            "猴屿乡浮岐村",
            "猴屿浮岐",
            "长乐区猴屿乡浮岐村",
            "长乐市猴屿镇浮岐",
            "福州市长乐区浮岐村委会",
            "福建省福州市长乐区猴屿乡浮岐村",
            " 长乐 浮岐　",
            "长乐区-猴屿乡/浮岐村",
            "350112201203",
            "３５０１１２２０１２０３",
            "浮岐村3组",
            "猴屿乡浮岐村第二村民小组",
        ]:
            with self.subTest(text):
                assert self.code(text) == "350112201203"

    def test_villages_of_the_founding_articles(self):
        assert self.code("关头村", county="连江县", township="东岱镇") == "350122102207"
        assert self.code("大喜村", township="嵩口镇") == "350125101214"
        assert self.code("白云村", county="永泰县") == "350125210206"

    def test_higher_divisions(self):
        assert self.code("福州") == "350100000000"
        assert self.code("长乐市") == "350112000000"
        assert self.code("长乐区猴屿乡") == "350112201000"
        assert self.code("3501") == "350100000000"

    def test_level_tells_town_from_village(self):
        with pytest.raises(AmbiguousRegion):
            self.code("猴屿")
        assert self.code("猴屿", level="village") == "350112201201"
        assert self.code("猴屿", level="township") == "350112201000"

    def test_columns_alone_and_their_disagreement(self):
        assert self.code("", township="猴屿乡") == "350112201000"
        assert self.code("", county="长乐市") == "350112000000"
        assert self.code("浮岐村", county="福州市长乐区", township="长乐区猴屿乡") == "350112201203"
        with pytest.raises(UnknownRegion):
            self.code("浮岐村", county="永泰县")
        with pytest.raises(UnknownRegion):
            self.code("350112201203", township="嵩口镇")

    def test_ambiguous_name_names_its_candidates(self):
        with pytest.raises(AmbiguousRegion) as refusal:
            self.code("白云村")

        codes = [place.code for place in refusal.value.candidates]
        assert codes == ["350104101222", "350124102207", "350125210206"]
        assert "福建省福州市永泰县白云乡白云村" in str(refusal.value)

    def test_village_and_community_of_one_name_are_told_apart_by_kind_only(self):
        with pytest.raises(AmbiguousRegion):
            self.code("仓山镇联建")
        assert self.code("仓山镇联建村") == "350104100206"
        assert self.code("仓山镇联建居委会") == "350104100003"

    def test_misspelt_name_gets_suggestions_and_no_code(self):
        with pytest.raises(UnknownRegion) as refusal:
            self.code("浮歧村", township="猴屿乡")

        assert [place.code for place in refusal.value.near] == ["350112201203"]

    def test_nonsense_is_unknown_without_suggestions(self):
        for text in ["", "x", "村", "村委会", "350199999999", "=1+1"]:
            with self.subTest(text), pytest.raises(UnknownRegion):
                self.code(text)

    def test_resolve_many_answers_each_text_once(self):
        answers = self.resolver.resolve_many(["浮岐", "白云村", "浮岐", "不存在村"])

        assert answers["浮岐"].code == "350112201203"
        assert isinstance(answers["白云村"], AmbiguousRegion)
        assert isinstance(answers["不存在村"], UnknownRegion)

    def test_resolving_makes_no_query(self):
        with self.assertNumQueries(2):
            resolver = RegionResolver(within="3501")
        with self.assertNumQueries(0):
            resolver.resolve("浮岐")
            resolver.resolve_many(["白云村", "不存在村"])

    def test_every_official_and_public_name_under_its_town_is_unique(self):
        for village in part(list(Region.objects.villages().select_related("parent__parent"))):
            town = village.parent.parent.name + village.parent.name
            for name in (village.name, village.display_name):
                assert self.code(town + name) == village.code

    @settings(
        deadline=None, max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow]
    )
    @given(data=st.data())
    def test_any_way_to_write_a_unique_village_gives_its_code(self, data):
        village = data.draw(st.sampled_from(self.unique))
        town, county = village.parent, village.parent.parent
        tail = data.draw(
            st.sampled_from(
                ["", "村", "村委会", "村委", "村民委员会", "村村委会", "村三组", "村第3小组"]
            )
        )
        above = "".join(
            data.draw(st.sampled_from(["", name, stem]))
            for name, stem in (
                ("福建省", "福建"),
                ("福州市", "福州"),
                (county.name, county.short_name),
                (town.name, town.short_name),
            )
        )
        text = above + village.short_name + tail
        gap = data.draw(st.integers(0, len(text)))
        blank = data.draw(st.sampled_from(["", " ", "　", "\u00a0", "-"]))

        assert self.code(text[:gap] + blank + text[gap:], level="village") == village.code


class HunanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load("43")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.resolver = RegionResolver(within="43")

    def test_villages_of_the_founding_articles(self):
        for text, county, code in [
            ("泰青塘村", "攸县", "430223001204"),
            ("三坛丰村", "零陵区", "431102101242"),
            ("水田坪村", "桑植县", "430822213243"),
            ("孙家桥村", "涟源市", "431382111242"),
            ("白田镇五星村", "湘乡市", "430381109208"),
        ]:
            with self.subTest(text):
                assert self.resolver.resolve(text, county=county).code == code

    def test_city_and_county_of_one_stem_are_not_mixed_up(self):
        assert self.resolver.resolve("长沙市").code == "430100000000"
        assert self.resolver.resolve("长沙县").code == "430121000000"
        with pytest.raises(AmbiguousRegion):
            self.resolver.resolve("长沙")

    def test_many_candidates_are_counted_and_the_first_shown(self):
        with pytest.raises(AmbiguousRegion) as refusal:
            self.resolver.resolve("五星村")

        assert len(refusal.value.candidates) == 22

    def test_name_that_repeats_the_places_above_it(self):
        region = self.resolver.resolve("韶山乡湘韶村")

        assert region.name == "韶山市韶山乡湘韶村民委员会"
        assert region.display_name == "湘韶村"


class ValidityTests(TestCase):
    def test_code_out_of_force_is_unknown(self):
        load("3501")
        Region.objects.filter(pk="350112201203").update(valid_to="2020-12-31")

        with pytest.raises(UnknownRegion):
            RegionResolver(within="350112").resolve("浮岐")
