"""The lines of registries behind a clue."""

from __future__ import annotations

from clues.models import Clue
from clues.selectors.evidence.wording import Row
from core.exceptions import PortalError
from intake.sheets import sheet_of


def is_registry(row: Row) -> bool:
    return row.get("kind") == "registry"


def registry_rows(clue: Clue) -> list[Row]:
    return [row | {"title": registry_title(row)} for row in clue.evidence if is_registry(row)]


def registry_title(row: Row) -> str:
    """What the registry is called; its own name where nobody knows it any more."""
    try:
        return str(sheet_of(f"registry:{row['registry']}").title)
    except PortalError:
        return str(row["registry"])
