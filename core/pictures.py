"""Pictures of public figures: each with its sentence, table, CSV, SVG, page to print and to embed.

An app brings its kinds in `<app>/picturing.py`: `PICTURES` has one `Kind` for each name. Pages show
a picture by `parts/_picture.html`; its addresses are the same for all (`portal.views.pictures`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from core.gathering import modules_named


# Decimals are yuan, dates are months.
Cell = str | int | Decimal | date


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: `drawn` is what the template `charts/_<shape>.html` draws, `query` by which
    parameters it is found again. The rows say all that the picture says.
    """

    kind: str
    shape: str
    title: str
    sentence: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawn: Any
    query: Mapping[str, str]
    note: str = ""

    @property
    def template(self) -> str:
        return f"charts/_{self.shape}.html"

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold figures."""
        return tuple(
            any(isinstance(row[place], int | Decimal) for row in self.rows)
            for place in range(len(self.headings))
        )

    @property
    def parameters(self) -> str:
        """?region=…, or nothing."""
        return f"?{urlencode(self.query)}" if self.query else ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a picture is found from the parameters of an address; None where there is nothing."""

    find: Callable[[Mapping[str, str]], Picture | None]
    parameters: tuple[str, ...]


def picture_of(kind: str, given: Mapping[str, str]) -> Picture | None:
    """The picture of this name for these parameters; None for what is unknown or empty."""
    known = kinds().get(kind)
    if known is None:
        return None
    return known.find({name: given[name] for name in known.parameters if given.get(name)})


def kinds() -> dict[str, Kind]:
    """Every kind of picture by its name in addresses."""
    return _kinds(modules_named("picturing"))


@cache
def _kinds(modules: tuple[ModuleType, ...]) -> dict[str, Kind]:
    return {name: kind for module in modules for name, kind in module.PICTURES.items()}
