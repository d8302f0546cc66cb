"""Reads the lines above a table: title, 填报单位, 单位:元, and the period they name."""

import datetime
import re

from intake.reading.cells import CONTROL, SEEN, fold, text_of
from intake.reading.tables.table import Context
from intake.reading.values.periods import Period, find_period
from intake.reading.workbooks import RawSheet


OFFICE = re.compile(
    r"(?:填报|填表|编制|上报|报送|制表|申报|发放|公开)(?:单位|部门|机关)\s*(?:\([^)]*\))?\s*:\s*"
    r"(.*?)(?=\s{2,}|(?:金额)?单位\s*:|填[表报]|制表|公开|日期|\||$)"
)
SEALED_OFFICE = re.compile(
    r"单位\s*\((?:盖章|公章|章|签章)\)\s*:\s*(.*?)(?=\s{2,}|日期|填[表报]|\||$)"
)
UNIT = re.compile(r"单位\s*:\s*[^|]{0,12}?((?:百万|[亿万千百])?元)")
# The day a form was filled in says nothing of the period it pays for.
FILLED_IN = re.compile(
    r"(?:填表|填报|制表|编制|上报|打印|导出|报送)?(?:日期|时间)\s*:?\s*"
    r"\d{2,4}\s*[-年./]\s*\d{1,2}\s*(?:[-月./]\s*(?:\d{1,2}\s*日?)?)?"
)


def read_context(sheet: RawSheet, first: int, top: int) -> Context:
    """What the rows from `first` to above `top` say of the table (indices into the cells)."""
    context = Context()
    spoken = []
    for row in range(max(first, top - 15), top):
        # Cells of one line are kept apart: a value must not run into the next label.
        texts = [
            CONTROL.sub("", fold(text_of(cell)[:SEEN])).strip()
            for cell in sheet.cells[row]
            if cell != ""
        ]
        line = " | ".join(dict.fromkeys(texts))[: 4 * SEEN]
        if not line:
            continue
        joined = re.sub(r":\s*\|\s*", ":", line)
        office = OFFICE.search(joined) or SEALED_OFFICE.search(joined)
        if office and not context.reporting_office:
            context.reporting_office = office[1].strip(" |:_")
        unit = UNIT.search(joined)
        if unit:
            context.unit = unit[1]
        if not office and not unit and not context.title:
            context.title = line[:SEEN]
        spoken.append(FILLED_IN.sub(" ", joined))
    _period(context, spoken, sheet.name)
    return context


def _period(context: Context, spoken: list[str], sheet_name: str) -> None:
    """The first period the lines or the sheet's name give; a bare year only as a year."""
    for text in [*spoken, sheet_name]:
        found = find_period(text, context.year)
        if found is None:
            continue
        first, last = found
        context.year = context.year or first.year
        if not _whole_year(first, last):
            context.period = found
            return
    if context.year:
        context.period = (
            datetime.date(context.year, 1, 1),
            datetime.date(context.year, 12, 31),
        )


def said_period(context: Context, sheet_name: str, year: int) -> Period | None:
    """The period that title or sheet's name give; a month without its year is one of `year`."""
    if context.period is not None and not _whole_year(*context.period):
        return context.period
    for text in (context.title, sheet_name):
        found = find_period(FILLED_IN.sub(" ", text), context.year or year)
        if found is not None and not _whole_year(*found):
            return found
    return context.period


def _whole_year(first: datetime.date, last: datetime.date) -> bool:
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
