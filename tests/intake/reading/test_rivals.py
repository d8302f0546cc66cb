"""Two columns that mean one sum: the same sums are one, others are asked about."""

import pytest

from intake.reading import read_sheet
from tests.intake.reading import shelf


HEADINGS = [*shelf.HEADINGS, "实发金额"]


def sheet(*paid, headings=HEADINGS, **options):
    rows = [[*shelf.row(number), amount] for number, amount in enumerate(paid, 1)]
    return read_sheet(shelf.xlsx(shelf.Grid([headings, *rows])), "", shelf.FIELDS, **options)


def due():
    found = sheet("", "")
    return [fen / 100 for fen in found.frame["amount"]]


def test_the_same_sums_are_one():
    found = sheet(*due())
    assert found.frame["amount"].notna().all()
    assert not found.needs_mapping
    assert [(p.code, p.column) for p in found.left_out] == [("column-left-out", "K")]


@pytest.mark.parametrize("paid", [0, 1, 99999])
def test_other_sums_are_asked_about(paid):
    found = sheet(due()[0], paid)
    (asked,) = found.unmapped
    assert [heading.text for heading in asked.headings] == ["金额", "实发金额"]
    assert [spec.name for spec in asked.missing] == ["amount"]
    assert not len(found.frame)


@pytest.mark.parametrize(("chosen", "fen"), [("实发金额", 700), ("金额", None)])
def test_what_the_office_chose_is_not_asked_again(chosen, fen):
    remembered = {"金额": "", "实发金额": ""} | {chosen: "amount"}
    found = sheet(7, 7, remembered=remembered)
    assert not found.needs_mapping
    expected = [fen, fen] if fen else [round(yuan * 100) for yuan in due()]
    assert found.frame["amount"].tolist() == expected


def test_words_beside_figures_are_no_other_sum():
    found = sheet("壹佰元整", "贰佰元整", headings=[*shelf.HEADINGS, "金额(大写)"])
    assert found.frame["amount"].notna().all()
