"""Fields that many forms of the desk have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _


def words_field(
    label: Any, *, required: bool = True, help_text: Any = "", rows: int = 2, longest: int = 2_000
) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def labelled(values: Any, labels: Any) -> list[tuple[str, Any]]:
    return [("", _("choose")), *((value, labels(value).label) for value in values)]


def offer(field: forms.Field, model: Any, rows: Sequence[Any], label: Any = str) -> None:
    """Let a field choose among rows that were read already, in their own order."""
    chooser = cast("forms.ModelChoiceField[Any]", field)
    chooser.queryset = model.objects.filter(pk__in=[row.pk for row in rows])
    chooser.choices = [(row.pk, label(row)) for row in rows]
