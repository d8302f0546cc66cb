"""Dates, months and periods as cadres write them."""

import datetime

import pytest

from intake.reading import values
from intake.reading.cells import objects


def one(parse, cell, *arguments):
    """(value, error, warning) of a single cell."""
    parsed = parse(objects([cell]), *arguments)
    return parsed.values[0], parsed.errors[0], parsed.warnings[0]


def month(text):
    """ "2018-03" or "2018-03..2018-05" as first and last day."""
    first, _, last = text.partition("..")
    start = datetime.date.fromisoformat(first + "-01")
    end = datetime.date.fromisoformat((last or first) + "-01")
    following = (end.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return start, following - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2018.3", "2018-03"),
        (2018.3, "2018-03"),
        (2018.11, "2018-11"),
        ("2018.10", "2018-10"),
        ("2018-03", "2018-03"),
        ("2018/3", "2018-03"),
        ("2018年3月", "2018-03"),
        ("2018 年 03 月份", "2018-03"),
        ("２０１８年３月", "2018-03"),
        ("二〇一八年三月", "2018-03"),
        ("2018年十二月", "2018-12"),
        ("2018年03月15日", "2018-03"),
        ("2018.3.15", "2018-03"),
        ("2018-03-15 00:00:00", "2018-03"),
        ("201803", "2018-03"),
        (201803.0, "2018-03"),
        ("20180315", "2018-03"),
        (20180315.0, "2018-03"),
        (43160.0, "2018-03"),
        ("43160", "2018-03"),
        (datetime.datetime.fromisoformat("2018-03-01"), "2018-03"),
        (datetime.date(2018, 3, 1), "2018-03"),
        ("2018.1-3", "2018-01..2018-03"),
        ("2018年1-3月", "2018-01..2018-03"),
        ("2018年1月至3月", "2018-01..2018-03"),
        ("2018.01-2018.03", "2018-01..2018-03"),
        ("201801-201803", "2018-01..2018-03"),
        ("2018年11月～2019年2月", "2018-11..2019-02"),
        ("2018年", "2018-01..2018-12"),
        ("2018年度", "2018-01..2018-12"),
        (2018.0, "2018-01..2018-12"),
        ("2018年第一季度", "2018-01..2018-03"),
        ("2018年二季度", "2018-04..2018-06"),
        ("2018年3季度", "2018-07..2018-09"),
        ("2018年上半年", "2018-01..2018-06"),
        ("2018下半年", "2018-07..2018-12"),
        ("2018-01-03", "2018-01"),
        ("2018.1.1-2018.3.31", "2018-01..2018-03"),
    ],
)
def test_periods(cell, expected):
    assert one(values.parse_periods, cell) == (month(expected), None, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3月", "2018-03"),
        ("三月份", "2018-03"),
        ("1-3月", "2018-01..2018-03"),
        ("一季度", "2018-01..2018-03"),
        ("第四季度", "2018-10..2018-12"),
        ("上半年", "2018-01..2018-06"),
        ("全年", "2018-01..2018-12"),
    ],
)
def test_the_year_may_come_from_the_title(cell, expected):
    assert one(values.parse_periods, cell, 2018) == (month(expected), None, None)
    assert one(values.parse_periods, cell)[:2] == (None, "period-no-year")


def test_excel_cannot_tell_january_from_october():
    assert one(values.parse_periods, 2018.1) == (month("2018-01"), None, "month-one-or-ten")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2018-1-3", "period-ambiguous"),
        ("2018.5-3", "period-reversed"),
        ("2018年13月", "period-unreadable"),
        (2018.13, "period-unreadable"),
        ("18年3月", "period-unreadable"),
        ("2018年2月30日", "date-impossible"),
        ("上月", "period-unreadable"),
        (True, "period-unreadable"),
        (3.0, "period-unreadable"),
    ],
)
def test_period_refusals(cell, code):
    assert one(values.parse_periods, cell)[:2] == (None, code)


@pytest.mark.parametrize(
    ("cell", "value", "error"),
    [
        ("2018-03-15", datetime.date(2018, 3, 15), None),
        ("2018年3月15日", datetime.date(2018, 3, 15), None),
        ("2018.3.15", datetime.date(2018, 3, 15), None),
        ("20180315", datetime.date(2018, 3, 15), None),
        (43174.0, datetime.date(2018, 3, 15), None),
        ("2018/3/15 10:20:30", datetime.date(2018, 3, 15), None),
        ("2018-02-30", None, "date-impossible"),
        ("20180230", None, "date-impossible"),
        ("2018.3", None, "date-incomplete"),
        ("去年", None, "date-unreadable"),
        ("", None, None),
    ],
)
def test_dates(cell, value, error):
    assert one(values.parse_dates, cell)[:2] == (value, error)


def test_a_month_must_be_single():
    assert one(values.parse_months, "2018.1-3")[1] == "month-not-single"
    assert one(values.parse_months, "2018.3.15")[0] == month("2018-03")
