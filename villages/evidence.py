"""What a village's books say as evidence: entries, slips, contracts, works, decisions."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from core.addresses import address_of
from intake.evidence import EvidenceField, EvidenceKind, Row


def _line_page(row: Row, region: str) -> str:
    """The entry with its slips, its contract and its works."""
    if not row.get("id"):
        return ""
    return reverse("villages:line", args=[address_of(row["id"], "ledger-line")])


def _record_page(kind: str, row: Row, region: str) -> str:
    return reverse(f"villages:{kind}", args=[region, row["number"]]) if row.get("number") else ""


_STEPS = {
    "proposed": _("Party branch proposes"),
    "consulted": _("Both committees consult"),
    "party": _("Party members deliberate"),
    "assembly": _("Villagers' assembly decides"),
    "households": _("Households decide"),
    "representatives": _("Villagers' representatives decide"),
    "resolved": _("Villagers decide"),
    "settlement": _("Final account"),
    "award": _("Award"),
    "budget": _("Budget"),
}
# Which contract, works or decision it is.
_WHICH = (
    EvidenceField("number", pgettext_lazy("books", "Number"), "number", text=True),
    EvidenceField("name", _("Title"), "name", text=True),
)
_STEP = EvidenceField("step", _("Step"), "step", text=True, words=_STEPS)
LEDGER = EvidenceKind(
    name="ledger",
    title=_("Entries of the village's ledger"),
    linked="summary",
    page=_line_page,
    amount_called="entry",
    together=("hands", ("handler", "witness", "approver")),
    has_slips=True,
    of_village=True,
    fields=(
        EvidenceField("day", _("Date"), "entered_on"),
        EvidenceField("month", _("Month"), "month"),
        EvidenceField("voucher", _("Voucher"), "voucher_number", text=True),
        EvidenceField("summary", _("What for"), "summary", text=True),
        EvidenceField("counterparty", _("From or to whom"), "counterparty", text=True),
        EvidenceField("amount", _("Amount"), "amount", money=True),
        EvidenceField(
            "entry", _("Income or expense"), "entry", text=True,
            words={"income": _("Income"), "expense": _("Expense")},
        ),
        EvidenceField("handler", _("Handled by"), "handler", text=True),
        EvidenceField("witness", _("Witnessed by"), "witness", text=True),
        EvidenceField("approver", _("Approved by"), "approver", text=True),
        EvidenceField("hands", _("Handled, witnessed, approved")),
        EvidenceField("contract", _("Contract"), "contract_number", text=True),
        EvidenceField("works", _("Works"), "works_number", text=True),
        EvidenceField("invoice", _("Invoice"), "invoice_number", text=True),
        EvidenceField("source", _("Source"), "funding_source", text=True),
    ),
)  # fmt: skip
VOUCHER = EvidenceKind(
    name="voucher",
    title=_("Pictures of vouchers"),
    place=(("id", "id"),),
    of_village=True,
    fields=(
        EvidenceField("month", _("Month"), "month"),
        EvidenceField("voucher", _("Voucher"), "voucher_number", text=True),
        EvidenceField("amount", _("Amount"), "invoice_amount", money=True),
        EvidenceField("invoice", _("Invoice"), "invoice_number", text=True),
    ),
)
CONTRACT = EvidenceKind(
    name="contract",
    title=_("Contract"),
    linked="name",
    page=partial(_record_page, "contract"),
    of_village=True,
    fields=(
        EvidenceField("day", _("Date"), "signed_on"),
        *_WHICH,
        EvidenceField("counterparty", _("From or to whom"), "counterparty", text=True),
        EvidenceField("amount", _("Amount"), "price", money=True),
        EvidenceField(
            "side", _("Side"), "side", text=True,
            words={"receives": _("The village receives"), "pays": _("The village pays")},
        ),
        EvidenceField("instalment", _("Instalment"), "instalment", money=True),
        EvidenceField("decision", _("Decision"), "decision_number", text=True),
        EvidenceField("until", _("Until"), "ends_on"),
    ),
)  # fmt: skip
WORKS = EvidenceKind(
    name="works",
    title=_("Village works"),
    linked="name",
    page=partial(_record_page, "works"),
    of_village=True,
    fields=(
        EvidenceField("day", _("Date"), "held_on"),
        *_WHICH,
        _STEP,
        EvidenceField("party", _("Who"), "party", text=True),
        EvidenceField("amount", _("Amount"), "amount", money=True),
    ),
)
DECISION = EvidenceKind(
    name="decision",
    title=_("Decision"),
    linked="name",
    page=partial(_record_page, "decision"),
    of_village=True,
    fields=(
        EvidenceField("day", _("Date"), "held_on"),
        *_WHICH,
        _STEP,
        EvidenceField("entitled", _("Entitled"), "entitled"),
        EvidenceField("attended", _("Attended"), "attended"),
        EvidenceField("in_favour", _("In favour"), "in_favour"),
        EvidenceField("holds", _("Held and valid")),
    ),
)
