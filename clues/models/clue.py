"""One suspected matter and where it stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from clues.choices import (
    ENDED,
    WAITING,
    Act,
    Disposal,
    Explanation,
    Grade,
    GroupKind,
    Light,
    Severity,
    Status,
)
from clues.models.concerned import not_about
from core.divisions import CODE_LENGTH, code_range
from core.fields import CharField, CodeField, MoneyField, TextField
from core.redaction import kept_reference
from core.templatetags.present import iso_month


# What a unit or a person is called in a clue's facts, the first that is there.
_NAMED_BY = (
    "name", "holder", "unit", "office", "village", "project", "contract", "works", "counterparty",
    "programme", "invoice",
)  # fmt: skip
# Of a village's month the month, for the place stands beside it.
_MONTHS = ("month", "quarter")
# Facts of which one stands wherever a person was matched with a registry.
_OF_A_PERSON = ("name", "relation")


# The desk's order; the last is unique.
QUEUE_ORDER = ("rank", "due_rank", "-amount", "-id")
_NEVER = date(9999, 12, 31)
# Surest first, and of the equally sure what weighs most; as shown_grade tells a reader.
_RANK = Case(
    When(grade=Grade.OTHER_NAME, then=Value(10)),
    When(grade=Grade.EXACT, facts__has_any_keys=list(_OF_A_PERSON), then=Value(0)),
    default=Value(20),
) + Case(
    When(severity=Severity.HIGH, then=Value(0)),
    When(severity=Severity.MEDIUM, then=Value(1)),
    default=Value(2),
)


class ClueQuerySet(models.QuerySet["Clue"]):
    def in_region_of(self, user: User) -> ClueQuerySet:
        """Also those that the user's own office stands behind."""
        return self.filter(region_code__range=code_range(user.region_code))

    def visible_to(self, user: User) -> ClueQuerySet:
        """What is asked about a unit is not for it to read."""
        return self.in_region_of(user).filter(not_about(user.office))

    def without_hints(self) -> ClueQuerySet:
        """What a statistical rule only hints at stands apart, until somebody takes it up."""
        return self.exclude(hint=True, status=Status.SUSPECTED, holder=None)

    def hints(self) -> ClueQuerySet:
        return self.filter(hint=True, status=Status.SUSPECTED, holder=None)

    def open(self) -> ClueQuerySet:
        return self.exclude(status__in=ENDED).without_hints()

    def for_queue(self) -> ClueQuerySet:
        """The desk's order: what is surest first, then what weighs, is due and is worth most."""
        return self.order_by(*QUEUE_ORDER)

    def numbered(self, number: str) -> ClueQuerySet:
        """By its own number, or by that under which it was registered."""
        text = number.strip().upper()
        return self.filter(Q(number=text) | Q(register_number=text))

    def waiting(self) -> ClueQuerySet:
        """What nobody has decided on yet."""
        return self.filter(status__in=WAITING).without_hints()

    def free(self) -> ClueQuerySet:
        """Held by nobody, or by somebody whose hold has run out."""
        return self.filter(Q(holder=None) | Q(held_at__lt=hold_ends()))

    def held_by(self, user: User) -> ClueQuerySet:
        return self.filter(holder=user, held_at__gte=hold_ends())

    def in_group_of(self, clue: Clue, kind: str) -> ClueQuerySet:
        """The clues that share this clue's person, household, village, handler or account."""
        key = clue.groups.get(kind)
        if kind not in GroupKind.values or not key:
            return self.filter(pk=clue.pk)
        return self.filter(groups__contains={kind: key})

    def with_shown_grade(self, grade: str) -> ClueQuerySet:
        """By what a reader is told (Clue.shown_grade)."""
        of_a_person = Q(facts__has_any_keys=_OF_A_PERSON)
        if grade == Grade.EXACT:
            return self.filter(of_a_person, grade=grade)
        if grade == Grade.COMPUTED:
            return self.filter(Q(grade=grade) | Q(grade=Grade.EXACT) & ~of_a_person)
        return self.filter(grade=grade)

    def with_light(self, light: str, today: date, yellow_until: date) -> ClueQuerySet:
        due = self.exclude(due_on=None)
        if light == Light.RED:
            return due.filter(due_on__lt=today)
        if light == Light.YELLOW:
            return due.filter(due_on__range=(today, yellow_until))
        return due.filter(due_on__gt=yellow_until)

    def unsent_duties(self) -> ClueQuerySet:
        """Duties found that no department was asked about, and no inspector took back."""
        open_now = self.filter(duty=True, status=Status.SUSPECTED, still_detected=True)
        # A run recalls as well, when what was owed is paid; it may be owed again.
        return open_now.free().exclude(history__act=Act.RECALL_CHECK)

    def for_card(self) -> ClueQuerySet:
        found = self.select_related("holder", "assignee", "office", "merged_into")
        return found.prefetch_related("merged")


def hold_ends() -> Any:
    """Holds from before this moment have run out."""
    return timezone.now() - timedelta(hours=settings.CLUE_HOLD_HOURS)


