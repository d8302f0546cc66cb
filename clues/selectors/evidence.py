"""The rows behind a clue, whatever rule found them: side by side, and each where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy

from clues.choices import Grade
from clues.models import Clue
from clues.selectors.cards import fact_in_words
from core.addresses import address_of
from core.exceptions import PortalError
from core.money import yuan
from core.templatetags.present import day, period
from funds.choices import StandardUnit
from funds.selectors.rows import claims_of, masked_identities
from intake.models import Batch
from intake.sheets import sheet_of
from regions.selectors import names_for
from villages.selectors.vouchers import Slips, slips_of


Row = dict[str, Any]
PAYMENTS_SHOWN = 12
# Facts of clues on more programmes than one, on what was claimed, reckoned or sent back.
_ABOUT_CLAIMS = frozenset({"second_programme", "claimed", "too_much", "returned_on"})
# Where a row stands; everything else in it is said about the matter.
_PLACE = ("kind", "registry", "batch", "sheet", "row", "id", "name")
# jsonb keeps no order; this one tells who, where, what, when, how much.
_ORDER = (
    "day", "month", "voucher", "summary", "step", "number", "name", "counterparty", "entry",
    "side", "village", "place", "unit", "business", "programme", "type", "category", "level",
    "vehicle_type", "use", "role", "post", "cadre_name", "relation", "status", "filed", "measure",
    "document", "period", "period_from", "period_to", "valid_from", "valid_to", "registered_on",
    "issued_on", "expires_on", "arrived_on", "due_on", "paid_on", "days_late", "people",
    "payments", "units", "area", "share", "standard", "limit", "price", "capital", "base",
    "income", "allocated", "paid", "instalment", "amount", "entitled", "attended", "in_favour",
    "handler", "witness", "approver", "hands", "contract", "works", "invoice", "decision", "acquired_by",
    "source",
)  # fmt: skip
_RANK = {key: number for number, key in enumerate(_ORDER)}
_AMOUNTS = frozenset(
    {"amount", "price", "capital", "base", "income", "paid", "allocated", "limit", "instalment"}
)
LABELS: dict[str, Any] = {
    "acquired_by": gettext_lazy("Acquired by"),
    "allocated": gettext_lazy("Allocated"),
    "amount": gettext_lazy("Amount"),
    "area": gettext_lazy("Area"),
    "arrived_on": gettext_lazy("Money arrived on"),
    "bank": gettext_lazy("Bank"),
    "base": gettext_lazy("Monthly base"),
    "business": gettext_lazy("Business"),
    "cadre_name": gettext_lazy("Village cadre"),
    "capital": gettext_lazy("Subscribed capital"),
    "care": gettext_lazy("Care needed"),
    "category": gettext_lazy("Category"),
    "days_late": gettext_lazy("Days late"),
    "died_on": gettext_lazy("Died on"),
    "document": gettext_lazy("Document"),
    "due_on": gettext_lazy("Due on"),
    "expires_on": gettext_lazy("Valid until"),
    "filed": gettext_lazy("On record"),
    "from": gettext_lazy("From"),
    "holds": gettext_lazy("Held and valid"),
    "household": gettext_lazy("Household"),
    "income": gettext_lazy("Income"),
    "issued_on": pgettext_lazy("certificate", "Issued on"),
    "type": gettext_lazy("Type"),
    "level": gettext_lazy("Level"),
    "limit": gettext_lazy("At most"),
    "measure": gettext_lazy("Custody"),
    "name": gettext_lazy("Full name"),
    "paid": gettext_lazy("Paid"),
    "paid_on": gettext_lazy("Paid on"),
    "payments": gettext_lazy("Payments"),
    "people": gettext_lazy("People"),
    "period": gettext_lazy("Period"),
    "period_from": gettext_lazy("Period from"),
    "period_to": gettext_lazy("Period to"),
    "place": gettext_lazy("Place"),
    "post": gettext_lazy("Post"),
    "price": gettext_lazy("Price"),
    "programme": gettext_lazy("Programme"),
    "registered_on": gettext_lazy("Registered on"),
    "relation": gettext_lazy("Relation"),
    "role": gettext_lazy("Role"),
    "share": gettext_lazy("Share"),
    "since": gettext_lazy("Since"),
    "source": gettext_lazy("Source"),
    "standard": gettext_lazy("Standard"),
    "status": gettext_lazy("Status"),
    "to": gettext_lazy("To"),
    "unit": gettext_lazy("Unit"),
    "units": gettext_lazy("Units"),
    "until": gettext_lazy("Until"),
    "use": gettext_lazy("Use"),
    "valid_from": gettext_lazy("Valid from"),
    "valid_to": gettext_lazy("Valid to"),
    "vehicle_type": gettext_lazy("Type of vehicle"),
    "village": gettext_lazy("Village"),
    "holder": gettext_lazy("Holder"),
    "register": gettext_lazy("In the register"),
    "other_name": gettext_lazy("The other name"),
    "before": gettext_lazy("Before"),
    "rise": gettext_lazy("Rise in percent"),
    "county_rise": gettext_lazy("Rise of the county in percent"),
    "month": gettext_lazy("Month"),
    "day": gettext_lazy("Date"),
    "entry": gettext_lazy("Income or expense"),
    "voucher": gettext_lazy("Voucher"),
    "summary": gettext_lazy("What for"),
    "counterparty": gettext_lazy("From or to whom"),
    "handler": gettext_lazy("Handled by"),
    "witness": gettext_lazy("Witnessed by"),
    "approver": gettext_lazy("Approved by"),
    "hands": gettext_lazy("Handled, witnessed, approved"),
    "contract": gettext_lazy("Contract"),
    "works": gettext_lazy("Works"),
    "invoice": gettext_lazy("Invoice"),
    "number": pgettext_lazy("books", "Number"),
    "side": gettext_lazy("Side"),
    "step": gettext_lazy("Step"),
    "party": gettext_lazy("Who"),
    "instalment": gettext_lazy("Instalment"),
    "decision": gettext_lazy("Decision"),
    "entitled": gettext_lazy("Entitled"),
    "attended": gettext_lazy("Attended"),
    "in_favour": gettext_lazy("In favour"),
    "threshold": gettext_lazy("Threshold"),
    "usual": gettext_lazy("Usual"),
    "related": gettext_lazy("Of them related"),
    "too_much": gettext_lazy("Too much"),
    "too_little": gettext_lazy("Too little"),
    "edits": gettext_lazy("Digits that differ"),
    "left": gettext_lazy("Left"),
    "allocated_on": gettext_lazy("Allocated on"),
    "days": gettext_lazy("Days"),
}
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
_WORDED = frozenset({"entry", "side", "step"})
_WORDS: dict[str, Any] = {
    "income": gettext_lazy("Income"),
    "expense": gettext_lazy("Expense"),
    "receives": gettext_lazy("The village receives"),
    "pays": gettext_lazy("The village pays"),
    "proposed": gettext_lazy("Party branch proposes"),
    "consulted": gettext_lazy("Both committees consult"),
    "party": gettext_lazy("Party members deliberate"),
    "assembly": gettext_lazy("Villagers' assembly decides"),
    "households": gettext_lazy("Households decide"),
    "representatives": gettext_lazy("Villagers' representatives decide"),
    "resolved": gettext_lazy("Villagers decide"),
    "settlement": gettext_lazy("Final account"),
    "award": gettext_lazy("Award"),
    "budget": gettext_lazy("Budget"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One field on both sides; `registered` has a line for each registry row.

    `mark` is agrees, differs, conflicts, or "" where only one side says it.
    """

    label: str
    paid: str
    registered: tuple[str, ...]
    mark: str = ""


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
    # Whether any row says in which sheet it stands; reckoned totals stand in none.
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


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows behind a matter that is no clue: payments, and all others as tables."""

    payments: list[Row]
    others: list[OtherRows]


def rows_of(evidence: Sequence[Row], region: str) -> Rows:
    """The rows of a piece of evidence as a card shows them; registries as tables of their own."""
    return Rows(_payments(evidence), _others(evidence, region, registries=True))


def payments_of(clue: Clue) -> list[Row]:
    """The payment rows of the evidence, with dates, money and public address to show.

    Where the clue is about two people each row has its masked `number`; the caller records the look.
    """
    known = [row["id"] for row in clue.evidence if _is_payment(row) and row.get("id")]
    two = len(clue.sealed_numbers()) > 1
    numbers = masked_identities(known) if two else {}
    # Which programme, and how many of what, only where that is the matter.
    claims = claims_of(known) if _ABOUT_CLAIMS & clue.facts.keys() else {}
    return [
        row
        | {"number": numbers.get(row.get("id", 0), ""), "claim": claims.get(row.get("id", 0), "")}
        for row in _payments(clue.evidence)
    ]


def together(whole: Clue, parts: Sequence[Clue]) -> Decimal:
    """What a clue and those merged into it come to: whose payments were counted already adds nothing."""
    total, counted = Decimal(0), set[int]()
    for clue in (whole, *parts):
        own = {row["id"] for row in clue.evidence if _is_payment(row) and row.get("id")}
        if not own & counted:
            total += clue.amount
        counted |= own
    return total


def _is_payment(row: Row) -> bool:
    return row.get("kind") == "payment"


def _payments(evidence: Sequence[Row]) -> list[Row]:
    return [
        row
        | {
            "amount": _decimal(row.get("amount")),
            "address": address_of(row["id"], "payment") if row.get("id") else "",
            "span": _span(row),
        }
        for row in evidence
        if _is_payment(row)
    ]


def others_of(clue: Clue) -> list[OtherRows]:
    """What a rule about a unit or an amount shows instead of a registry row, kind by kind, and the
    registry rows that stand beside no payment.
    """
    alone = not any(_is_payment(row) for row in clue.evidence)
    return _others(clue.evidence, clue.region_code, registries=alone)


def _others(evidence: Sequence[Row], region: str, *, registries: bool) -> list[OtherRows]:
    kinds: dict[str, list[Row]] = {}
    for row in evidence:
        if is_registry(row):
            if registries:
                kinds.setdefault(registry_title(row), []).append(row)
        elif not _is_payment(row):
            kinds.setdefault(str(row.get("kind", "")), []).append(row)
    if "ledger" in kinds:
        kinds["ledger"] = _with_hands(_with_slips(kinds["ledger"]))
    if "village" in kinds:
        kinds["village"] = _with_names(kinds["village"])
    return [_table(kind, rows, region) for kind, rows in kinds.items()]


def _with_names(rows: Sequence[Row]) -> list[Row]:
    """Villages by the names that they have today."""
    names = names_for({str(row["village"]) for row in rows if "village" in row}, start="township")
    return [
        row | {"village": names[str(row["village"])]} if "village" in row else row for row in rows
    ]


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
    hidden = (frozenset(_PLACE) - {"name"}) | {"slips", "slips_page"}
    if all(row.get("day") for row in rows):
        hidden |= {"month"}
    # Where all are expenses the sums' heading says so.
    entries = {row.get("entry") for row in rows}
    entry = str(entries.pop()) if len(entries) == 1 else ""
    if entry in _WORDS:
        hidden |= {"entry"}
    keys = _keys(rows, hidden)
    if kind in _BOOKS:
        keys = [
            *(key for key in _FIRST if key in keys),
            *(key for key in keys if key not in _FIRST),
        ]
    return OtherRows(
        title=str(_KINDS.get(kind, kind)),
        labels=tuple(
            shown("entry", entry) if key == "amount" and entry in _WORDS else _head(kind, key)
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


def _keys(rows: Sequence[Row], hidden: frozenset[str]) -> list[str]:
    """Of some rows the fields that any of them fills, in the order of reading."""
    found = dict.fromkeys(
        key for row in rows for key, value in row.items() if key not in hidden and value != ""
    )
    return sorted(found, key=lambda key: (_RANK.get(key, len(_RANK)), key))


def pairs_of(clue: Clue, place: str) -> list[Pair]:
    """What was paid beside what the registry says, field by field; empty without both sides."""
    payments, registered = payments_of(clue), registry_rows(clue)
    if not payments or not registered:
        return []
    matched = clue.grade != Grade.COMPUTED
    pairs = [*_who(payments, registered, matched), _when(payments, registered), _how_much(payments)]
    pairs.append(Pair(_("Place"), place, _lines(registered, "place") or (_("not stated"),)))
    pairs.append(_lists(payments, registered))
    said = {"died_on", "from", "to", "since", "until", "place", *_PLACE} - {"kind"}
    for key in _keys(registered, frozenset(said)):
        lines = _lines(registered, key)
        if key not in ("title", "kind") or (key == "kind" and set(lines) != {"registry"}):
            pairs.append(Pair(label_of(key), "", lines))
    return pairs


def _lists(payments: Sequence[Row], registered: Sequence[Row]) -> Pair:
    """When the lists were published, and up to which day the registries reach: an old list explains
    much.
    """
    known = {row["batch"] for row in (*payments, *registered) if row.get("batch")}
    batches = Batch.objects.filter(pk__in=known, published_at__isnull=False).in_bulk()
    published = sorted(
        timezone.localdate(batches[row["batch"]].published_at)
        for row in payments
        if row.get("batch") in batches
    )
    paid = " – ".join(map(day, dict.fromkeys((published[0], published[-1])))) if published else ""
    lines = tuple(
        _("up to %(day)s") % {"day": day(batches[row["batch"]].reaches_to)}
        if row.get("batch") in batches
        else "—"
        for row in registered
    )
    return Pair(
        _("Dates of the lists"), paid and _("published %(days)s") % {"days": paid}, _once(lines)
    )


def _who(payments: Sequence[Row], registered: Sequence[Row], matched: bool) -> list[Pair]:
    """Names side by side; only where one person was matched do number and name have to agree."""
    names = list(dict.fromkeys(row["name"] for row in payments if row.get("name")))
    theirs = _lines(registered, "name")
    if not theirs:
        return []
    if not matched:
        return [Pair(_("Full name"), "、".join(names), theirs)]
    pairs = [Pair(_("Full name"), "、".join(names), theirs, _same(names, theirs))]
    if set(theirs) <= set(names) or len(set(theirs)) == 1:
        same = Pair(
            _("Identity number"), _("the number in the roster"), (_("the same number"),), "agrees"
        )
        pairs.insert(0, same)
    return pairs


def _same(names: Sequence[str], theirs: Sequence[str]) -> str:
    return "agrees" if set(names) == set(theirs) else "differs"


def _when(payments: Sequence[Row], registered: Sequence[Row]) -> Pair:
    starts = sorted(row["period_from"] for row in payments if row.get("period_from"))
    ends = sorted(row["period_to"] for row in payments if row.get("period_to"))
    paid = ""
    if starts and ends:
        whole = _span({"period_from": starts[0], "period_to": ends[-1]})
        paid = _("paid for %(months)s") % {"months": period(whole)}
    died = [row["died_on"] for row in registered if row.get("died_on")]
    mark = "conflicts" if died and starts and starts[0] > max(died) else ""
    lines = tuple(_dates_of(row) or _("no date") for row in registered)
    return Pair(_("Dates"), paid, _once(lines), mark)


def _dates_of(row: Row) -> str:
    if row.get("died_on"):
        return _("died on %(day)s") % {"day": shown("died_on", row["died_on"])}
    start = row.get("from") or row.get("since")
    end = row.get("to") or row.get("until")
    if start and end:
        return _("%(start)s to %(end)s") % {"start": shown("from", start), "end": shown("to", end)}
    if start:
        return _("since %(day)s") % {"day": shown("from", start)}
    return _("until %(day)s") % {"day": shown("to", end)} if end else ""


def _how_much(payments: Sequence[Row]) -> Pair:
    total = sum((row["amount"] for row in payments), Decimal(0))
    return Pair(_("Amount"), yuan(total), ())


def _lines(rows: Sequence[Row], key: str) -> tuple[str, ...]:
    """The key's value of every row, line by line; once where all say the same."""
    if not any(row.get(key) not in (None, "") for row in rows):
        return ()
    return _once(tuple(shown(key, row.get(key)) or "—" for row in rows))


def _once(lines: tuple[str, ...]) -> tuple[str, ...]:
    return lines[:1] if len(set(lines)) == 1 else lines


def label_of(key: str) -> str:
    """A field's name in the reader's language; the key itself if nobody has named it."""
    return str(LABELS.get(key, key))


def shown(key: str, value: Any) -> str:
    """A value of a snapshot as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return pgettext("evidence", "yes") if value else pgettext("evidence", "no")
    if key == "level":
        return _("degree %(degree)s") % {"degree": value}
    if key == "unit" and value in StandardUnit.values:
        return str(StandardUnit(value).label)
    if isinstance(value, list):
        return "、".join(shown(key, each) for each in value)
    if key in _AMOUNTS:
        return yuan(_decimal(value))
    if key in _WORDED:
        return str(_WORDS.get(value, value))
    # A month may be kept as its first day.
    return fact_in_words(value[:7] if key == "month" else value)


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)


def _span(row: Row) -> SimpleNamespace:
    start, end = row.get("period_from"), row.get("period_to")
    return SimpleNamespace(
        period_from=date.fromisoformat(start) if start else None,
        period_to=date.fromisoformat(end or start) if start else None,
    )
