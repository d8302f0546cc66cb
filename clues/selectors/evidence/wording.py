"""In which order a snapshot's fields are read, and how their values are said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import pgettext

from clues.selectors.cards import fact_in_words
from core.money import yuan
from intake.evidence import EvidenceField, EvidenceKind
from intake.sheets import evidence_kind, evidence_kinds


Row = dict[str, Any]
# Where a row stands; everything else in it is said about the matter.
PLACE = ("kind", "registry", "batch", "sheet", "row", "id", "name")


def keys_of(rows: Sequence[Row], hidden: frozenset[str]) -> list[str]:
    """Of some rows the fields that any of them fills, in the order of reading of their kinds."""
    order = [field.name for row in rows for field in evidence_kind(row).fields]
    rank = {name: number for number, name in enumerate(dict.fromkeys(order))}
    found = dict.fromkeys(
        key for row in rows for key, value in row.items() if key not in hidden and value != ""
    )
    return sorted(found, key=lambda key: (rank.get(key, len(rank)), key))


def field_of(name: str, kind: EvidenceKind) -> EvidenceField:
    """A field of the kind, else of whichever kind has it, else one under its own name."""
    kinds = (kind, *evidence_kinds().values())
    known = (field for each in kinds if (field := each.field(name)))
    return next(known, EvidenceField(name, name))


def shown(field: EvidenceField, value: Any) -> str:
    """A value of a snapshot as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return pgettext("evidence", "yes") if value else pgettext("evidence", "no")
    if isinstance(value, list):
        return "、".join(shown(field, each) for each in value)
    if field.say:
        return field.say(value)
    if field.money:
        return yuan(decimal(value))
    if field.words:
        return str(field.words.get(value, value))
    # A month may be kept as its first day.
    return fact_in_words(value[:7] if field.name == "month" else value)


def decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
