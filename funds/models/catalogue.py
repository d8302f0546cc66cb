"""The public catalogue: benefit programmes and what they pay."""

from __future__ import annotations

import datetime as dt
import re
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from core import divisions
from core.fields import CharField, CodeField, MoneyField, TextField
from core.money import yuan
from core.naming import named
from core.redaction import office_words
from funds.choices import (
    PER_UNIT,
    Category,
    Disclosure,
    Level,
    PeriodKind,
    StandardBasis,
    StandardUnit,
    Unit,
)
from funds.models.policies import PolicyDocument
from regions.models import Region


# A class of recipients that is a span of years: 80-89, 100以上.
_YEARS = re.compile(r"\d{2,3}(?:[-–~～至]\d{2,3}|以上|及以上|周岁以上)?")


def _valid_on(day: dt.date | None) -> Q:
    """Rows whose validity, both dates included, covers the day (today if None)."""
    day = day or timezone.localdate()
    return Q(Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & Q(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def current(self, on: dt.date | None = None) -> Self:
        """Programmes in force on the day, today by default."""
        return self.filter(_valid_on(on))

    def named(self) -> Self:
        """Programmes whose recipients are published with their full names."""
        return self.filter(disclosure=Disclosure.NAMED)

    def matching(self, words: str) -> Self:
        """Programmes whose name, short name, code or description holds the words."""
        return self.filter(
            Q(name__icontains=words)
            | Q(short_name__icontains=words)
            | Q(code=words)
            | Q(description__icontains=words)
        )

    def private(self) -> Self:
        """Programmes of which only totals are public."""
        return self.filter(disclosure=Disclosure.PRIVATE)

    def public_catalogue(self, on: dt.date | None = None) -> Self:
        """What the public list of programmes shows: those in force today or on the day, by category."""
        return self.current(on).order_by("category", "code")

    def for_page(self) -> Self:
        """A programme's own page: with policies, exclusions and standards, four queries."""
        return self.prefetch_related(
            models.Prefetch("exclusive_with", Programme.objects.order_by("code")),
            models.Prefetch("policies", PolicyDocument.objects.all()),
            models.Prefetch("standards", Standard.objects.select_related("region")),
        )


class Programme(models.Model):
    """One benefit that is paid to people, as the catalogue tells it to a villager.

    Codes are the seven digits of the budget classification, or L and six digits for a
    local programme. Lists (steps, materials) hold one item per line.
    """

    code = CodeField(
        _("code"), max_length=7, unique=True, help_text=_("Seven digits, or L and six digits.")
    )
    name = CharField(_("name"), max_length=100)
    short_name = CharField(
        _("short name"), max_length=20, help_text=_("As the bank's message shows it.")
    )
    category = models.CharField(_("category"), max_length=5, choices=Category.choices)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    department = CharField(_("competent department"), max_length=60)
    description = TextField(
        _("in one sentence"),
        help_text=_("Plain words: who gets what for what."),
        kept_as=office_words,
    )
    who_may_apply = TextField(_("who may apply"), kept_as=office_words)
    application_steps = TextField(
        _("how to apply"), help_text=_("One step per line."), kept_as=office_words
    )
    materials = TextField(
        _("what to bring"), help_text=_("One item per line."), kept_as=office_words
    )

    aliases = TextField(
        _("other names"), blank=True, default="",
        help_text=_("What people call it and how they mistype it, one per line; the search knows them."),
        kept_as=office_words,
    )  # fmt: skip
    unit = models.CharField(_("paid per"), max_length=10, choices=Unit.choices)
    household_benefit = models.BooleanField(
        _("benefit of a household"),
        default=False,
        help_text=_("Goes on for the living members when one dies."),
    )
    means_tested = models.BooleanField(
        _("depends on income"),
        default=False,
        help_text=_("Income and property of the family are checked."),
    )
    period_kind = models.CharField(_("paid how often"), max_length=12, choices=PeriodKind.choices)
    due_rule = CharField(
        _("paid by when"),
        max_length=200,
        help_text=_("In plain words, shown to the public."),
        kept_as=office_words,
    )
    due_day = models.PositiveSmallIntegerField(
        _("due day"),
        null=True,
        blank=True,
        help_text=_(
            "Day of the month: of the same month (monthly), of the quarter's last month "
            "(quarterly), of the due month (yearly, term). Empty: no fixed day."
        ),
    )
    due_month = models.PositiveSmallIntegerField(
        _("due month"),
        null=True,
        blank=True,
        help_text=_("Month of the period's year for yearly benefits; else empty."),
    )
    age_min = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(
        _("up to age"), null=True, blank=True, help_text=_("Last full year of life that counts.")
    )

    contact_unit = CharField(_("whom to ask"), max_length=100, kept_as=office_words)
    contact_phone = CharField(_("telephone"), max_length=40, kept_as=office_words)
    disclosure = models.CharField(
        _("what the public sees of recipients"),
        max_length=10,
        choices=Disclosure.choices,
        default=Disclosure.PARTIAL,
    )
    exclusive_with = models.ManyToManyField(
        "self",
        verbose_name=_("cannot be drawn together with"),
        blank=True,
        help_text=_("Nobody draws both for the same period."),
    )
    policies = models.ManyToManyField(
        PolicyDocument, verbose_name=_("policy documents"), blank=True, related_name="programmes"
    )
    valid_from = models.DateField(
        _("in force from"), null=True, blank=True, help_text=_("First day; empty: always.")
    )
    valid_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Last day; empty: still in force.")
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9]{7}|L[0-9]{6})$"), name="programme_code_form"
            ),
            models.CheckConstraint(
                condition=Q(disclosure__in=Disclosure.values), name="programme_disclosure_known"
            ),
            models.CheckConstraint(
                condition=Q(due_day__range=(1, 31)), name="programme_due_day_range"
            ),
            models.CheckConstraint(
                condition=Q(due_month__range=(1, 12)), name="programme_due_month_range"
            ),
            models.CheckConstraint(
                condition=Q(age_max__gte=F("age_min")), name="programme_ages_in_order"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="programme_dates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["category", "code"], name="programme_category")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funds:programme", args=[self.code])

    @property
    def steps(self) -> list[str]:
        """The steps of the application, in order."""
        return [line.strip() for line in self.application_steps.splitlines() if line.strip()]

    @property
    def alias_list(self) -> list[str]:
        """What people call it."""
        return [line.strip() for line in self.aliases.splitlines() if line.strip()]

    @property
    def material_list(self) -> list[str]:
        """The papers to bring."""
        return [line.strip() for line in self.materials.splitlines() if line.strip()]


