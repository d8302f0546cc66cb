"""Ranks as sport gives them: equals share one, and the next follows after all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar


Row = TypeVar("Row")


def ranked(rows: Iterable[Row], key: Callable[[Row], Any]) -> list[tuple[int, Row]]:
    """(rank, row) of rows that stand in order of `key` already: 1, 2, 2, 4."""
    found: list[tuple[int, Row]] = []
    for place, row in enumerate(rows, start=1):
        same = bool(found) and key(found[-1][1]) == key(row)
        found.append((found[-1][0] if same else place, row))
    return found
