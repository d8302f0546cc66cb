"""Text from sheets on its way into somebody's spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


_OPENERS = ("=", "+", "-", "@", "\t", "\r")


def neutralised(values: Iterable[Any]) -> list[Any]:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return [
        f"'{value}" if isinstance(value, str) and value.startswith(_OPENERS) else value
        for value in values
    ]


def restored(value: Any) -> Any:
    """What `neutralised` was given: the apostrophe it put in front is taken off again."""
    if isinstance(value, str) and value.startswith("'") and value[1:].startswith(_OPENERS):
        return value[1:]
    return value
