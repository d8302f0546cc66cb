"""Money from where to what to whom as three columns joined by bands, for an inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


WIDTH, HEIGHT = 960, 540
# Two lines of words beside each node have room.
_NODE, _GAP, _TOP, _PITCH = 14, 16, 24, 44
_COLUMNS = (200.0, 476.0, 746.0)


@dataclass(frozen=True, slots=True)
class Node:
    """`side` says where its words stand: before, in or behind its column."""

    x: float
    y: float
    height: float
    label: str
    said: str
    side: str

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)

    @property
    def behind(self) -> float:
        return self.x + _NODE


@dataclass(frozen=True, slots=True)
class Band:
    path: str
    said: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Flow:
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    height: int
    node: int = _NODE
    width: int = WIDTH

    @property
    def columns(self) -> list[list[Node]]:
        """The nodes column by column, for a screen too narrow for the bands."""
        return [[node for node in self.nodes if node.x == x] for x in _COLUMNS]


@dataclass(frozen=True, slots=True)
class Link:
    """So much from the node of one column to the node of the next, by their labels."""

    source: str
    target: str
    value: Decimal
    said: str


def flow_of(
    columns: Sequence[Sequence[tuple[str, str]]], first: Sequence[Link], second: Sequence[Link]
) -> Flow:
    """Draw three columns of (label, words), the second fed by `first` and feeding `second`.

    A node is as high as the more of what comes in and goes out; all share one scale.
    """
    into: dict[tuple[int, str], Decimal] = {}
    out: dict[tuple[int, str], Decimal] = {}
    for number, links in ((0, first), (1, second)):
        for link in links:
            begin, end = (number, link.source), (number + 1, link.target)
            out[begin] = out.get(begin, Decimal(0)) + link.value
            into[end] = into.get(end, Decimal(0)) + link.value
    size = {
        (place, label): max(
            into.get((place, label), Decimal(0)), out.get((place, label), Decimal(0))
        )
        for place, column in enumerate(columns)
        for label, _said in column
    }
    sums = [
        sum((size[place, label] for label, _s in column), Decimal(0))
        for place, column in enumerate(columns)
    ]
    room = min(HEIGHT - 2 * _TOP - _GAP * (len(column) - 1) for column in columns)
    scale = room / float(max(sums)) if max(sums) else 0.0
    nodes: list[Node] = []
    tops: dict[tuple[int, str], float] = {}
    ends: list[float] = []
    for place, column in enumerate(columns):
        y = float(_TOP)
        side = ("before", "in", "behind")[place]
        for label, said in column:
            height = max(1.0, float(size[place, label]) * scale)
            nodes.append(Node(_COLUMNS[place], round(y, 1), round(height, 1), label, said, side))
            tops[place, label] = y
            y += max(height + _GAP, _PITCH)
        ends.append(y)
    bands = [*_bands(0, first, tops, scale), *_bands(1, second, tops, scale)]
    return Flow(tuple(nodes), tuple(bands), round(max(ends)))


def _bands(
    column: int, links: Sequence[Link], tops: dict[tuple[int, str], float], scale: float
) -> list[Band]:
    left, right = _COLUMNS[column] + _NODE, _COLUMNS[column + 1]
    middle = (left + right) / 2
    used = dict.fromkeys(tops, 0.0)
    found = []
    for link in links:
        begin, end = (column, link.source), (column + 1, link.target)
        high = max(0.5, float(link.value) * scale)
        y0, y1 = tops[begin] + used[begin], tops[end] + used[end]
        used[begin] += high
        used[end] += high
        path = (
            f"M{left:.0f},{y0:.1f}C{middle:.0f},{y0:.1f} {middle:.0f},{y1:.1f} {right:.0f},{y1:.1f}"
            f"V{y1 + high:.1f}C{middle:.0f},{y1 + high:.1f} {middle:.0f},{y0 + high:.1f} {left:.0f},{y0 + high:.1f}Z"
        )
        found.append(Band(path, link.said, column == 0))
    return found
