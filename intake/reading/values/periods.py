"""Dates, months and periods as cadres write them."""

import calendar
import datetime
import re
from typing import Any

import numpy as np

from intake.reading.cells import BLANKS, EXCEL_ERROR, by_distinct, squeeze
from intake.reading.values.parsed import Parsed


Period = tuple[datetime.date, datetime.date]

EPOCH = datetime.date(1899, 12, 30)
# Serial numbers of days between 1954 and 2099; smaller numbers are years or months.
SERIALS = range(20_000, 73_051)
YEARS = range(1900, 2100)
DASH = re.compile(r"(?<!\s)\s*(?:[-‐-―−~～〜﹣－]+|至|到|—+)\s*")
CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
CHINESE_YEAR = re.compile(r"[二一][〇零○0一二三四五六七八九]{3}(?=年)")
Y, M, D = r"((?:19|20)\d\d)", r"(0?[1-9]|1[0-2])", r"(0?[1-9]|[12]\d|3[01])"
TEXT_DATE = re.compile(rf"{Y}(?:年|([./-])){M}(?:月|\2){D}[日号]?")
DAY_OF_YEAR = re.compile(rf"{M}月{D}[日号]?|{M}[./-]{D}")
MONTHS = range(1, 13)
# How far from a sheet's period a day without its year may lie to be of that year.
BEFORE, BEHIND = datetime.timedelta(days=62), datetime.timedelta(days=184)
TEXT_MONTH = re.compile(rf"{Y}(?:年度?|[./-]){M}月?份?")
PACKED_DAY = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
PACKED_MONTH = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])")
YEAR = re.compile(rf"{Y}(?:年度?)?(?:全年)?")
INCOMPLETE = re.compile(rf"{TEXT_MONTH.pattern}|{PACKED_MONTH.pattern}|{YEAR.pattern}|{M}月份?")
MONTHS_OF_YEAR = re.compile(rf"{Y}(?:年度?|[./]){M}月?份?-{M}月?份?")
TWO_MONTHS = re.compile(rf"{Y}(?:年度?|[./-]){M}月?份?-{Y}(?:年度?|[./-]){M}月?份?")
TWO_DAYS = re.compile(
    rf"{Y}(?:年|[./-]){M}(?:月|[./-]){D}[日号]?-{Y}(?:年|[./-]){M}(?:月|[./-]){D}[日号]?"
)
TWO_PACKED = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])-((?:19|20)\d\d)(0[1-9]|1[0-2])")
DAY_OR_MONTHS = re.compile(rf"{Y}-{M}-{D}")
QUARTER = re.compile(rf"(?:{Y}(?:年度?|[./-])?)?第?(?:([1-4])季度?|q([1-4]))(?:度)?", re.IGNORECASE)
QUARTERS = re.compile(rf"(?:{Y}(?:年度?|[./-])?)?第?([1-4])(?:季度?)?-第?([1-4])季度?")
HALF = re.compile(rf"(?:{Y}(?:年度?|[./-])?)?([上下])半年度?")
BARE_MONTH = re.compile(rf"{M}月份?")
BARE_MONTHS = re.compile(rf"{M}月?份?-{M}月份?")
WHOLE = re.compile(r"全年|本年度?|年度")
TIME = re.compile(
    r"(?<![T\s])(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"|(?<=[日号\d])\s{0,3}(?:凌晨|清晨|早上?|上午|中午|下午|傍晚|晚上?|夜里?|深夜|半夜)\s{0,3}(?:\d{1,2}[时点:]\d{0,2}分?(?:许|左右|半)?)?"
    r"|(?<=[日号])\s{0,3}\d{1,2}[时点](?:\d{1,2}分?)?(?:许|左右|半)?)\s*$"
)
# Periods inside a longer line; the first that fits is taken, the fullest form first.
IN_LINE = re.compile(
    r"(?<!\d)(?:"
    r"\d{4}年度?\d{1,2}月?份?-\d{4}年\d{1,2}月份?|"
    r"\d{4}[./]\d{1,2}-\d{4}[./]\d{1,2}|"
    r"\d{4}(?:年度?|[./])\d{1,2}月?份?-\d{1,2}月?份?|"
    r"\d{4}年度?第?[1-4]季度?|\d{4}年度?[上下]半年|"
    r"\d{4}(?:年度?|[./-])\d{1,2}(?:月份?|(?![\d./-]))|"
    r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?!\d)|"
    r"\d{4}年度?|"
    r"\d{1,2}月?份?-\d{1,2}月份?|\d{1,2}月份?(?!\d*日)|"
    r"第?[1-4]季度|[上下]半年"
    r")"
)


