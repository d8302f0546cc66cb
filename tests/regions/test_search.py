"""The public search for places offers what a villager may mean, with few queries."""

from django.test import TestCase

from regions.models import Region
from regions.selectors import find_regions, full_name, names_for
from tests.regions.test_resolver import load


class SearchTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load("3501")

    def first(self, text):
        return find_regions(text)[0].code

    def test_village_is_found_however_it_is_written(self):
        for text in [
            "浮岐",
            "浮岐村",
            "浮岐村委会",
            "长乐 浮岐",
            "长乐区猴屿乡浮岐村",
            "浮岐村三组",
        ]:
            with self.subTest(text):
                assert self.first(text) == "350112201203"

    def test_equal_names_come_before_beginnings_and_higher_levels_first(self):
        found = find_regions("猴屿")

        assert [region.code for region in found] == ["350112201000", "350112201201"]

    def test_places_above_the_name_narrow_it(self):
        assert [r.code for r in find_regions("永泰县白云村")] == ["350125210206"]

    def test_code_beginning_and_parts_of_a_name(self):
        assert self.first("350112201") == "350112201000"
        assert self.first("岐村委") is not None

    def test_nothing_for_nothing(self):
        assert find_regions("  ") == []
        assert find_regions("火星") == []

    def test_limit_and_subtree(self):
        assert len(find_regions("新", limit=3)) == 3
        assert {r.code[:6] for r in find_regions("新", within="350112")} == {"350112"}

    def test_abolished_village_is_not_offered(self):
        Region.objects.filter(pk="350112201203").update(valid_to="2020-12-31")

        assert find_regions("浮岐") == []

    def test_queries_are_bounded(self):
        with self.assertNumQueries(1):
            find_regions("浮岐")
        with self.assertNumQueries(2):
            find_regions("长乐区猴屿乡浮岐村")
        with self.assertNumQueries(2):
            find_regions("火星")

    def test_full_names_take_one_query(self):
        with self.assertNumQueries(1):
            names = names_for(["350112201203", "350125210206", "999999999999"], start="county")

        assert names == {
            "350112201203": "长乐区猴屿乡浮岐村",
            "350125210206": "永泰县白云乡白云村",
            "999999999999": "999999999999",
        }
        assert full_name("350112201203") == "福建省福州市长乐区猴屿乡浮岐村"

    def test_what_lies_above_the_first_level_asked_for_still_has_its_name(self):
        """A matter of the whole city stands in lists of counties and villages."""
        assert full_name("350100000000", start="county") == "福州市"
        assert full_name("350000000000", start="county") == "福建省"
