"""What a receipt can be had for. An app brings its finders in `<app>/receipts.py`: `RECEIPTS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from core.gathering import modules_named
from publication.log.kinds import RowKind


@dataclass(frozen=True, slots=True)
class Receipted:
    """The rows that stand on one public page: (key in the log, batch or None) of each.

    `opens_names` says whether the page itself shows names, place and group to everybody.
    """

    kind: RowKind
    rows: tuple[tuple[int, int | None], ...]
    title: str
    address: str
    opens_names: bool = True


Finder = Callable[[str], Receipted | None]


def receipted(name: str, key: str) -> Receipted | None:
    """The rows of the public page that its app knows by this key; None where none is public."""
    find = _finders(modules_named("receipts")).get(name)
    return find(key) if find else None


@cache
def _finders(modules: tuple[ModuleType, ...]) -> dict[str, Finder]:
    return {name: find for module in modules for name, find in module.RECEIPTS.items()}
