"""Contracts, village works and decisions: rows with a number of their own in one village.

They arrive by COPY and stand under the same triggers as the ledger. A newer row with the same key
replaces the older one, which stays readable.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import CharField, MoneyField, SealedField
from core.redaction import public_reference, public_words
from intake.models import Batch
from regions.models import Region
from villages.choices import (
    ContractKind,
    ContractSide,
    DecisionStep,
    DecisionSubject,
    LineState,
    WorksStep,
)


def as_number(text: str) -> str:
    """A number of a contract or works as part of an address: no blanks, slashes as dashes."""
    return re.sub(r"[\\/?#]", "-", re.sub(r"\s", "", text))


class RecordQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        return self.filter(state=LineState.STANDING)


class Record(models.Model):
    """What all three have in common. `KEY` names the columns that make two rows one thing."""

    KEY: ClassVar[tuple[str, ...]] = ("region_id", "number")

    batch = models.ForeignKey(
        Batch, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("batch"),
    )  # fmt: skip
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row_number = models.PositiveIntegerField(_("row in the sheet"))
    state = models.CharField(
        _("state"), max_length=12, choices=LineState.choices, db_default=LineState.STANDING
    )
    replaced_by = models.ForeignKey(
        "self", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+",
        verbose_name=_("replaced by"),
    )  # fmt: skip
    region = models.ForeignKey(
        Region, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("village"),
    )  # fmt: skip
    number = CharField(_("number"), max_length=40, kept_as=public_reference)
    name = CharField(_("name"), max_length=200, kept_as=public_words)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.region_id} {self.number} {self.name}"


class Contract(Record):
    """A contract over the village's funds, assets or resources (三资), or for its works.

    Instalments fall due every `every_months` from `first_due_on` until `ends_on`; without them the
    whole price is due on `first_due_on`, if that is given.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ContractKind.choices)
    side = models.CharField(_("side"), max_length=10, choices=ContractSide.choices)
    counterparty = CharField(_("other party"), max_length=100, kept_as=public_words)
    counterparty_id = SealedField(_("other party's identity number, sealed"), null=True)
    signed_on = models.DateField(_("signed on"), null=True)
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("until"), null=True)
    price = MoneyField(_("price in yuan"), null=True)
    instalment = MoneyField(_("instalment in yuan"), null=True)
    every_months = models.PositiveSmallIntegerField(_("due every so many months"), null=True)
    first_due_on = models.DateField(_("first due on"), null=True)
    decision_number = CharField(_("decision"), max_length=40, blank=True, kept_as=public_reference)
    works_number = CharField(_("works"), max_length=40, blank=True, kept_as=public_reference)
    subject = CharField(_("subject"), max_length=200, blank=True, kept_as=public_words)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        indexes = [
            models.Index(fields=["region", "number"], name="contract_village"),
            models.Index(fields=["batch"], name="contract_batch"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("villages:contract", args=[self.region_id, self.number])


class WorksEntry(Record):
    """One dated step of one village works, from the proposal to the last payment."""

    KEY = ("region_id", "number", "step", "held_on", "party")

    step = models.CharField(_("step"), max_length=12, choices=WorksStep.choices)
    held_on = models.DateField(_("date"))
    amount = MoneyField(_("amount in yuan"), null=True)
    party = CharField(_("who"), max_length=100, blank=True, kept_as=public_words)
    funding_source = CharField(
        _("source of the money"), max_length=100, blank=True, kept_as=public_words
    )
    contract_number = CharField(_("contract"), max_length=40, blank=True, kept_as=public_reference)
    decision_number = CharField(_("decision"), max_length=40, blank=True, kept_as=public_reference)
    detail = CharField(_("detail"), max_length=500, blank=True, kept_as=public_words)

    class Meta:
        verbose_name = _("step of village works")
        verbose_name_plural = _("steps of village works")
        indexes = [
            models.Index(fields=["region", "number", "held_on"], name="works_village"),
            models.Index(fields=["batch"], name="works_batch"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("villages:works", args=[self.region_id, self.number])


class DecisionEntry(Record):
    """One dated step of the four deliberations and two disclosures (四议两公开), with its votes."""

    KEY = ("region_id", "number", "step")

    subject = models.CharField(_("subject"), max_length=12, choices=DecisionSubject.choices)
    step = models.CharField(_("step"), max_length=16, choices=DecisionStep.choices)
    held_on = models.DateField(_("date"))
    entitled = models.PositiveIntegerField(_("entitled to attend"), null=True)
    attended = models.PositiveIntegerField(_("attended"), null=True)
    in_favour = models.PositiveIntegerField(_("in favour"), null=True)
    against = models.PositiveIntegerField(_("against"), null=True)
    abstained = models.PositiveIntegerField(_("abstained"), null=True)
    detail = CharField(_("what was decided"), max_length=500, blank=True, kept_as=public_words)

    class Meta:
        verbose_name = _("step of a decision")
        verbose_name_plural = _("steps of decisions")
        indexes = [
            models.Index(fields=["region", "number", "held_on"], name="decision_village"),
            models.Index(fields=["batch"], name="decision_batch"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("villages:decision", args=[self.region_id, self.number])
