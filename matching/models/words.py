"""Words of registries and rosters: what administrators say they mean, and which were ever written."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.divisions import CODE_LENGTH
from core.fields import CharField, CodeField


class StatusWord(models.Model):
    """What a word in a column means in a region; the nearest region's word counts.

    Where none is set the country's list holds (matching/rules/words.toml).
    """

    registry = CodeField(_("registry"), max_length=40)
    column = CodeField(_("column"), max_length=40)
    word = CharField(_("word"), max_length=100, blank=True)
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    meaning = CodeField(_("meaning"), max_length=40)
    said_by_id = models.BigIntegerField(_("said by"))
    said_at = models.DateTimeField(_("said"), auto_now=True)

    class Meta:
        verbose_name = _("word of a registry")
        verbose_name_plural = _("words of registries")
        ordering = ("registry", "column", "word", "region_code")
        constraints = [
            models.UniqueConstraint(
                fields=["registry", "column", "word", "region_code"], name="status_word_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registry}.{self.column} {self.word} {self.region_code} = {self.meaning}"


class WrittenWord(models.Model):
    """That a published sheet has a word in a column, in so many lines; kept between runs."""

    batch_id = models.BigIntegerField(_("batch"))
    # The newest change of the batch that was read: a later one makes it be read again.
    change_id = models.BigIntegerField()
    registry = CodeField(_("registry"), max_length=40)
    column = CodeField(_("column"), max_length=40)
    word = CharField(_("word"), max_length=100, blank=True)
    lines = models.PositiveIntegerField(_("lines"))

    class Meta:
        verbose_name = _("written word")
        verbose_name_plural = _("written words")
        constraints = [
            models.UniqueConstraint(
                fields=["batch_id", "registry", "column", "word"], name="written_word_once"
            )
        ]
        indexes = [models.Index(fields=["registry", "column"], name="written_word_column")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.registry}.{self.column} {self.word}"
