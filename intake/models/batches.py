"""Uploaded sheets on their way to publication."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import Office, User
from core.divisions import CODE_LENGTH, code_range
from core.fields import CharField, CodeField, MoneyField, TextField
from core.redaction import public_reference, public_words
from intake.choices import ENDED_WITHOUT_TRACE, ChangeKind, Status


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> BatchQuerySet:
        """Uploaders and reviewers: their own office's; all others: their region's subtree."""
        from accounts.choices import Role

        if user.role in (Role.UPLOADER, Role.REVIEWER):
            return self.filter(office=user.office_id)
        own = self.filter(region_code__range=code_range(user.region_code))
        if user.role == Role.INSPECTOR:
            return own
        # A confidential registry is its own office's and the inspectors' business.
        return own.filter(Q(confidential=False) | Q(office=user.office_id))

    def for_desk(self) -> BatchQuerySet:
        return self.select_related("office", "uploaded_by", "decided_by").order_by("-id")

    def public(self) -> BatchQuerySet:
        """What the public may know of: published ones, and withdrawn ones with their reason."""
        return self.filter(
            status__in=(Status.PUBLISHED, Status.WITHDRAWN), confidential=False
        ).select_related("office")

    def stranded(self) -> BatchQuerySet:
        """Those whose worker may have died: their task is simply sent again.

        What was begun at the console is finished there, by giving the same command again.
        """
        return self.filter(
            status__in=(Status.RECEIVED, Status.READING, Status.APPROVED), at_console=False
        )


class Batch(models.Model):
    """One uploaded file: evidence for ever, and the publication that came of it."""

    kind = CodeField(_("kind of sheet"), max_length=40)
    confidential = models.BooleanField(_("confidential"), default=False)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="batches", verbose_name=_("office")
    )
    programme_code = CodeField(_("programme"), max_length=20, blank=True)
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    append = models.BooleanField(_("added to what is there"), default=False)

    file_name = CharField(_("file name"), max_length=200, kept_as=public_reference)
    sha256 = CodeField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))

    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.RECEIVED
    )
    # How often a worker began what the batch waits for and did not end it; see services.reading.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    marking_attempts = models.PositiveSmallIntegerField(_("attempts to mark it"), default=0)
    refusal = TextField(_("why it was refused"), blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    accepted = models.PositiveIntegerField(_("accepted rows"), default=0)
    rejected = models.PositiveIntegerField(_("rejected rows"), default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0)
    amount = MoneyField(_("amount"), default=0)

    # Shown to the cadre and never queried: counts and some examples, and headings to ask about.
    comparison = models.JSONField(_("difference against last period"), default=dict, blank=True)
    headings = models.JSONField(_("headings to be explained"), default=list, blank=True)
    # How the uploader wants the file to be read, see intake.reading.chosen.
    chosen = models.JSONField(_("how to read it"), default=dict, blank=True)

    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    leave_out_published = models.BooleanField(
        _("leave out what is published already"), default=False
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision_note = TextField(_("note of the second person"), blank=True)
    at_console = models.BooleanField(
        _("published at the console"), default=False,
        help_text=_("The operator at the console stood for both persons."),
    )  # fmt: skip
    published_at = models.DateTimeField(_("published"), null=True, db_index=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawal_reason = TextField(_("reason for the withdrawal"), blank=True, kept_as=public_words)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["status", "-id"], name="batch_status"),
            models.Index(fields=["office", "-id"], name="batch_office"),
            models.Index(fields=["programme_code", "-published_at"], name="batch_programme"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "office", "kind", "sha256", "programme_code", "region_code", "period_from",
                    "period_to",
                ],
                # An unchanged registry is loaded again to say that it still holds.
                condition=~Q(status__in=ENDED_WITHOUT_TRACE)
                & ~Q(confidential=True, status=Status.PUBLISHED),
                nulls_distinct=False,
                name="batch_same_file_once",
            ),
            models.CheckConstraint(
                condition=Q(at_console=True)
                | Q(decided_by=None)
                | (Q(uploaded_by__isnull=False) & ~Q(decided_by=F("uploaded_by"))),
                name="batch_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(Status.APPROVED, Status.PUBLISHED, Status.WITHDRAWN))
                | Q(at_console=True)
                | Q(decided_by__isnull=False),
                name="batch_published_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(Status.PUBLISHED, Status.WITHDRAWN))
                | Q(published_at__isnull=False),
                name="batch_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="batch_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="batch_status_known"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"

    @property
    def reaches_to(self) -> date:
        """Up to which day a list tells: the end of its period, or else the day it was loaded."""
        loaded = timezone.localdate(self.published_at)
        return min(self.period_to or loaded, loaded)

    @property
    def state_words(self) -> str:
        """What its status is called; a confidential list is loaded, never made public."""
        if self.confidential and self.status == Status.PUBLISHED:
            return gettext("Loaded")
        if self.confidential and self.status == Status.APPROVED:
            return gettext("Approved, being loaded")
        return self.get_status_display()

    @property
    def original_name(self) -> str:
        """The uploaded file in the vault."""
        return f"batches/{self.sha256[:2]}/{self.sha256}"

    @property
    def prepared_name(self) -> str:
        """The accepted rows in the vault, ready for COPY."""
        return f"prepared/{self.pk}"

    @property
    def outline_name(self) -> str:
        """How the file was read, with masked samples, in the vault; see intake.reading.outline."""
        return f"outlines/{self.pk}"

    @property
    def bad_rows_name(self) -> str:
        """The workbook with only the rows that have errors, in the vault, once it is written."""
        return f"bad-rows/{self.pk}"

    @property
    def start_name(self) -> str:
        """Its standing rows as a start for the next sheet, in the vault until somebody takes it."""
        return f"starts/{self.pk}"

    @property
    def made_names(self) -> tuple[str, ...]:
        """All that was made of the file and can be made again, in the vault."""
        return (
            self.prepared_name, self.marked_name, self.bad_rows_name, self.outline_name,
            self.start_name,
        )  # fmt: skip

    @property
    def marked_name(self) -> str:
        """The workbook with its problems marked, in the vault, once it is written."""
        return f"marked/{self.pk}"


class BatchProblem(models.Model):
    """One thing wrong in a sheet, at its place. Values are masked before they come here."""

    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="problems", verbose_name=_("batch")
    )
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row = models.PositiveIntegerField(_("row"), null=True)
    column = CodeField(_("column"), max_length=4, blank=True)
    heading = CharField(_("heading"), max_length=200, blank=True)
    code = CodeField(_("code"), max_length=60)
    params = models.JSONField(_("wording"), default=dict)
    severity = CodeField(_("severity"), max_length=10)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row or ''} {self.code}"


class HeadingMemoryQuerySet(models.QuerySet["HeadingMemory"]):
    def visible_to(self, user: User) -> HeadingMemoryQuerySet:
        """What the offices of the reader's region meant."""
        return self.filter(office__in=Office.objects.visible_to(user))


