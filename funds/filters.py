"""The filters of public lists; plain labelled fields that work without JavaScript."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import django_filters

from funds.choices import Category
from funds.models import PolicyDocument, Programme
from funds.models.catalogue import PolicyDocumentQuerySet, ProgrammeQuerySet


class ProgrammeFilter(django_filters.FilterSet):
    """The catalogue by words and category."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    category = django_filters.ChoiceFilter(
        label=_("Category"), choices=Category.choices, empty_label=_("All")
    )

    class Meta:
        model = Programme
        fields = ("q", "category")

    def by_words(self, rows: ProgrammeQuerySet, name: str, value: str) -> ProgrammeQuerySet:
        return rows.matching(value)


class PolicyFilter(django_filters.FilterSet):
    """Policy documents by words in title or number."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words")

    class Meta:
        model = PolicyDocument
        fields = ("q",)

    def by_words(
        self, rows: PolicyDocumentQuerySet, name: str, value: str
    ) -> PolicyDocumentQuerySet:
        return rows.matching(value)