class Clue(models.Model):
    """One suspected matter: a rule, a subject, and the rows that raised it.

    `source` and `source_key` say where it came from without a foreign key, so that any app
    above may open one; `facts` and `evidence` are snapshots and hold no number, only masks.
    `groups` holds sealed keys for putting clues together; they are never shown.
    """

    number = CodeField(_("number"), max_length=20, unique=True)
    source = CodeField(_("source"), max_length=40, help_text=_("rule code, or what opened it"))
    source_key = CodeField(_("fingerprint"), max_length=120)
    # Whom or what a rule's clue is about, as the rule's scope keys it; none where no rule opened it.
    subject_key = models.BinaryField(_("subject"), null=True)
    rule_version = CodeField(_("rule version"), max_length=64, blank=True)
    status = models.CharField(
        _("status"), max_length=30, choices=Status.choices, default=Status.SUSPECTED
    )
    # What is owed to somebody is a duty of the department, and no suspicion against anybody.
    duty = models.BooleanField(_("duty of a department"), default=False, db_default=False)
    # A statistical rule's: worth a look, and too often chance to stand in a queue or a sum.
    hint = models.BooleanField(_("hint"), default=False, db_default=False)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    grade = models.CharField(_("grade"), max_length=20, choices=Grade.choices)
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    programme_code = CodeField(_("programme"), max_length=20, blank=True)
    amount = MoneyField(_("money at risk in yuan"))
    facts = models.JSONField(_("facts"))
    evidence = models.JSONField(_("evidence"), help_text=_("the matched rows as they stood"))
    groups = models.JSONField(_("groups"), default=dict, db_default={})
    facts_digest = CodeField(_("digest of the facts"), max_length=32)
    # Of what the last run found where it differs from the facts that are worked on; else "".
    latest_digest = CodeField(_("digest of newer facts"), max_length=32, blank=True, db_default="")
    latest_amount = MoneyField(_("amount by newer facts"), null=True, editable=False)
    first_run = models.BigIntegerField(_("first run"))
    last_run = models.BigIntegerField(_("last run"))
    still_detected = models.BooleanField(_("still detected"), default=True, db_default=True)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)

    # Whoever works on it now; the hold runs out by itself (settings.CLUE_HOLD_HOURS).
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    held_at = models.DateTimeField(_("taken at"), null=True)

    explanation = models.CharField(
        _("finding"), max_length=20, choices=Explanation.choices, blank=True, db_default=""
    )
    explained_digest = CodeField(max_length=32, blank=True, db_default="")
    # What it was worth when it was explained: it is raised again when it has grown far past this.
    explained_amount = MoneyField(_("amount when explained"), null=True, editable=False)
    clean_until = models.DateField(_("clean until"), null=True)
    checked_at = models.DateTimeField(_("checked"), null=True)

    register_number = CharField(  # type: ignore[misc]  # the stubs know null of Django's own CharField only
        _("clue number"), max_length=20, null=True, unique=True, kept_as=kept_reference
    )
    registered_at = models.DateTimeField(_("registered"), null=True)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", verbose_name=_("office in charge")
    )
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("assigned to")
    )
    disposal = models.CharField(
        _("disposal"), max_length=20, choices=Disposal.choices, blank=True, db_default=""
    )
    due_on = models.DateField(_("due"), null=True)
    extended = models.BooleanField(_("extended"), default=False, db_default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name=_("merged into")
    )
    # It says the same payments' matter as the clue that it is merged into: a run joined them.
    reason = models.BooleanField(_("a further reason"), default=False, db_default=False)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closing_note = TextField(_("closing note"), blank=True, db_default="")

    rank = models.GeneratedField(
        expression=_RANK, output_field=models.SmallIntegerField(), db_persist=True
    )
    due_rank = models.GeneratedField(
        expression=Coalesce("due_on", Value(_NEVER, output_field=models.DateField())),
        output_field=models.DateField(), db_persist=True,
    )  # fmt: skip

    objects = ClueQuerySet.as_manager()

    class Meta:
        verbose_name = _("clue")
        verbose_name_plural = _("clues")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["status", *QUEUE_ORDER], name="clue_queue"),
            models.Index(fields=["region_code", "-amount"], name="clue_region"),
            models.Index(fields=["due_on"], name="clue_due", condition=Q(due_on__isnull=False)),
            # Which clues of a rule stand, asked each night without reading them.
            models.Index(
                fields=["source", "subject_key"],
                include=["programme_code"],
                name="clue_standing",
                condition=Q(still_detected=True),
            ),
            models.Index(
                fields=["source", "clean_until"],
                name="clue_clean_until",
                condition=Q(clean_until__isnull=False),
            ),
            GinIndex(fields=["groups"], name="clue_groups", opclasses=["jsonb_path_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="clue_fingerprint"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="clue_status_known"),
            models.CheckConstraint(
                condition=Q(holder=None, held_at=None)
                | Q(holder__isnull=False, held_at__isnull=False),
                name="clue_hold_whole",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="clue_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("clues:clue", args=[self.number])

    def sealed_numbers(self) -> list[bytes]:
        """Whom it is about: one sealed number, two of two people, none of a unit."""
        keys = (self.groups.get(kind) for kind in ("person", "other_person"))
        return [bytes.fromhex(key) for key in keys if key]

    @property
    def named(self) -> str:
        """Whom or what it is about, as the queue calls it."""
        found = [str(value) for key in _NAMED_BY if (value := self.facts.get(key))]
        found += [iso_month(f"{value}-01") for key in _MONTHS if (value := self.facts.get(key))]
        return next(iter(found), self.number)

    @property
    def shown_grade(self) -> Grade:
        """How sure it is, as a reader is told: books that disagree are no match of a person."""
        if self.grade == Grade.EXACT and not any(self.facts.get(key) for key in _OF_A_PERSON):
            return Grade.COMPUTED
        return Grade(self.grade)

    @property
    def is_held(self) -> bool:
        return self.held_at is not None and self.held_at >= hold_ends()
