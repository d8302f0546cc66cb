"""Periods as operators and forms give them: 2018-03, 2018-01:2018-03 or 2018."""

from __future__ import annotations

import calendar
import re
from datetime import date

from django.utils.translation import gettext as _

from core.exceptions import PortalError


_MONTH = r"((?:19|20)[0-9]{2})-([0-9]{1,2})"
_RANGE = re.compile(rf"{_MONTH}(?::{_MONTH})?")


class InvalidPeriod(PortalError):
    """The text is no period."""


def parse_period(text: str) -> tuple[date, date] | None:
    """First and last day of a period; None for an empty text; raises InvalidPeriod."""
    text = text.strip()
    if not text:
        return None
    if re.fullmatch(r"(?:19|20)[0-9]{2}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    match = _RANGE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, to_year, to_month = match.groups()
        end_year, end_month = int(to_year or year), int(to_month or month)
        start = date(int(year), int(month), 1)
        end = date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])
        if end < start:
            raise ValueError
    except ValueError as error:
        raise InvalidPeriod(
            _("“%(text)s” is not a period. Write it like 2018-03, 2018-01:2018-03 or 2018.")
            % {"text": text[:40]}
        ) from error
    return start, end
