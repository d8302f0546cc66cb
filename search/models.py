"""The kept table of words by which programmes, places and policies are found while typing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CharField, CodeField
from search.choices import Kind


class SearchKey(models.Model):
    """One way to write one thing: characters, pinyin, initials, or an ending of these.

    `prefix` rows hold the best few of a beginning of one or two letters, worked out beforehand.
    """

    key = CodeField(_("key"), max_length=120, db_collation="C")
    prefix = models.BooleanField(_("of a short beginning"), default=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    target = CodeField(_("target"), max_length=60)
    label = CharField(_("label"), max_length=120)
    above = CharField(_("place above"), max_length=120, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"))

    class Meta:
        verbose_name = _("search key")
        verbose_name_plural = _("search keys")
        indexes = [models.Index(fields=["prefix", "key", "weight"], name="search_key_range")]

    def __str__(self) -> str:
        return self.key
