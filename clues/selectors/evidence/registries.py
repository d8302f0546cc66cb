"""The lines of registries behind a clue."""

from __future__ import annotations

from clues.models import Clue
from clues.selectors.evidence.wording import Row
from intake.evidence import REGISTRY
from intake.sheets import evidence_kind


def is_registry(row: Row) -> bool:
    return row.get("kind") == REGISTRY


def registry_rows(clue: Clue) -> list[Row]:
    return [row | {"title": registry_title(row)} for row in clue.evidence if is_registry(row)]


def registry_title(row: Row) -> str:
    """What the registry is called; its own name where nobody knows it any more."""
    return str(evidence_kind(row).title)
