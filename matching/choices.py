from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    INCREMENTAL = "incremental", _("What changed")
    FULL = "full", _("Everything")


class TrialStatus(models.TextChoices):
    """A shadow run's way: waiting → tried → live, or dropped; failed when it could not run."""

    WAITING = "waiting", _("Waiting to run")
    TRIED = "tried", _("Tried, to be judged")
    LIVE = "live", _("Live")
    DROPPED = "dropped", _("Dropped")
    FAILED = "failed", _("Failed")


class Verdict(models.TextChoices):
    TRUE = "true", _("Rightly found")
    FALSE = "false", _("Innocent")
    UNSURE = "unsure", _("Cannot be told")


class Ground(models.TextChoices):
    """What a rule holds against what, for a reader of all rules."""

    REGISTERS = "registers", _("People, held against registers")
    PAYMENTS = "payments", _("People, one payment against another")
    ACCOUNTS = "accounts", _("Bank accounts")
    UNITS = "units", _("Sheets, villages and counties")
    BOOKS = "books", _("Villages' own books")
