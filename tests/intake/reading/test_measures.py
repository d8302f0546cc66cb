"""Columns that say a unit or a side, headings of three levels, values beside the money."""

import datetime

import pytest

from intake.reading import Field, read_sheet

from . import shelf
from .shelf import FIELDS, HEADINGS, Grid, row


PLACED = tuple(
    Field(f.name, f.label, f.kind, (*f.aliases, "单位"), f.required) if f.name == "village" else f
    for f in FIELDS
)
LEDGER = (
    Field("entered_on", "日期", "date", yearless=True),
    Field("summary", "摘要", "text", ("项目",), required=True),
    Field("entry", "收支", "choice", ("方向",), choices={"收": "in", "支": "out", "借": "in"}),
    Field("income", "收入", "amount", ("借方金额",), signed=True),
    Field("expense", "支出", "amount", ("贷方金额",), signed=True),
    Field("balance", "余额", "amount", summed=False, signed=True),
)


def codes(result):
    return [(p.row, p.code) for p in result.problems if p.severity == "error"]


@pytest.mark.parametrize(
    ("units", "village", "wrong"),
    [
        (["亩", "亩"], [None, None], []),
        (["元", "元"], [None, None], []),
        (["万元", "元"], [None, None], [(2, "row-in-other-unit")]),
        (["浮岐村", "象屿村"], ["浮岐村", "象屿村"], []),
    ],
)
def test_a_column_of_units_is_no_village(units, village, wrong):
    heads = ["单位" if text == "村" else text for text in HEADINGS]
    lines = [row(n, 村=unit) for n, unit in enumerate(units, 1)]
    result = read_sheet(shelf.xlsx(Grid([heads, *lines])), "", PLACED)
    assert result.frame["village"].tolist() == village
    assert codes(result) == wrong


def test_a_column_of_units_leaves_the_village_to_the_column_that_names_it():
    fields = tuple(
        Field(f.name, f.label, f.kind, ("单位", "住址"), f.required) if f.name == "village" else f
        for f in FIELDS
    )
    heads = ["单位", *("住址" if text == "村" else text for text in HEADINGS)]
    result = read_sheet(shelf.xlsx(Grid([heads, ["亩", *row(1)]])), "", fields)
    assert result.frame["village"].tolist() == ["浮岐村"]


def test_the_side_of_a_balance_is_no_entrys():
    heads = ["日期", "摘要", "借方金额", "贷方金额", "方向", "余额"]
    lines = [["2025-10-09", "补助", 300, "", "借", 300], ["2025-10-10", "上缴", "", 300, "平", 0]]
    result = read_sheet(shelf.xlsx(Grid([heads, *lines])), "", LEDGER)
    assert result.frame["_ok"].all()
    assert result.frame["entry"].tolist() == [None, None]


@pytest.mark.parametrize("levels", [2, 3])
def test_the_whole_beside_its_parts(levels):
    top = [*HEADINGS[:7], "金额", "", "", *HEADINGS[8:]]
    middle = [*[""] * 7, "合计", "其中", "", "", ""]
    low = [*[""] * 7, "", "省级", "市级", "", ""]
    lines = [[*r[:7], 300, 200, 100, *r[8:]] for r in (row(1), row(2))]
    if levels == 3:
        merged = [f"{c}1:{c}3" for c in "ABCDEFGKL"] + ["H1:J1", "H2:H3", "I2:J2"]
        grid = Grid([top, middle, low, *lines], merged=merged)
    else:
        low[7] = "小计"
        grid = Grid([top, low, *lines], merged=[f"{c}1:{c}2" for c in "ABCDEFGKL"] + ["H1:J1"])
    result = read_sheet(shelf.xlsx(grid), "", FIELDS)
    assert result.frame["amount"].tolist() == [30_000, 30_000]
    assert {p.heading for p in result.left_out} == (
        {"金额其中省级", "金额其中市级"} if levels == 3 else {"金额省级", "金额市级"}
    )