def parse_dates(
    cells: np.ndarray,
    year: int | None = None,
    about: Period | None = None,
    *,
    month_ok: bool = False,
) -> Parsed:
    """Single days as datetime.date; `year` completes entries such as "10月9日" or "10.9".

    Such a day must lie near the period `about`: in a list of December 1月5日 is of no known year.
    `month_ok` takes a month for its first day and says so in `months`.
    """

    def parse(cell: Any) -> tuple[datetime.date | None, str | None, str | None, bool | None]:
        if year and (found := _day_of_year(cell, year, about)):
            return (*found, None, None)
        day, error = _date(cell)
        if error == "date-incomplete" and month_ok:
            period, failed, doubt = read_period(cell, year)
            if period and period == month_of(period[0].year, period[0].month):
                return period[0], None, doubt, True
            error = failed if failed == "period-no-year" else error
        return day, error, None, None

    return Parsed(*by_distinct(cells, parse, 4))


def _day_of_year(
    cell: Any, year: int, about: Period | None
) -> tuple[datetime.date | None, str | None] | None:
    """(day, error code) of a cell that says month and day; None of any other."""
    if isinstance(cell, float) and 1 <= cell < 13 and cell != int(cell):
        text = repr(cell)
        # Excel cuts the nought of 10.10 and 10.20.
        if re.fullmatch(r"\d{1,2}\.[123]", text):
            return None, "date-day-or-ten"
    elif isinstance(cell, str):
        text = _tidy(cell)
    else:
        return None
    match = DAY_OF_YEAR.fullmatch(text)
    if match is None:
        return None
    day = _day(str(year), match[1] or match[3], match[2] or match[4])
    if day is None:
        return None, "date-impossible"
    if about and not about[0] - BEFORE <= day <= about[1] + BEHIND:
        return None, "date-no-year"
    return day, None


