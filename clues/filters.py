"""What the queue may be narrowed by; plain fields that work without JavaScript."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

import django_filters

from clues.choices import Grade, Severity, Status
from clues.models import Clue


class ClueFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Status.choices, empty_label=_("all")
    )
    severity = django_filters.ChoiceFilter(
        label=_("Weight"), choices=Severity.choices, empty_label=_("all")
    )
    grade = django_filters.ChoiceFilter(
        label=_("How sure"), choices=Grade.choices, empty_label=_("all")
    )
    source = django_filters.ChoiceFilter(label=_("Rule"), choices=[], empty_label=_("all"))
    amount = django_filters.NumberFilter(
        label=_("Worth at least, yuan"), lookup_expr="gte", min_value=0
    )

    class Meta:
        model = Clue
        fields = ("status", "severity", "grade", "source", "amount")

    def __init__(self, data: Any, *args: Any, rules: list[tuple[str, str]], **kwargs: Any) -> None:
        # Closed ones are hidden until somebody asks for them.
        if "status" not in data:
            data = data.copy()
            data["status"] = Status.SUSPECTED
        super().__init__(data, *args, **kwargs)
        self.filters["source"].extra["choices"] = rules