ASIDE = (
    *FIELDS,
    Field("standard", "标准", "amount", aside=True),
    Field("units", "面积", "number"),
    Field("paid_on", "发放日期", "date", yearless=True, month_ok=True),
    Field("until", "结束日期", "date", strict=True),
)


@pytest.mark.parametrize(
    ("heading", "cell", "name", "value", "problem"),
    [
        ("标准", "300元/月", "standard", 30_000, None),
        ("标准", "95.63元/亩", "standard", 9_563, None),
        ("标准", "每人每月100元", "standard", 10_000, None),
        ("标准", "一级", "standard", None, ("amount-unreadable", "warning")),
        ("面积", "约三亩", "units", None, ("number-unreadable", "warning")),
        ("银行账号", "D12345678", "account", None, ("account-social-card", "warning")),
        ("发放日期", "三月初", "paid_on", None, ("date-unreadable", "warning")),
        ("发放日期", "3月15日", "paid_on", datetime.date(2018, 3, 15), None),
        ("发放日期", "12月30日", "paid_on", None, ("date-no-year", "warning")),
        ("发放日期", 3.1, "paid_on", None, ("date-day-or-ten", "warning")),
        ("发放日期", "2018年3月15日下午3时", "paid_on", datetime.date(2018, 3, 15), None),
        ("结束日期", "不详", "until", None, ("date-unreadable", "error")),
    ],
)  # fmt: skip
def test_what_stands_beside_the_money_rejects_no_row(heading, cell, name, value, problem):
    heads = [*HEADINGS[:6], heading, *HEADINGS[7:]]
    line = [*row(1)[:6], cell, *row(1)[7:]]
    grid = Grid([["2018年3月花名册"], heads, line])
    result = read_sheet(shelf.xlsx(grid), "", ASIDE)
    standing = not (problem and problem[1] == "error")
    values = result.frame[name].astype(object).where(result.frame[name].notna(), None)
    assert (values.tolist(), result.frame["_ok"].tolist()) == ([value], [standing])
    found = [p for p in result.problems if p.column == "G"]
    assert [(p.code, p.severity) for p in found] == ([problem] if problem else [])
    assert all(p.message.endswith("without it.)") == standing for p in found)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2018年3月", 1), ("2018.3", 1), (201803, 1), (2018.3, 1), ("3月", 1), ("2018-03", 1),
        ("2018-03-05", None),
    ],
)  # fmt: skip
def test_a_month_stands_for_a_day_and_says_so(cell, day):
    heads = [*HEADINGS[:6], "发放日期", *HEADINGS[7:]]
    grid = Grid([["2018年3月花名册"], heads, [*row(1)[:6], cell, *row(1)[7:]]])
    frame = read_sheet(shelf.xlsx(grid), "", ASIDE).frame
    assert frame["paid_on"].tolist() == [datetime.date(2018, 3, day or 5)]
    assert frame["paid_on_is_month"].tolist() == [day is not None]


@pytest.mark.parametrize(("cell", "months"), [(3, (3, 3)), ("3", (3, 3)), ("1-3", (1, 3))])
def test_a_plain_figure_under_a_heading_of_months(cell, months):
    heads = ["发放月份" if text == "所属期" else text for text in HEADINGS]
    grid = Grid([["2018年花名册"], heads, row(1, 所属期=cell)])
    frame = read_sheet(shelf.xlsx(grid), "", FIELDS).frame
    assert (frame["period_from"][0].month, frame["period_to"][0].month) == months


def test_days_without_a_year_in_a_ledger():
    lines = [["10.9", "补助", 300, ""], ["10月15日", "工资", "", 100], [10.25, "电费", "", 50]]
    grid = Grid([["2025年10月财务公开表"], ["日期", "摘要", "收入", "支出"], *lines])
    days = read_sheet(shelf.xlsx(grid), "", LEDGER).frame["entered_on"].tolist()
    assert [(day.month, day.day) for day in days] == [(10, 9), (10, 15), (10, 25)]
