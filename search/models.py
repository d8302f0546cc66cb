"""What the search keeps ready: names as they are typed, and passages of public texts."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CharField, CodeField, TextField
from core.redaction import office_words
from search.choices import Kind, Text


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


class PassageQuerySet(models.QuerySet["Passage"]):
    def saying(self, terms: str) -> Self:
        """Those that hold these terms (search.bigrams) one behind the other."""
        return self.filter(terms=SearchQuery(terms, config="simple", search_type="phrase"))


class Passage(models.Model):
    """A piece of a public text, where it stands, and its terms; made from published rows."""

    kind = models.CharField(_("kind"), max_length=10, choices=Text)
    source = models.BigIntegerField(_("row it was made from"))
    address = CodeField(_("address"), max_length=200)
    region_code = CodeField(_("region code"), max_length=12, blank=True)
    title = CharField(_("title"), max_length=200, blank=True, kept_as=office_words)
    day = models.DateField(_("date"), null=True)
    text = TextField(_("text"), kept_as=office_words)
    terms = SearchVectorField(_("terms"))

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        indexes = [
            GinIndex(fields=["terms"], name="passage_terms"),
            models.Index(fields=["kind", "source"], name="passage_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"
