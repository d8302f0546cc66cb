"""What a village has to make public, what it did, and the list of its small powers."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _

from accounts.choices import Role
from accounts.models import Office, User
from core import addresses
from core.divisions import CODE_LENGTH, code_range
from core.fields import CharField, CodeField, SlugField, TextField
from core.redaction import office_words, public_words
from regions.models import Region
from villages.choices import Board, Cadence, PostingKind, PostingState, Proof


class DisclosureItem(models.Model):
    """One item of the official catalogues: what is due, on which board, how often, by which law."""

    code = SlugField(_("code"), max_length=40, unique=True)
    board = models.CharField(_("board"), max_length=10, choices=Board.choices)
    name = CharField(_("name"), max_length=100)
    name_en = CharField(_("name in English"), max_length=100)
    basis = CharField(_("legal basis"), max_length=200, kept_as=office_words)
    cadence = models.CharField(_("how often"), max_length=10, choices=Cadence.choices)
    due_days = models.PositiveSmallIntegerField(
        _("due so many days after the period"), default=20,
        help_text=_("What happens at once is due so many days after it."),
    )  # fmt: skip
    proof = models.CharField(_("done by"), max_length=10, choices=Proof.choices)
    valid_from = models.DateField(_("owed from"), default=date(2020, 1, 1))
    active = models.BooleanField(_("in force"), default=True)
    place = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("item to make public")
        verbose_name_plural = _("items to make public")
        ordering = ("board", "place", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        return self.name if (get_language() or "").startswith("zh") else self.name_en


class PostingQuerySet(models.QuerySet["Posting"]):
    def visible_to(self, user: User) -> PostingQuerySet:
        """Uploaders and reviewers: their own office's; all others: their region's subtree."""
        if user.role in (Role.UPLOADER, Role.REVIEWER):
            return self.filter(office=user.office_id)
        lowest, highest = code_range(user.region_code)
        return self.filter(region__gte=lowest, region__lte=highest)

    def public(self) -> PostingQuerySet:
        """Published ones, and withdrawn ones with their reason."""
        return self.filter(status__in=(PostingState.PUBLISHED, PostingState.WITHDRAWN))

    def standing(self) -> PostingQuerySet:
        return self.filter(status=PostingState.PUBLISHED)


class Posting(models.Model):
    """One item made public by a village for a period: a text, agreed by two persons.

    A posting for objections says until when, at which office and telephone one objects; after
    `objections_until` it stands as it is unless withdrawn.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", db_index=False, verbose_name=_("village")
    )
    duty = models.ForeignKey(
        DisclosureItem, models.PROTECT, related_name="postings", verbose_name=_("item")
    )
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=PostingKind.choices, default=PostingKind.DISCLOSURE
    )
    title = CharField(_("title"), max_length=100, kept_as=public_words)
    body = TextField(_("text"), max_length=10_000, kept_as=public_words)
    objection_days = models.PositiveSmallIntegerField(
        _("days for objections"), null=True, blank=True
    )
    objection_office = CharField(_("office for objections"), max_length=100, blank=True)
    objection_phone = CharField(
        _("telephone for objections"), max_length=30, blank=True, kept_as=office_words
    )

    status = models.CharField(
        _("state"), max_length=10, choices=PostingState.choices, default=PostingState.DRAFT
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    written_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    at_console = models.BooleanField(_("published at the console"), default=False)
    published_at = models.DateTimeField(_("published"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    reason = CharField(
        _("reason for sending back or withdrawing"),
        max_length=500,
        blank=True,
        kept_as=public_words,
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["region", "duty", "period_to"], name="posting_village"),
            models.Index(fields=["region", "-published_at"], name="posting_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(at_console=True)
                | Q(decided_by=None)
                | (Q(written_by__isnull=False) & ~Q(decided_by=F("written_by"))),
                name="posting_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(PostingState.PUBLISHED, PostingState.WITHDRAWN))
                | (Q(published_at__isnull=False) & (Q(at_console=True) | Q(decided_by__isnull=False))),
                name="posting_published_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PostingKind.OBJECTION)
                | (
                    Q(objection_days__gt=0)
                    & ~Q(objection_office="")
                    & ~Q(objection_phone="")
                ),
                name="posting_objections_have_a_way",
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="posting_period_in_order"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("villages:posting", args=[self.address])

    @property
    def address(self) -> str:
        """The unguessable part of this posting's public address."""
        return addresses.address_of(self.pk, "posting")

    @property
    def objections_until(self) -> date | None:
        """The last day for objections; None where none are asked for or it is not public yet."""
        if self.kind != PostingKind.OBJECTION or not self.published_at:
            return None
        return timezone.localdate(self.published_at) + timedelta(days=self.objection_days or 0)


class Reminder(models.Model):
    """That an office was reminded of an item; sent again after a week until it is done."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", verbose_name=_("office"))
    region_code = CodeField(_("village"), max_length=CODE_LENGTH)
    duty = models.ForeignKey(
        DisclosureItem, models.CASCADE, related_name="+", verbose_name=_("item")
    )
    period_to = models.DateField(_("period to"))
    due_on = models.DateField(_("due on"))
    sent_at = models.DateTimeField(_("reminded"), auto_now=True)
    times = models.PositiveSmallIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "region_code", "duty", "period_to"], name="reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.duty_id} {self.period_to}"


class Power(models.Model):
    """One of the small powers of village cadres (小微权力): what they decide, step by step."""

    code = SlugField(_("code"), max_length=40, unique=True)
    area = CharField(_("area"), max_length=40)
    area_en = CharField(_("area in English"), max_length=60)
    name = CharField(_("name"), max_length=100)
    name_en = CharField(_("name in English"), max_length=120)
    basis = CharField(_("legal basis"), max_length=200, kept_as=office_words)
    steps = TextField(_("steps"), help_text=_("One a line: who: what"), kept_as=office_words)
    steps_en = TextField(_("steps in English"), kept_as=office_words)
    place = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("small power")
        verbose_name_plural = _("small powers")
        ordering = ("place", "code")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("villages:power", args=[self.code])

    def _own(self, chinese: str, english: str) -> str:
        return chinese if (get_language() or "").startswith("zh") else english

    @property
    def shown_name(self) -> str:
        return self._own(self.name, self.name_en)

    @property
    def shown_area(self) -> str:
        return self._own(self.area, self.area_en)

    @property
    def flow(self) -> list[tuple[str, str]]:
        """(who, what) of every step."""
        lines = self._own(self.steps, self.steps_en).splitlines()
        pairs = (line.replace("：", ":").partition(":") for line in lines if line.strip())
        return [(who.strip(), what.strip()) for who, _colon, what in pairs]