def says_month(cell: Any) -> str | None:
    """The month of a plain 3 or 1-3 under a heading of months, as text; None of any other."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, float | int):
        return f"{int(cell)}月" if cell in MONTHS else None
    if isinstance(cell, str):
        text = _tidy(cell)
        if re.fullmatch(rf"{M}(?:-{M})?", text):
            return f"{text}月"
    return None


def parse_periods(cells: np.ndarray, year: int | None = None, *, months: bool = False) -> Parsed:
    """(first day, last day); `year` completes entries such as "3月", with `months` a plain 3."""

    def parse(cell: Any) -> tuple[Period | None, str | None, str | None]:
        return read_period((months and says_month(cell)) or cell, year)

    return Parsed(*by_distinct(cells, parse, 3))


def parse_months(cells: np.ndarray, year: int | None = None, *, months: bool = False) -> Parsed:
    """(first day, last day) of one single month."""

    def parse(cell: Any) -> tuple[Period | None, str | None, str | None]:
        period, error, warning = read_period((months and says_month(cell)) or cell, year)
        if period and (period[0].year, period[0].month) != (period[1].year, period[1].month):
            return None, "month-not-single", None
        return period and month_of(period[0].year, period[0].month), error, warning

    return Parsed(*by_distinct(cells, parse, 3))


def month_of(year: int, month: int, last: tuple[int, int] | None = None) -> Period:
    """From the first day of a month to the last day of it, or of the month `last`."""
    to_year, to_month = last or (year, month)
    end = calendar.monthrange(to_year, to_month)[1]
    return datetime.date(year, month, 1), datetime.date(to_year, to_month, end)


def span(period: Period) -> str:
    """A period in figures: 2018-03, or 2018-01 – 2018-03."""
    first, last = period
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first:%Y-%m} – {last:%Y-%m}"


def find_period(line: str, year: int | None = None) -> Period | None:
    """The first period named anywhere in a line such as a title; None if there is none."""
    text = _tidy(line)
    best: Period | None = None
    for match in IN_LINE.finditer(text):
        found = read_period(match[0], year)[0]
        if found is None:
            continue
        year = year or found[0].year
        # “2018年 … 3月”: a year standing alone only completes what follows.
        if not YEAR.fullmatch(match[0]):
            return found
        best = best or found
    return best


def read_period(cell: Any, year: int | None = None) -> tuple[Period | None, str | None, str | None]:
    """(period, error code, warning code) of one cell."""
    if isinstance(cell, datetime.datetime | datetime.date):
        if cell.year not in YEARS:
            return None, "period-unreadable", None
        return month_of(cell.year, cell.month), None, None
    warning = None
    if isinstance(cell, bool):
        return None, "period-unreadable", None
    if isinstance(cell, float | int):
        if int(cell) in SERIALS:
            day = EPOCH + datetime.timedelta(days=int(cell))
            return month_of(day.year, day.month), None, None
        text = str(int(cell)) if cell == int(cell) else repr(cell)
        # Excel cuts the nought of 2018.10, so January and October look alike.
        warning = "month-one-or-ten" if re.fullmatch(r"\d{4}\.1", text) else None
    elif isinstance(cell, str):
        if EXCEL_ERROR.fullmatch(cell):
            return None, "cell-error", None
        text = _tidy(TIME.sub("", cell))
        if text in BLANKS:
            return None, None, None
    else:
        return None, "period-unreadable", None
    period, error = _read(text, year)
    return period, error, warning if period else None


def _tidy(text: str) -> str:
    """Half-width, without spaces, one kind of dash, Chinese numerals as digits."""
    text = DASH.sub("-", squeeze(text).strip("'’").strip("。.,、"))
    # A text export of a number cell: 43160.0, 201803.0.
    text = re.sub(r"^(\d{5,8})\.0+$", r"\1", text)
    text = text.replace("—", "-").replace("第", "").replace("(", "").replace(")", "")
    text = CHINESE_YEAR.sub(lambda match: match[0].translate(CHINESE_DIGITS), text)
    text = text.replace("元月", "1月")
    text = re.sub(r"十([一二])(?=月)", r"1\1", text).replace("十月", "10月")
    text = re.sub(
        r"(?<=[零〇○一二三四五六七八九\d年.\-1])([一二三四五六七八九])(?=月|季|年|日)", _digit, text
    )
    return re.sub(r"(?<!\d)([一二三四五六七八九])(?=月|季|-\S月|-\S季)", _digit, text).translate(
        {ord("〇"): "0"}
    )


def _digit(match: re.Match[str]) -> str:
    return match[1].translate(CHINESE_DIGITS)


def _read(text: str, year: int | None) -> tuple[Period | None, str | None]:
    """(period, error code) of a tidied text."""
    if match := TWO_DAYS.fullmatch(text):
        first, last = _day(*match.groups()[:3]), _day(*match.groups()[3:])
        return _ordered(first, last)
    if match := TWO_MONTHS.fullmatch(text) or TWO_PACKED.fullmatch(text):
        a, b, c, d = map(int, match.groups())
        return _ordered(month_of(a, b)[0], month_of(c, d)[1])
    if match := DAY_OR_MONTHS.fullmatch(text):
        # 2018-1-3 may be a day or January to March; 2018-01-03 is a day.
        padded = len(match[2]) == len(match[3]) == 2
        if not padded and int(match[3]) <= 12:
            return None, "period-ambiguous"
    if match := MONTHS_OF_YEAR.fullmatch(text):
        a, b, c = map(int, match.groups())
        return _ordered(month_of(a, b)[0], month_of(a, c)[1])
    if match := TEXT_DATE.fullmatch(text):
        return _month_of_day(match[1], match[3], match[4])
    if match := PACKED_DAY.fullmatch(text):
        return _month_of_day(*match.groups())
    if match := TEXT_MONTH.fullmatch(text) or PACKED_MONTH.fullmatch(text):
        return _checked(month_of(int(match[1]), int(match[2])))
    if match := YEAR.fullmatch(text):
        return _checked(month_of(int(match[1]), 1, (int(match[1]), 12)))
    if re.fullmatch(r"\d{5}", text) and int(text) in SERIALS:
        day = EPOCH + datetime.timedelta(days=int(text))
        return month_of(day.year, day.month), None
    return _parts_of_year(text, year)


def _parts_of_year(text: str, year: int | None) -> tuple[Period | None, str | None]:
    """Quarters, halves, bare months: what may need the year from elsewhere."""
    stated: str | None = None
    if match := QUARTER.fullmatch(text):
        stated, number = match[1], int(match[2] or match[3])
        months = (number * 3 - 2, number * 3)
    elif match := QUARTERS.fullmatch(text):
        stated, months = match[1], (int(match[2]) * 3 - 2, int(match[3]) * 3)
    elif match := HALF.fullmatch(text):
        stated, months = match[1], (1, 6) if match[2] == "上" else (7, 12)
    elif match := BARE_MONTHS.fullmatch(text):
        months = (int(match[1]), int(match[2]))
    elif match := BARE_MONTH.fullmatch(text):
        months = (int(match[1]), int(match[1]))
    elif WHOLE.fullmatch(text):
        months = (1, 12)
    else:
        return None, "period-unreadable"
    at = int(stated) if stated else year
    if at is None:
        return None, "period-no-year"
    if months[1] < months[0]:
        return None, "period-reversed"
    return _checked(month_of(at, months[0], (at, months[1])))


def _checked(period: Period) -> tuple[Period | None, str | None]:
    inside = period[0].year in YEARS and period[1].year in YEARS
    return (period, None) if inside else (None, "period-unreadable")


def _ordered(
    first: datetime.date | None, last: datetime.date | None
) -> tuple[Period | None, str | None]:
    if first is None or last is None:
        return None, "date-impossible"
    return _checked((first, last)) if first <= last else (None, "period-reversed")


def _month_of_day(year: str, month: str, day: str) -> tuple[Period | None, str | None]:
    found = _day(year, month, day)
    return (month_of(found.year, found.month), None) if found else (None, "date-impossible")


def _day(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _date(cell: Any) -> tuple[datetime.date | None, str | None]:
    """(day, error code) of one cell."""
    if isinstance(cell, datetime.date):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
        return (day, None) if cell.year in YEARS else (None, "date-unreadable")
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if int(cell) in SERIALS or (5_000 <= cell < 20_000):
            return EPOCH + datetime.timedelta(days=int(cell)), None
        return _written_day(str(int(cell)) if cell == int(cell) else repr(cell))
    if not isinstance(cell, str):
        return None, "date-unreadable"
    if EXCEL_ERROR.fullmatch(cell):
        return None, "cell-error"
    text = _tidy(TIME.sub("", cell))
    return (None, None) if text in BLANKS else _written_day(text)


def _written_day(text: str) -> tuple[datetime.date | None, str | None]:
    """(day, error code) of a tidied text."""
    match = TEXT_DATE.fullmatch(text)
    parts = (match[1], match[3], match[4]) if match else None
    if packed := PACKED_DAY.fullmatch(text):
        parts = (packed[1], packed[2], packed[3])
    if parts:
        day = _day(*parts)
        if day is None:
            return None, "date-impossible"
        return (day, None) if day.year in YEARS else (None, "date-unreadable")
    if re.fullmatch(r"\d{5}", text) and int(text) in SERIALS:
        return EPOCH + datetime.timedelta(days=int(text)), None
    if re.fullmatch(r"\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{8}|\d{4}年\d{1,2}月\d{1,2}日?", text):
        return None, "date-impossible"
    return None, "date-incomplete" if INCOMPLETE.fullmatch(text) else "date-unreadable"
