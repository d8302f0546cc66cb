"""The sheets behind a clue and the offices that stand behind it, kept and said by the database.

Both follow from the evidence: clues_cluebatch is written by a trigger whenever evidence is, and
clues_concernedoffice is a view. So what asks one clue and what asks many say the same.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.choices import OfficeKind
from accounts.models import Office
from intake.models import Batch


class ClueBatch(models.Model):
    """That a sheet is behind a clue: some piece of its evidence stands in it."""

    clue = models.ForeignKey("clues.Clue", models.CASCADE, related_name="behind")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", verbose_name=_("batch"))

    class Meta:
        verbose_name = _("sheet behind a clue")
        verbose_name_plural = _("sheets behind clues")
        constraints = [
            models.UniqueConstraint(fields=["clue", "batch"], name="clue_batch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.batch_id}"


class ConcernedOffice(models.Model):
    """An office behind a clue, which neither checks it nor holds it nor sees it.

    Those that sent the sheets of it and of all that is one matter with it, whose figures alone
    speak those that paid, of a village's books and of its cadres the village's own. A register
    that inspectors keep is not what is in question; a department's duty accuses nobody. `clue` is
    the one that stands for the matter.
    """

    # The database has the view; the rows have no number of their own.
    clue = models.OneToOneField("clues.Clue", models.DO_NOTHING, primary_key=True, related_name="+")
    office = models.ForeignKey(Office, models.DO_NOTHING, related_name="+")

    class Meta:
        managed = False
        db_table = "clues_concernedoffice"

    def __str__(self) -> str:
        return f"{self.clue_id} {self.office_id}"


def concerned_offices(clue: Any) -> frozenset[int]:
    """The offices behind one clue, in one query."""
    found = ConcernedOffice.objects.filter(clue=clue.merged_into_id or clue.pk)
    return frozenset(found.values_list("office", flat=True))


def not_about(office: Office) -> Q:
    """Clues behind which this office does not stand."""
    whole = Coalesce(OuterRef("merged_into_id"), OuterRef("pk"))
    concerned = Exists(ConcernedOffice.objects.filter(clue=whole, office=office.pk))
    if office.kind == OfficeKind.VILLAGE:
        return Q(~concerned)
    # Most offices that look at clues never sent a sheet; then no clue has to be opened.
    sent = Batch.objects.filter(office=office.pk)
    if office.kind == OfficeKind.DISCIPLINE:
        sent = sent.exclude(kind__startswith="registry:")
    return Q(~Exists(sent)) | Q(~concerned)