class HeadingMemory(models.Model):
    """Which field an office meant by a heading last time; "" means: leave this column out."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", verbose_name=_("office"))
    kind = CodeField(_("kind of sheet"), max_length=40)
    heading = CharField(_("heading"), max_length=200)
    field = CodeField(_("field"), max_length=60, blank=True)

    objects = HeadingMemoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered heading")
        verbose_name_plural = _("remembered headings")
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "heading"], name="heading_once")
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field or '-'}"


class WithdrawalRequestQuerySet(models.QuerySet["WithdrawalRequest"]):
    def visible_to(self, user: User) -> WithdrawalRequestQuerySet:
        """Those about batches that this person may see."""
        return self.filter(batch__in=Batch.objects.visible_to(user))


class WithdrawalRequest(models.Model):
    """One person asks to withdraw a published batch, another decides."""

    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="withdrawals", verbose_name=_("batch")
    )
    reason = TextField(_("reason, shown to the public"), kept_as=public_words)
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    approved = models.BooleanField(_("approved"), null=True)

    objects = WithdrawalRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to withdraw")
        verbose_name_plural = _("requests to withdraw")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="withdrawal_two_persons",
            ),
            models.UniqueConstraint(
                fields=["batch"], condition=Q(decided_by=None), name="withdrawal_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.reason[:40]}"


class RowCorrectionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Those of rows in batches that this person may see."""
        return self.filter(old__batch__in=Batch.objects.visible_to(user))

    def waiting(self) -> Self:
        return self.filter(decided_by=None)


class RowCorrection(models.Model):
    """A published row and its new version: asked by one person of the office, decided by another.

    Each app that publishes rows makes its own table of this, with `old` and `new` pointing at its
    rows. A row has `batch`, `sheet`, `row_number`, `version` and `amount`.
    """

    old: models.ForeignKey[Any, Any]
    new: models.ForeignKey[Any, Any]
    reason = TextField(_("reason, shown to the public"), kept_as=public_words)
    # The new values by column name, kept until the second person decides; numbers are sealed hex.
    changes = models.JSONField(_("new values"))
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["new"], name="%(class)s_new")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="%(class)s_two_persons",
            ),
            models.UniqueConstraint(
                fields=["old"], condition=Q(decided_by=None), name="%(class)s_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.reason[:40]}"


class Change(models.Model):
    """That published rows of a batch, or a village's published vouchers, appeared, went or changed.

    Written in the same transaction. It names a batch or the village, never both.
    """

    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, related_name="changes", verbose_name=_("batch")
    )
    region_code = CodeField(_("village"), max_length=CODE_LENGTH, blank=True, db_default="")
    kind = models.CharField(_("kind"), max_length=20, choices=ChangeKind.choices)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.CheckConstraint(
                condition=Q(batch__isnull=False, region_code="")
                | (Q(batch=None) & ~Q(region_code="")),
                name="change_batch_or_village",
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id or self.region_code} {self.kind}"
