"""What people type, and that what they mean is among the first three; never a person."""

import time
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase

import pytest

from search.models import SearchKey
from search.readings import folded, keys_of
from search.selectors.suggestions import suggestions
from search.services import rebuild_keys


# What is typed, and what one of the first three is then called.
TYPED = [
    line.split("\t")
    for line in (Path(__file__).parent / "typed.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


class TypedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("load_regions", "--city", "3501", verbosity=0)
        call_command("load_catalogue", verbosity=0)
        cls.count = rebuild_keys()

    def test_what_is_meant_stands_among_the_first_three(self):
        assert len(TYPED) >= 200
        missed = []
        for typed, meant in TYPED:
            labels = [row.label for row in suggestions(typed)][:3]
            if meant not in labels:
                missed.append((typed, meant, labels))
        assert missed == []

    def test_made_twice_it_is_the_same_and_holds_nobody(self):
        before = set(SearchKey.objects.values_list("key", "kind", "target", "prefix"))
        assert rebuild_keys() == self.count
        assert set(SearchKey.objects.values_list("key", "kind", "target", "prefix")) == before
        assert {row.kind for row in SearchKey.objects.distinct("kind").order_by("kind")} == {
            "programme", "place", "policy",
        }  # fmt: skip

    def test_one_query_whatever_is_typed(self):
        for text in ("浮", "fu", "fuq", "种地的钱"):
            with self.assertNumQueries(1):
                suggestions(text)
        with self.assertNumQueries(0):
            assert suggestions("  ' ") == []

    @pytest.mark.timed
    def test_every_letter_is_answered_in_a_moment(self):
        slowest = 0.0
        for text in ("x", "xi", "xia", "shang", "村", "dong", "a", "福州", "的"):
            started = time.perf_counter()
            suggestions(text)
            slowest = max(slowest, time.perf_counter() - started)
        assert slowest < 0.5


@pytest.mark.parametrize(
    ("text", "key"),
    [("Fú Qí", "fuqi"), ("xi'an", "xian"), ("ＦＵ　ｑｉ", "fuqi"), ("lǜ", "lv"), ("浮 岐", "浮岐"), ("“一喷三防”", "一喷三防")],
)  # fmt: skip
def test_a_text_is_folded(text, key):
    assert folded(text) == key


def test_a_name_has_its_endings_its_pinyin_and_its_initials():
    keys = keys_of("浮岐村")
    assert keys.keys() >= {"浮岐村", "岐村", "fuqicun", "qicun", "fqc", "qc"}
    assert (keys["浮岐村"], keys["fuqicun"], keys["岐村"]) == (False, False, True)
