"""Closed lists of the villages app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from core.transitions import Machine


class LineState(models.TextChoices):
    """What a published line is now; lines are marked, never edited or removed."""

    STANDING = "standing", _("Stands")
    REPLACED = "replaced", _("Replaced by a correction")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Entry(models.TextChoices):
    """What a ledger line does; opening and closing are the balances a sheet states itself."""

    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expense")
    OPENING = "opening", _("Opening balance")
    CLOSING = "closing", _("Closing balance")


class Category(models.TextChoices):
    """Classes of income (1…) and expense (2…) on a village's monthly sheet.

    Source: 农村集体经济组织财务公开规定 (农经发〔2011〕13号), items of income and expense, in the
    words that the villages' own sheets use.
    """

    SUBSIDY = "11", _("Money from above")
    BUSINESS = "12", _("Own business")
    LEASING = "13", _("Leases and contracts")
    INVESTMENT = "14", _("Investments")
    LAND = "15", _("Compensation for land")
    DONATION = "16", _("Donations")
    RAISED = "17", _("Raised for a project")
    OTHER_INCOME = "19", _("Other income")
    CADRE_PAY = "21", _("Pay of cadres")
    OFFICE = "22", _("Office costs")
    MEETINGS = "23", _("Meetings and newspapers")
    WORKS = "24", _("Village works")
    PUBLIC_GOOD = "25", _("Public services")
    WELFARE = "26", _("Welfare and aid")
    HOSPITALITY = "27", _("Hospitality")
    OPERATING = "28", _("Costs of own business")
    OTHER_EXPENSE = "29", _("Other expenses")

    @property
    def is_income(self) -> bool:
        return self.value.startswith("1")


class PictureKind(models.TextChoices):
    """What a picture shows."""

    VOUCHER = "voucher", _("Voucher")
    WALL = "wall", _("Photo of the notice wall")


class PictureState(models.TextChoices):
    DRAFT = "draft", _("To be masked")
    MASKED = "masked", _("Masked, not submitted")
    SUBMITTED = "submitted", _("Waiting for the second person")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved, being published")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Discarded")


# A picture is masked as often as needed until it is submitted, and again when it came back.
PICTURE_TRANSITIONS: dict[str, frozenset[str]] = {
    PictureState.DRAFT: frozenset({PictureState.MASKED, PictureState.DISCARDED}),
    PictureState.MASKED: frozenset(
        {PictureState.MASKED, PictureState.SUBMITTED, PictureState.DISCARDED}
    ),
    PictureState.SUBMITTED: frozenset({PictureState.APPROVED, PictureState.RETURNED}),
    PictureState.RETURNED: frozenset({PictureState.MASKED, PictureState.DISCARDED}),
    PictureState.APPROVED: frozenset({PictureState.PUBLISHED}),
    PictureState.PUBLISHED: frozenset({PictureState.WITHDRAWN}),
    PictureState.WITHDRAWN: frozenset(),
    PictureState.DISCARDED: frozenset(),
}
PICTURES = Machine(
    PICTURE_TRANSITIONS,
    impossible=_("This picture is “%(state)s”; this is not possible now. Load the page again."),
    overtaken=_("Somebody else has just changed this picture; load the page again."),
)
# What the public may know of.
PUBLIC_PICTURES = (PictureState.PUBLISHED, PictureState.WITHDRAWN)
# The same file may come again after its first coming led to nothing that stands.
ENDED_PICTURES = (PictureState.WITHDRAWN, PictureState.DISCARDED)
# Somebody of the office still has something to do with it.
WAITING_PICTURES = (
    PictureState.DRAFT, PictureState.MASKED, PictureState.SUBMITTED, PictureState.RETURNED,
    PictureState.APPROVED,
)  # fmt: skip


class ContractKind(models.TextChoices):
    """What of the village's 三资 a contract is about."""

    ASSET = "asset", _("Assets")
    RESOURCE = "resource", _("Resources")
    FUND = "fund", _("Funds")
    WORKS = "works", _("Works")
    SERVICE = "service", _("Purchases and services")


