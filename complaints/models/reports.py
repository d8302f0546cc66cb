"""A report: a row that says when, to which office and how far; all else in boxes."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from complaints.choices import MOST_LEVELS, OPEN, Finding, Outcome, Purpose, State, Subject
from complaints.models.keys import Ring
from complaints.models.routing import Clock
from core.fields import CodeField


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Those that the reader's office holds a key to; of all others not even that they exist."""
        return self.filter(wraps__ring__office=user.office_id, wraps__ring__purpose=Purpose.REPORTS)

    def overseen_by(self, user: User) -> ReportQuerySet:
        """Those whose pace the reader's office watches, and which it cannot open."""
        return self.filter(supervisor=user.office_id)

    def open(self) -> ReportQuerySet:
        return self.filter(state__in=OPEN)

    def in_order(self) -> ReportQuerySet:
        """What is due first; of one day, those with a name first (工作规则: named reports go before)."""
        named = models.Exists(Identity.objects.filter(report=models.OuterRef("pk")))
        return self.annotate(named=named).order_by("due_on", "-named", "received_on", "number")


class Report(models.Model):
    """Neither its key, nor its address, nor its number tells how many there are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = CodeField(_("number"), max_length=12, unique=True)
    received_on = models.DateField(_("arrived on"), default=timezone.localdate)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="reports", verbose_name=_("office")
    )
    # Chosen before sealing, so that an office that must not see it does not watch it either.
    supervisor = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="+")
    subject = models.CharField(_("subject"), max_length=20, choices=Subject.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    level = models.PositiveSmallIntegerField(_("times gone up"), default=0)
    due_on = models.DateField(_("due on"), null=True)
    answered_on = models.DateField(_("answered on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    warned_on = models.DateField(_("warned on"), null=True)
    public = models.BinaryField()
    # For the reporter: found by the handle, opened by the whole code.
    handle = CodeField(max_length=6, unique=True, null=True)  # type: ignore[misc]  # as in clues.models
    salt = models.BinaryField(null=True)
    pepper_month = CodeField(max_length=7, blank=True)
    box = models.BinaryField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(level__lte=MOST_LEVELS), name="report_goes_up_so_often"
            ),
        ]
        indexes = [models.Index(fields=["office", "state"], name="report_of_office")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("complaints-desk:report", args=[self.number])


class Handling(models.Model):
    """One office's time with a report, from which its figures are counted."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="handlings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    accept_by = models.DateField()
    tell_by = models.DateField()
    answer_by = models.DateField()
    accepted_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    extended = models.BooleanField(default=False)
    urged_on = models.DateField(null=True)
    finding = models.CharField(max_length=12, choices=Finding.choices, blank=True)
    verdict = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("handling of a report")
        verbose_name_plural = _("handlings of reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "level"], name="handling_of_level"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.office}"

    @property
    def due_on(self) -> date | None:
        """The next day that counts; None once answered."""
        if self.answered_on:
            return None
        return self.answer_by if self.accepted_on else min(self.accept_by, self.tell_by)


class Wrap(models.Model):
    """A report's key in a box of one office."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="wraps")
    ring = models.ForeignKey(Ring, models.PROTECT, related_name="wraps")
    epoch = models.PositiveIntegerField()
    box = models.BinaryField()

    class Meta:
        verbose_name = _("wrap")
        verbose_name_plural = _("wraps")
        constraints = [
            models.UniqueConstraint(fields=["report", "ring"], name="wrap_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.ring}"


class Entry(models.Model):
    """What the reporter, an office or the portal wrote, in a box of the report; the first is the report."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="entries")
    place = models.PositiveIntegerField()
    box = models.BinaryField()

    class Meta:
        verbose_name = _("entry of a report")
        verbose_name_plural = _("entries of reports")
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="entry_at_place"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.place}"


class Attachment(models.Model):
    """A picture or a voice note drawn anew, or a paper as it was, in a box of the report."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="attachments")
    place = models.PositiveIntegerField()
    box = models.BinaryField()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="attachment_at_place"),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.place}"


class Identity(models.Model):
    """Who reports, in a box of the custodians; no handler's key opens it."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="identity")
    ring = models.ForeignKey(Ring, models.PROTECT, related_name="identities")
    epoch = models.PositiveIntegerField()
    box = models.BinaryField()

    class Meta:
        verbose_name = _("name of a reporter")
        verbose_name_plural = _("names of reporters")

    def __str__(self) -> str:
        return f"{self.report}"


class Fact(models.Model):
    """What a handler found to be so and the nightly rules may know: of which ledger line, never who
    said it, in which report or in which words.
    """

    SIGNED_NOT_RECEIVED = "signed-not-received"

    kind = CodeField(max_length=30)
    ledger_line = models.BigIntegerField(help_text=_("key of the line in the village's book"))
    confirmed_in = models.DateField(help_text=_("first day of the month"))

    class Meta:
        verbose_name = _("confirmed fact")
        verbose_name_plural = _("confirmed facts")
        constraints = [
            models.UniqueConstraint(fields=["kind", "ledger_line"], name="fact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ledger_line}"
