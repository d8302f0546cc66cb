"""The filters of public lists; plain labelled fields that work without JavaScript."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import django_filters

from accounts.models import Office
from funds.choices import Category
from funds.models import PolicyDocument, Programme
from funds.models.catalogue import ProgrammeQuerySet
from funds.models.policies import PolicyDocumentQuerySet
from intake.models import Batch
from intake.sheets import all_sheets


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


class PublicationFilter(django_filters.FilterSet):
    """What was published, by office, kind and month."""

    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.none(), to_field_name="code",
        empty_label=_("All offices"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=(), empty_label=_("All kinds"))
    month = django_filters.CharFilter(
        label=_("Published in"), method="by_month",
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
    )  # fmt: skip

    class Meta:
        model = Batch
        fields = ("office", "kind", "month")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = Batch.objects.public().filter(office=OuterRef("pk"))
        self.filters["office"].queryset = Office.objects.filter(Exists(told)).order_by("name")
        self.filters["kind"].extra["choices"] = [
            (sheet.kind, sheet.title) for sheet in all_sheets() if not sheet.confidential
        ]

    def by_month(self, rows: Any, name: str, value: str) -> Any:
        """Of a month that is none, nothing."""
        try:
            first = datetime.strptime(value, "%Y-%m").replace(
                tzinfo=timezone.get_current_timezone()
            )
        except ValueError:
            return rows.none()
        following = (first + timedelta(days=32)).replace(day=1)
        return rows.filter(published_at__gte=first, published_at__lt=following)


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
