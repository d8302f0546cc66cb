"""Closed lists of the villages app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
# What the public may know of.
PUBLIC_PICTURES = (PictureState.PUBLISHED, PictureState.WITHDRAWN)
# The same file may come again after its first coming led to nothing that stands.
ENDED_PICTURES = (PictureState.WITHDRAWN, PictureState.DISCARDED)
# Somebody of the office still has something to do with it.
WAITING_PICTURES = (
    PictureState.DRAFT, PictureState.MASKED, PictureState.SUBMITTED, PictureState.RETURNED,
    PictureState.APPROVED,
)  # fmt: skip

