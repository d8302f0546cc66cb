"""Whatever stands below the headings is a row, asked about, or said to be left out by its place."""

import pytest
from hypothesis import given, settings, strategies as st

from intake.reading import Field, UnusableFile, read_sheet
from tests.intake.reading import shelf


LEDGER = (
    Field("day", "日期", "date", required=True),
    Field("voucher", "凭证号", "text"),
    Field("summary", "摘要", "text", required=True),
    Field("income", "收入", "amount"),
    Field("expense", "支出", "amount"),
)
HEADINGS = ("日期", "凭证号", "摘要", "收入", "支出")
# What a bookkeeper writes that reads like a signature, a total or a note.
SUMMARIES = (
    "会计：张某工资", "付村委会：办公用品", "9月水电费合计", "乡镇补助款：修路", "备注：退还押金",
    "1、购买树苗", "日期更正：补记", "制表人补贴", "经办：接待费用", "本村合计支出水费", "收入", "支出",
)  # fmt: skip


def lines(*rows):
    """A sheet of exactly these lines."""
    return read_sheet(shelf.xlsx(shelf.Grid([list(row) for row in rows])), "", LEDGER)


def entry_of(number):
    return ("2026-03-05", f"记-{number}", "水费", "", 100 + number)


def ledger(*rows):
    return lines(HEADINGS, *rows)


@settings(deadline=None)
@given(st.lists(st.sampled_from(SUMMARIES), min_size=1, max_size=6))
def test_an_entry_is_an_entry_whatever_its_words(summaries):
    rows = [
        ("2026-03-05", f"记-{number}", summary, "", 100 + number)
        for number, summary in enumerate(summaries, 1)
    ]
    found = ledger(*rows)
    assert found.frame["expense"].tolist() == [10_000 + 100 * n for n in range(1, len(rows) + 1)]
    assert found.left_out == []


@pytest.mark.parametrize("words", ["会计：张某", "制表人：李某", "说明：余额结转", "第 1 页"])
def test_a_note_with_an_amount_is_asked_about(words):
    """It may be an entry without a day: nothing of money is dropped unsaid."""
    found = ledger(("2026-03-05", "记-1", "水费", "", 100), ("", "", words, "", 70))
    assert "row-unclear" in [p.code for p in found.problems]
    assert found.frame["_ok"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("会计：张某", "", "", "", ""), "note"),
        (HEADINGS, "heading"),
        (("1", "2", "3", "4", "5"), "numbers"),
        (("合计", "", "", "", 100), "grand"),
        (("本页小计", "", "", "", 100), "subtotal"),
        (("过次页", "", "", "", 100), "carried"),
    ],
)
def test_what_is_left_out_is_told_with_its_place_and_why(row, why):
    found = ledger(("2026-03-05", "记-1", "水费", "", 100), row)
    assert [(p.code, p.row, p.params["why"]) for p in found.left_out] == [("left-out", 3, why)]
    assert found.left_out[0].severity == "note"
    assert str(3) in found.left_out[0].message
    assert [p for p in found.problems if p.severity == "error"] == []


@settings(deadline=None)
@given(st.permutations(["凭证号", "摘要", "收入", "支出"]))
def test_a_second_table_is_read_by_its_own_headings(order):
    """Sixty percent of equal cells were taken for the same headings once more."""
    values = {"凭证号": "记-2", "摘要": "卖树", "收入": 300, "支出": ""}
    second = [("日期", *order), ("2026-03-06", *(values[name] for name in order))]
    found = ledger(("2026-03-05", "记-1", "水费", "", 100), *second)
    assert found.frame["income"].fillna(0).tolist() == [0, 30_000]
    assert found.frame["expense"].fillna(0).tolist() == [10_000, 0]


def test_a_row_that_stood_in_the_table_above_is_a_row_here():
    """Only the lines between two tables are repeated on a second page, never its rows."""
    row = ("2026-03-05", "记-1", "水费", "", 100)
    moved = ("凭证号", "日期", "摘要", "收入", "支出")
    found = ledger(
        row, moved, ("记-9", "2026-03-07", "电费", "", 200), ("2026-03-05", "记-1", "水费", "", 100)
    )
    rows = [int(row) for row in found.frame["_row"]]
    assert rows == [2, 4, 5]
    assert [(p.code, p.row) for p in found.problems] == [("date-unreadable", 5)]


@pytest.mark.parametrize("words", ["本月合计", "本日合计", "合计", "9月合计"])
def test_a_total_with_a_mark_beside_it_is_no_entry(words):
    """Another text in its row does not make a total an entry; a day and a voucher do."""
    entry = ("2026-03-05", "记-1", "水费", "", 100)
    assert len(ledger(entry, ("", "平", words, "", 100)).frame) == 1
    assert len(ledger(entry, ("2026-03-31", "记-2", words, "", 50)).frame) == 2


def test_a_table_for_each_village_is_read_however_many():
    """Whatever stood below the fiftieth was lost without a word."""
    rows = [line for n in range(60) for line in (HEADINGS[:4] + (f"支出({n}组)",), entry_of(n))]
    found = lines(*[(*line, "") for line in rows])
    assert len(found.frame) == 60


def test_more_tables_than_villages_are_refused(monkeypatch):
    monkeypatch.setattr("intake.reading.tables.MOST_TABLES", 3)
    moved = ("凭证号", "日期", "摘要", "收入", "支出")
    pages = [HEADINGS, entry_of(1), moved, ("记-2", "2026-03-06", "电费", "", 5)] * 3
    with pytest.raises(UnusableFile) as refusal:
        lines(*pages)
    assert refusal.value.code == "too-many-tables"


@pytest.mark.parametrize("section", ["一、收入", "二、支出", "收入：", "支出部分"])
def test_a_section_under_the_headings_is_no_heading(section):
    found = ledger((section, "", "", "", ""), ("2026-03-05", "记-1", "水费", "", 100))
    assert found.frame["expense"].tolist() == [10_000]


@pytest.mark.parametrize(
    "line",
    [
        ("联系电话：059188881234",), ("联系电话", "059188881234"), ("文号：2026000012345678",),
        ("开户行账号：6230361000000012345",),
    ],
)  # fmt: skip
def test_a_number_in_words_above_the_headings_hides_none(line):
    found = lines(line, HEADINGS, ("2026-03-05", "记-1", "水费", "", 100))
    assert found.frame["expense"].tolist() == [10_000]
