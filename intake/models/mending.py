"""What the uploader said to a sheet at the desk: cells mended on the page, questions answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import CharField, CodeField, SealedField, TextField
from core.redaction import public_reference
from intake.models.batches import Batch


class CellMend(models.Model):
    """One cell as it was mended on the page; the file stays as it came, and the last mend counts.

    `before` and `after` are masked; what was typed is sealed, for it may be a number of a person.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="mends", verbose_name=_("batch"))
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row = models.PositiveIntegerField(_("row"))
    column = CodeField(_("column"), max_length=4)
    before = CharField(_("as it came"), max_length=60, blank=True)
    after = CharField(_("as mended"), max_length=60, blank=True)
    sealed_value = SealedField(_("mended value, sealed"))
    mended_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("mended by")
    )
    mended_at = models.DateTimeField(_("mended"), auto_now_add=True)

    class Meta:
        verbose_name = _("mended cell")
        verbose_name_plural = _("mended cells")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row}"


class BatchAnswer(models.Model):
    """What the uploader said to a question about a sheet; who decides reads it.

    `about` is a digest of the places asked about: other places are another question.
    """

    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="answers", verbose_name=_("batch")
    )
    code = CodeField(_("code"), max_length=60)
    about = CodeField(_("places, as a digest"), max_length=64)
    text = TextField(_("answer"))
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), auto_now=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "code"], name="batch_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.code}"
