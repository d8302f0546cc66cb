"""Lying bars with their words above them, one or two to a row, for an inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


WIDTH = 720
_LABEL, _BAR, _GAP, _EDGE = 40, 22, 18, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """`said` stands at its end; `second` is the other one of a pair."""

    y: float
    width: float
    said: str
    is_second: bool


@dataclass(frozen=True, slots=True)
class BarRow:
    y: float
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    rows: tuple[BarRow, ...]
    height: int
    width: int = WIDTH
    bar: int = _BAR


def bars_of(
    rows: Sequence[tuple[str, Sequence[tuple[Decimal, str]]]], *, share: float = 0.62
) -> Bars:
    """Draw (label, [(value, words)]): the longest takes `share` of the width, words stand behind.

    What is there is seen, however little; values are nought or more.
    """
    most = max((value for _label, values in rows for value, _said in values), default=Decimal(0))
    found, y = [], float(_EDGE)
    for label, values in rows:
        bars = []
        top = y + _LABEL
        for place, (value, said) in enumerate(values):
            width = round(float(value / most) * WIDTH * share, 1) if most else 0.0
            width = max(width, 2.0) if value else 0.0
            bars.append(Bar(top + place * (_BAR + 6), width, said, place > 0))
        found.append(BarRow(y + _LABEL - 10, label, tuple(bars)))
        y = top + len(values) * (_BAR + 6) + _GAP
    return Bars(tuple(found), round(y))