class ContractSide(models.TextChoices):
    RECEIVES = "receives", _("The village receives")
    PAYS = "pays", _("The village pays")


class WorksStep(models.TextChoices):
    """A village works from the proposal to the last payment, in the order due."""

    PROPOSAL = "proposal", _("Proposal")
    DECISION = "decision", _("Decision")
    BUDGET = "budget", _("Budget")
    TENDER = "tender", _("Tender or quotation")
    AWARD = "award", _("Award")
    CONTRACT = "contract", _("Contract")
    START = "start", _("Start of work")
    CHANGE = "change", _("Change")
    ACCEPTANCE = "acceptance", _("Acceptance")
    SETTLEMENT = "settlement", _("Final account")
    PAYMENT = "payment", _("Payment")


class DecisionSubject(models.TextChoices):
    WORKS = "works", _("Village works")
    CONTRACT = "contract", _("Contract")
    LAND = "land", _("Land")
    AID = "aid", _("List of aid")
    OTHER = "other", _("Other")


class DecisionStep(models.TextChoices):
    """四议两公开, in the order due. The resolution is one of three kinds of meeting.

    Source: 村民委员会组织法 art. 22, 25 (villagers' meetings), and the common practice of the four
    deliberations and two disclosures.
    """

    PROPOSED = "proposed", _("Party branch proposes")
    CONSULTED = "consulted", _("Both committees consult")
    PARTY = "party", _("Party members deliberate")
    ASSEMBLY = "assembly", _("Villagers' assembly decides")
    HOUSEHOLDS = "households", _("Households decide")
    REPRESENTATIVES = "representatives", _("Villagers' representatives decide")
    PUBLISHED = "published", _("Decision made public")
    RESULT = "result", _("Result made public")


class Board(models.TextChoices):
    """The four boards of a village (四公开)."""

    AFFAIRS = "affairs", _("Village affairs")
    FINANCES = "finances", _("Village finances")
    SECURITY = "security", _("Social security")
    PARTY = "party", _("Party affairs")


class Cadence(models.TextChoices):
    """How often an item is due. 村民委员会组织法 art. 30: at least every quarter."""

    MONTHLY = "monthly", pgettext_lazy("disclosure", "Every month")
    QUARTERLY = "quarterly", pgettext_lazy("disclosure", "Every quarter")
    YEARLY = "yearly", pgettext_lazy("disclosure", "Every year")
    AT_ONCE = "at-once", _("When it happens")


class Proof(models.TextChoices):
    """By what an item counts as done."""

    POSTING = "posting", _("A posting")
    LEDGER = "ledger", _("The published ledger of every month")
    PAYMENTS = "payments", _("Published by the paying offices")


class PostingKind(models.TextChoices):
    """公开 tells what is; 公示 asks for objections before it holds."""

    DISCLOSURE = "disclosure", _("Disclosure")
    OBJECTION = "objection", _("Posted for objections")


class PostingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for the second person")
    RETURNED = "returned", _("Sent back")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


POSTING_TRANSITIONS: dict[str, frozenset[str]] = {
    PostingState.DRAFT: frozenset({PostingState.SUBMITTED}),
    PostingState.SUBMITTED: frozenset({PostingState.PUBLISHED, PostingState.RETURNED}),
    PostingState.RETURNED: frozenset({PostingState.SUBMITTED}),
    PostingState.PUBLISHED: frozenset({PostingState.WITHDRAWN}),
    PostingState.WITHDRAWN: frozenset(),
}
POSTINGS = Machine(
    POSTING_TRANSITIONS,
    impossible=_("This posting is “%(state)s”; this is not possible now. Load the page again."),
    overtaken=_("Somebody else has just changed this posting; load the page again."),
)
