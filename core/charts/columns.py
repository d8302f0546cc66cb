"""Columns over time: where each stands and how high it is, for an inline SVG of fixed size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


WIDTH, HEIGHT = 720, 240
_LEFT, _BELOW, _ABOVE = 4, 30, 26
_GAP = 0.28


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `label` stands below it where there is room, `said` is read for it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    said: str
    is_highest: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Columns:
    """The picture; `baseline` is the ordinate of nought."""

    columns: tuple[Column, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def baseline(self) -> int:
        return HEIGHT - _BELOW


def columns_of(values: Sequence[Decimal], labels: Sequence[str], said: Sequence[str]) -> Columns:
    """Draw values that are nought or more, side by side, the highest as high as there is room.

    Labels are thinned so that at most eight stand below.
    """
    if not values:
        return Columns(())
    most = max(values)
    step = (WIDTH - 2 * _LEFT) / len(values)
    every = max(1, -(-len(values) // 8))
    room = HEIGHT - _BELOW - _ABOVE
    highest = values.index(most)
    found = []
    for place, value in enumerate(values):
        height = round(float(value / most) * room, 1) if most else 0.0
        if value and height < 1:
            # What is there is seen.
            height = 1.0
        found.append(
            Column(
                x=round(_LEFT + place * step + step * _GAP / 2, 1),
                y=round(HEIGHT - _BELOW - height, 1), width=round(step * (1 - _GAP), 1),
                height=height, label=labels[place] if place % every == 0 else "",
                said=said[place], is_highest=place == highest and bool(most),
            )
        )  # fmt: skip
    return Columns(tuple(found))
