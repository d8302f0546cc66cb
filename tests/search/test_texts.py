"""Full text of policies, decisions and village books: as phrases, marked, kept up to date."""

from django.utils.html import escape

import pytest
from hypothesis import given, strategies as st

from search.bigrams import bigrams, is_searchable
from search.models import Passage
from search.selectors.texts import marked, texts_of
from search.services import rebuild_passages
from tests.town import payment
from villages.models import LedgerLine


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("低保金", "低保 保金"), ("国发〔2014〕47号", "国发 2014 47 号"), ("ＡＢ c", "ab c"), ("钱", "钱"),
        ("", ""),
    ],
)  # fmt: skip
def test_terms_are_pairs_of_characters_and_whole_words(text, terms):
    assert bigrams(text) == terms


def test_one_character_alone_is_not_looked_for():
    assert (is_searchable("钱"), is_searchable("路 灯"), is_searchable("路灯"), is_searchable("7")) == (False, False, True, False)  # fmt: skip


@given(st.text(alphabet="路灯修a<>&\"' ", max_size=30), st.text(alphabet="路灯修a<& ", max_size=6))
def test_a_mark_changes_nothing_and_lets_nothing_through(text, words):
    shown = str(marked(text, words))
    plain = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert plain == str(escape(text))


def shown(words, **options):
    return [(hit.passage.kind, hit.passage.text) for hit in texts_of(words, **options)]


def test_books_and_policies_are_found_as_they_stand_and_leave_with_their_rows(town, client):
    headings = ("村", "月份", "日期", "凭证号", "摘要", "收入", "支出")
    batch = town.publish(
        ("浮岐村", "2026-03", "2026-03-05", "1", "修路灯三盏", "", 300),
        ("浮岐村", "2026-03", "2026-03-06", "2", "路边灯箱", "", 200),
        kind="village-ledger", headings=headings,
    )  # fmt: skip
    assert batch.status == "published", batch.problems.all()
    rebuild_passages()
    assert shown("路灯") == [("ledger", "修路灯三盏")], "as a phrase, not as two characters"
    page = client.get("/search/", {"q": "路灯"}).content.decode()
    assert "修<mark>路灯</mark>三盏" in page
    assert client.get("/search/", {"q": "路灯", "only": "texts"}).status_code == 200
    before = set(Passage.objects.values_list("pk", flat=True))
    rebuild_passages()
    kept = Passage.objects.filter(kind="ledger").values_list("pk", flat=True)
    assert set(kept) <= before, "what is known is not made anew"
    LedgerLine.objects.update(state="withdrawn")
    rebuild_passages()
    assert shown("路灯") == []


def test_of_a_named_person_no_book_is_told(town, client):
    town.publish(payment(1, "陈秀英"))
    answers = client.get("/search/", {"q": "陈秀英"}).context["answers"]
    assert answers.people
    assert answers.texts is None
