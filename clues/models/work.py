"""What is done about a clue: checks by other offices, files, its history; and what follows for all."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from clues.choices import Act, Explanation
from clues.models.clue import Clue
from core.divisions import CODE_LENGTH, code_range
from core.fields import CharField, CodeField, TextField


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: User) -> CheckQuerySet:
        """An office sees the checks that were sent to it, and no other."""
        return self.filter(office=user.office_id)

    def waiting(self) -> CheckQuerySet:
        return self.filter(answered_at=None, recalled_at=None)

    def for_desk(self) -> CheckQuerySet:
        return self.select_related("clue", "office", "sent_by", "answered_by")


class Check(models.Model):
    """One question to an office about a suspected matter, and its answer."""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="checks", verbose_name=_("clue"))
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("checking office")
    )
    question = CharField(_("question"), max_length=500, blank=True)
    # NULL is the portal itself: a duty that a nightly run has found.
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    due_on = models.DateField(_("due"))
    recalled_at = models.DateTimeField(_("recalled"), null=True)
    answer = models.CharField(_("finding"), max_length=20, choices=Explanation.choices, blank=True)
    words = TextField(_("what was found"), blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=["office", "due_on"],
                name="check_waiting",
                condition=Q(answered_at=None, recalled_at=None),
            )
        ]
        constraints = [
            # The same matter never waits at two offices at once.
            models.UniqueConstraint(
                fields=["clue"],
                condition=Q(answered_at=None, recalled_at=None),
                name="check_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="check_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} → {self.office_id}"


class Attachment(models.Model):
    """A file of a clue; its content lies encrypted in the vault."""

    clue = models.ForeignKey(
        Clue, models.PROTECT, related_name="attachments", verbose_name=_("clue")
    )
    # Set where it came with a check's answer: the answering office may open it too.
    given_with = models.ForeignKey(
        Check, models.PROTECT, null=True, related_name="attachments", verbose_name=_("check")
    )
    key = CodeField(_("key"), max_length=32, unique=True)
    name = CharField(_("file name"), max_length=150)
    size = models.PositiveIntegerField(_("size"))
    digest = CodeField(_("SHA-256"), max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name

    @property
    def vault_name(self) -> str:
        return f"clues/{self.key}"


class HistoryLine(models.Model):
    """One line of a clue's history: what kind of act, who, the old and the new values, words."""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="history", verbose_name=_("clue"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    # NULL is the portal itself: a nightly run.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    # {"field": [old, new]}, each as text
    changes = models.JSONField(_("changes"), default=dict)
    words = TextField(_("words"), blank=True)

    class Meta:
        verbose_name = _("line of history")
        verbose_name_plural = _("history")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="history_act_known")
        ]
        # A run asks who let go of a clue since the last.
        indexes = [models.Index(fields=["at"], name="history_at")]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.act}"


class Finding(models.Model):
    """Who found what of a clue, and of which facts; kept for ever, whatever becomes of the clue."""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="findings", verbose_name=_("clue"))
    source = CodeField(_("source"), max_length=40)
    facts_digest = CodeField(_("digest of the facts"), max_length=32)
    finding = models.CharField(_("finding"), max_length=20, choices=Explanation.choices)
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("id",)
        indexes = [models.Index(fields=["source", "clue"], name="finding_of_rule")]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.finding}"


class BureauTaskQuerySet(models.QuerySet["BureauTask"]):
    def in_region_of(self, user: User) -> BureauTaskQuerySet:
        """What inspectors of the region have given."""
        return self.filter(region_code__range=code_range(user.region_code))

    def visible_to(self, user: User) -> BureauTaskQuerySet:
        return self.filter(office=user.office_id)

    def waiting(self) -> BureauTaskQuerySet:
        return self.filter(answered_at=None)


class BureauTask(models.Model):
    """What one cause brought about again and again: the bureau whose rule let it happen mends it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    rule = CodeField(_("rule"), max_length=40)
    cause = models.CharField(_("cause"), max_length=20, choices=Explanation.choices)
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    clues = models.PositiveIntegerField(_("clues with this cause"))
    text = TextField(_("what is to be mended"))
    due_on = models.DateField(_("due"))
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    answer = TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = BureauTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task to a bureau")
        verbose_name_plural = _("tasks to bureaus")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "cause", "region_code"],
                condition=Q(answered_at=None),
                name="bureau_task_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.cause} {self.region_code}"
