"""Rows of other kinds than payments, as tables of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from clues.models import Clue
from clues.selectors.evidence.payments import is_payment, payment_rows
from clues.selectors.evidence.registries import is_registry, registry_title
from clues.selectors.evidence.wording import PLACE, WORDS, Row, keys_of, label_of, shown
from core.addresses import address_of
from regions.selectors import names_for
from villages.selectors.vouchers import Slips, slips_of


_KINDS: dict[str, Any] = {
    "allocation": gettext_lazy("Allocations"),
    "standard": gettext_lazy("Standards"),
    "batch": gettext_lazy("Sheets"),
    "village": gettext_lazy("Villages compared"),
    "payment": gettext_lazy("Payments"),
    "total": gettext_lazy("Kept sums"),
    "ledger": gettext_lazy("Entries of the village's ledger"),
    "voucher": gettext_lazy("Pictures of vouchers"),
    "contract": gettext_lazy("Contract"),
    "works": gettext_lazy("Village works"),
    "decision": gettext_lazy("Decision"),
}
# A village's books. The first three have a public page under their number.
_RECORDS = frozenset({"contract", "works", "decision"})
_BOOKS = _RECORDS | {"ledger"}
# Who stood behind an entry: one column, else the others have no room.
_HANDS = ("handler", "witness", "approver")
# What their rows begin with: who was paid how much has to be seen without scrolling.
_FIRST = (
    "day", "month", "voucher", "summary", "number", "name", "step", "counterparty", "party", "amount",
)  # fmt: skip
_LINKED = frozenset({"summary", "name"})
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
class Rows:
    """Rows behind a matter that is no clue: payments, and all others as tables."""

    payments: list[Row]
    others: list[OtherRows]


def rows_of(found: Sequence[tuple[Sequence[Row], str]]) -> list[Rows]:
    """Of each piece of evidence (with its region) the rows as a card shows them, without slips;
    registries as tables of their own. One query for the names of villages.
    """
    names = _names(row for evidence, _region in found for row in evidence)
    return [
        Rows(payment_rows(evidence), _tables(_by_kind(evidence, registries=True), region, names))
        for evidence, region in found
    ]


def others_of(clue: Clue) -> list[OtherRows]:
    """What a rule about a unit or an amount shows instead of a registry row, kind by kind, and the
    registry rows that stand beside no payment.
    """
    alone = not any(is_payment(row) for row in clue.evidence)
    kinds = _by_kind(clue.evidence, registries=alone)
    if "ledger" in kinds:
        kinds["ledger"] = _with_slips(kinds["ledger"])
    return _tables(kinds, clue.region_code, _names(clue.evidence))


def _by_kind(evidence: Sequence[Row], *, registries: bool) -> dict[str, list[Row]]:
    kinds: dict[str, list[Row]] = {}
    for row in evidence:
        if is_registry(row):
            if registries:
                kinds.setdefault(registry_title(row), []).append(row)
        elif not is_payment(row):
            kinds.setdefault(str(row.get("kind", "")), []).append(row)
    return kinds


def _tables(kinds: dict[str, list[Row]], region: str, names: Mapping[str, str]) -> list[OtherRows]:
    if "ledger" in kinds:
        kinds["ledger"] = _with_hands(kinds["ledger"])
    if "village" in kinds:
        kinds["village"] = [
            row | {"village": names[str(row["village"])]} if "village" in row else row
            for row in kinds["village"]
        ]
    return [_table(kind, rows, region) for kind, rows in kinds.items()]


def _names(rows: Iterable[Row]) -> Mapping[str, str]:
    """Villages compared by the names that they have today."""
    codes = {str(r["village"]) for r in rows if r.get("kind") == "village" and "village" in r}
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


def _with_hands(rows: Sequence[Row]) -> list[Row]:
    """The same with those who handled, witnessed and approved in one field, if there are more."""
    if sum(any(row.get(key) for row in rows) for key in _HANDS) < 2:
        return list(rows)
    return [
        {key: value for key, value in row.items() if key not in _HANDS}
        | {"hands": " / ".join(row.get(key) or "—" for key in _HANDS)}
        for row in rows
    ]


def _slips_page(slips: Slips) -> str:
    page = reverse("villages-desk:voucher-line", args=[slips.region, f"{slips.month:%Y-%m}"])
    return f"{page}?{urlencode({'number': slips.voucher_number})}"


def _table(kind: str, rows: Sequence[Row], region: str) -> OtherRows:
    hidden = (frozenset(PLACE) - {"name"}) | {"slips", "slips_page"}
    if all(row.get("day") for row in rows):
        hidden |= {"month"}
    # Where all are expenses the sums' heading says so.
    entries = {row.get("entry") for row in rows}
    entry = str(entries.pop()) if len(entries) == 1 else ""
    if entry in WORDS:
        hidden |= {"entry"}
    keys = keys_of(rows, hidden)
    if kind in _BOOKS:
        keys = [
            *(key for key in _FIRST if key in keys),
            *(key for key in keys if key not in _FIRST),
        ]
    return OtherRows(
        title=str(_KINDS.get(kind, kind)),
        labels=tuple(
            shown("entry", entry) if key == "amount" and entry in WORDS else _head(kind, key)
            for key in keys
        ),
        rows=tuple(
            (row | {"page": _page(row, region)}, tuple(shown(key, row.get(key)) for key in keys))
            for row in rows
        ),
        slips=kind == "ledger",
        placed=any(row.get("batch") for row in rows),
        linked=next((at for at, key in enumerate(keys) if key in _LINKED), None),
    )


def _head(kind: str, key: str) -> str:
    """A contract has a title, a person a name."""
    return _("Title") if key == "name" and kind in _RECORDS else label_of(key)


def _page(row: Row, region: str) -> str:
    """The public page of a row of a village's books; "" for any other row."""
    kind = str(row.get("kind", ""))
    if kind == "ledger" and row.get("id"):
        # The entry with its slips, its contract and its works.
        return reverse("villages:line", args=[address_of(row["id"], "ledger-line")])
    if kind in _RECORDS and row.get("number"):
        return reverse(f"villages:{kind}", args=[region, row["number"]])
    return ""