class StandardQuerySet(models.QuerySet["Standard"]):
    def in_force(self, on: dt.date | None = None) -> Self:
        """Standards in force on the day, today by default."""
        return self.filter(_valid_on(on))

    def for_region(self, code: str) -> Self:
        """Standards of the region and of those above it, the nearest first."""
        # Along one chain of ancestors a longer prefix is always the greater code.
        return self.filter(region__in=divisions.ancestors(code)).order_by(
            "-region", "recipient_class", "-valid_from"
        )


class Standard(models.Model):
    """What a programme pays in a region to a class of recipients during some time.

    A region without a standard of its own follows the nearest one above it. Two standards
    of the same programme, region and class may not overlap in time: funds.services.catalogue
    and `clean` refuse it (the wheel's PostgreSQL has no btree_gist for a constraint).
    """

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="standards", verbose_name=_("programme")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    recipient_class = CharField(
        _("class"), max_length=40, blank=True, default="", help_text=_("Empty: for all.")
    )
    amount = MoneyField(_("amount in yuan"))
    unit = models.CharField(_("per"), max_length=16, choices=StandardUnit.choices)
    basis = models.CharField(
        _("how it is applied"),
        max_length=8,
        choices=StandardBasis.choices,
        default=StandardBasis.FIXED,
    )
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Last day; empty: still in force.")
    )
    policy = models.ForeignKey(
        PolicyDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="standards",
        verbose_name=_("policy document"),
    )
    source_note = CharField(
        _("source"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Where the figure comes from; says so if it is only an example."),
        kept_as=office_words,
    )

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ["programme", "region", "recipient_class", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "region", "recipient_class", "valid_from"],
                name="standard_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="standard_amount_positive"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="standard_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.region_id} {self.recipient_class} {self.amount}"

    @property
    def per_unit(self) -> str:
        """The amount and what it is for, as people say it: 每人每月¥200.00."""
        return str(PER_UNIT[StandardUnit(self.unit)] % {"amount": yuan(self.amount)})

    @property
    def class_words(self) -> str:
        """For whom it is; a span of years says so."""
        if _YEARS.fullmatch(self.recipient_class):
            if self.recipient_class.endswith("以上"):
                years = re.sub(r"\D+$", "", self.recipient_class)
                return gettext("%(years)s years old and over") % {"years": years}
            return gettext("%(years)s years old") % {
                "years": self.recipient_class.replace("-", "–")
            }
        return named(self.recipient_class)

    def clean(self) -> None:
        """Refuse a time span that overlaps another one of the same programme, region, class."""
        others = Standard.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=self.valid_from),
            programme=self.programme_id,
            region=self.region_id,
            recipient_class=self.recipient_class,
        ).exclude(pk=self.pk)
        if self.valid_to is not None:
            others = others.filter(valid_from__lte=self.valid_to)
        if (other := others.first()) is not None:
            raise ValidationError(
                _("Overlaps the standard of %(amount)s yuan that is in force from %(date)s."),
                params={"amount": other.amount, "date": other.valid_from},
            )
