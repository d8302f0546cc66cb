"""Rows of other kinds than payments, as tables of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from clues.models import Clue
from clues.selectors.evidence.payments import is_payment, payment_rows
from clues.selectors.evidence.registries import is_registry
from clues.selectors.evidence.wording import PLACE, Row, field_of, keys_of, shown
from intake.evidence import EvidenceField, EvidenceKind
from intake.sheets import evidence_kind
from regions.selectors import names_for
from villages.selectors.vouchers import Slips, slips_of


# So many rows stand beside each other if they have more fields than that.
_BESIDE, _NARROW = 3, 5


@dataclass(frozen=True, slots=True)
class OtherRows:
    """Rows of another kind than payments and registries, as a table of their own."""

    title: str
    labels: tuple[str, ...]
    rows: tuple[tuple[Row, tuple[str, ...]], ...]
    # Which column leads to the row's public page.
    linked: int | None = None
    # Whether its rows say how many slips they have, and where an inspector sees them.
    slips: bool = False
    # Whether any row says in which sheet it stands; computed totals stand in none.
    placed: bool = True

    @property
    def side_by_side(self) -> bool:
        """Few rows that say much are compared field by field, each a column."""
        return len(self.rows) <= _BESIDE and len(self.labels) > _NARROW

    @property
    def fields(self) -> list[tuple[str, bool, list[tuple[Row, str]]]]:
        """By field: its label, whether it leads to the row's page, and what each row says."""
        return [
            (label, at == self.linked, [(row, cells[at]) for row, cells in self.rows])
            for at, label in enumerate(self.labels)
        ]


@dataclass(frozen=True, slots=True)
class EvidenceTables:
    """Rows behind a matter that is no clue: payments, and all others as tables."""

    payments: list[Row]
    others: list[OtherRows]


def rows_of(found: Sequence[tuple[Sequence[Row], str]]) -> list[EvidenceTables]:
    """Of each piece of evidence (with its region) the rows as a card shows them, without slips;
    registries as tables of their own. One query for the names of villages.
    """
    names = _names(row for evidence, _region in found for row in evidence)
    return [
        EvidenceTables(
            payment_rows(evidence), _tables(_by_kind(evidence, registries=True), region, names)
        )
        for evidence, region in found
    ]


def others_of(clue: Clue) -> list[OtherRows]:
    """What a rule about a unit or an amount shows instead of a registry row, kind by kind, and the
    registry rows that stand beside no payment.
    """
    alone = not any(is_payment(row) for row in clue.evidence)
    kinds = _by_kind(clue.evidence, registries=alone)
    kinds = {kind: _with_slips(rows) if kind.has_slips else rows for kind, rows in kinds.items()}
    return _tables(kinds, clue.region_code, _names(clue.evidence))


def _by_kind(evidence: Sequence[Row], *, registries: bool) -> dict[EvidenceKind, list[Row]]:
    kinds: dict[EvidenceKind, list[Row]] = {}
    for row in evidence:
        if registries if is_registry(row) else not is_payment(row):
            kinds.setdefault(evidence_kind(row), []).append(row)
    return kinds


def _tables(
    kinds: dict[EvidenceKind, list[Row]], region: str, names: Mapping[str, str]
) -> list[OtherRows]:
    return [
        _table(kind, [_together(kind, row, rows) for row in rows], region, names)
        for kind, rows in kinds.items()
    ]


def _names(rows: Iterable[Row]) -> Mapping[str, str]:
    """Divisions compared by the names that they have today."""
    codes = {
        str(row[field.name])
        for row in rows
        for field in evidence_kind(row).fields
        if field.division and field.name in row
    }
    return names_for(codes, start="township") if codes else {}


def _with_slips(rows: Sequence[Row]) -> list[Row]:
    """Entries of a ledger with the number of their slips and the desk's page that has them all."""
    slips = slips_of([row["id"] for row in rows if row.get("id")])
    return [
        row
        | (
            {"slips": own.pictures, "slips_page": _slips_page(own)}
            if (own := slips.get(row.get("id", 0)))
            else {}
        )
        for row in rows
    ]


def _together(kind: EvidenceKind, row: Row, rows: Sequence[Row]) -> Row:
    """The same with fields that share a column as one, if more than one of them is filled."""
    if kind.together is None:
        return row
    name, parts = kind.together
    if sum(any(each.get(part) for each in rows) for part in parts) < 2:
        return row
    rest = {key: value for key, value in row.items() if key not in parts}
    return rest | {name: " / ".join(row.get(part) or "—" for part in parts)}


def _slips_page(slips: Slips) -> str:
    page = reverse("villages-desk:voucher-line", args=[slips.region, f"{slips.month:%Y-%m}"])
    return f"{page}?{urlencode({'number': slips.voucher_number})}"


def _table(
    kind: EvidenceKind, rows: Sequence[Row], region: str, names: Mapping[str, str]
) -> OtherRows:
    hidden = (frozenset(PLACE) - {"name"}) | {"slips", "slips_page"}
    if all(row.get("day") for row in rows):
        hidden |= {"month"}
    # Where all are expenses the sums' heading says so.
    called = {str(row.get(kind.amount_called, "")) for row in rows} if kind.amount_called else set()
    agreed = next(iter(called)) if len(called) == 1 else ""
    words = (field_of(kind.amount_called, kind).words or {}).get(agreed, "")
    if words:
        hidden |= {kind.amount_called}
    keys = keys_of(rows, hidden)
    fields = [field_of(key, kind) for key in keys]
    return OtherRows(
        title=str(kind.title),
        labels=tuple(
            str(words if words and field.name == "amount" else field.label) for field in fields
        ),
        rows=tuple(
            (
                row | {"page": kind.page(row, region) if kind.page else ""},
                tuple(_cell(field, row.get(field.name), names) for field in fields),
            )
            for row in rows
        ),
        slips=kind.has_slips,
        placed=any(row.get("batch") for row in rows),
        linked=keys.index(kind.linked) if kind.linked in keys else None,
    )


def _cell(field: EvidenceField, value: Any, names: Mapping[str, str]) -> str:
    return names.get(str(value), str(value)) if field.division else shown(field, value)
