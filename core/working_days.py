"""Counting in working days: weekends rest, but for the days that a holiday table says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta


_DAY = timedelta(days=1)
_SATURDAY = 5

# A day that is otherwise than its weekday says: True works (调休), False rests.
Exceptions = Mapping[date, bool]


def is_working(day: date, exceptions: Exceptions) -> bool:
    return exceptions.get(day, day.weekday() < _SATURDAY)


def add_working_days(start: date, count: int, exceptions: Exceptions) -> date:
    """The `count`th working day after `start`; the day itself never counts (民法典 art. 201)."""
    if count < 0:
        raise ValueError("Working days are counted forward.")
    day = start
    while count:
        day += _DAY
        count -= is_working(day, exceptions)
    return day


def working_days_until(start: date, end: date, exceptions: Exceptions) -> int:
    """Working days after `start` up to and with `end`; negative when `end` is past."""
    first, last = min(start, end), max(start, end)
    days = (first + _DAY * n for n in range(1, (last - first).days + 1))
    counted = sum(is_working(day, exceptions) for day in days)
    return counted if end >= start else -counted
