"""Money handed down from office to office (拨付), beside what reached people (发放)."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import User
from core.divisions import code_range
from core.fields import CharField, MoneyField
from core.redaction import public_reference, public_words
from funds.choices import Disclosure, PaymentState
from funds.models.catalogue import Programme
from funds.models.disclosure import DisclosedArea
from intake.models import Batch
from regions.models import Region


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def standing(self) -> AllocationQuerySet:
        return self.filter(state=PaymentState.PAID)

    def public(self) -> AllocationQuerySet:
        """Without what was handed to places of which no sum may be shown either: what is meant for
        two persons is their sum.
        """
        return self.filter(_public())

    def hidden(self) -> AllocationQuerySet:
        return self.exclude(_public())

    def visible_to(self, user: User) -> AllocationQuerySet:
        """Uploaders and reviewers: their office's; all others: their region's, as with batches."""
        if user.role in (Role.UPLOADER, Role.REVIEWER):
            return self.filter(batch__office=user.office_id)
        return self.under(user.region_code)

    def under(self, region_code: str) -> AllocationQuerySet:
        # A foreign key knows no __range.
        low, high = code_range(region_code)
        return self.filter(region__gte=low, region__lte=high)


def _public() -> Q:
    tested = DisclosedArea.objects.filter(
        programme=OuterRef("programme_id"), region_code=OuterRef("region_id")
    )
    # Before anything is paid there, what a whole county or city is given tells of nobody.
    whole_counties = Q(region__code__endswith="000000") & ~Exists(tested)
    named = Q(programme__disclosure=Disclosure.NAMED)
    return named | whole_counties | Exists(tested.summed())


class Allocation(models.Model):
    """One transfer: from whom, to whom, by which document, how much, when."""

    batch = models.ForeignKey(
        Batch, models.DO_NOTHING, db_constraint=False, related_name="allocations",
        verbose_name=_("batch"),
    )  # fmt: skip
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row_number = models.PositiveIntegerField(_("row in the sheet"))
    state = models.CharField(
        _("state"), max_length=12, choices=PaymentState.choices, db_default=PaymentState.PAID
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="allocations", verbose_name=_("programme")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("receiving region")
    )
    from_office = CharField(_("from"), max_length=100, kept_as=public_words)
    to_office = CharField(_("to"), max_length=100, kept_as=public_words)
    document_number = CharField(_("document number"), max_length=60, kept_as=public_words)
    allocated_on = models.DateField(_("date"))
    amount = MoneyField(_("amount in yuan"))
    purpose = CharField(
        _("purpose"), max_length=200, blank=True, db_default="", kept_as=public_words
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        indexes = [
            models.Index(fields=["programme", "-allocated_on", "-id"], name="allocation_programme"),
            models.Index(fields=["region", "programme"], name="allocation_region"),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.amount}"
