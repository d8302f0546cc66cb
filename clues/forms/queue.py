"""Forms that look for clues, count them, open one or act on many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clues.choices import (
    INNOCENT,
    Came,
    Explanation,
    Severity,
)
from clues.forms.fields import day_field, labelled, words_field
from core.divisions import code_range
from core.identity import InvalidIdentity, looks_like_identity, normalise, possible_identities
from core.redaction import clean_free_text
from funds.models import Programme
from regions.models import Region
from regions.selectors import names_for


class UnkeptInput(forms.TextInput):
    """Shows nobody again what was typed of a person's number."""

    def format_value(self, value: Any) -> str:
        return clean_free_text(str(value or ""))


class OpenForm(forms.Form):
    """What somebody told; the place is written by name, as its people call it."""

    came = forms.ChoiceField(
        label=_("How did it come?"), choices=[("", _("choose")), *Came.choices]
    )
    words = words_field(_("What was told?"), rows=4)
    place = forms.CharField(
        label=_("Where?"), max_length=60, help_text=_("Village, township or county.")
    )
    name = forms.CharField(label=_("About whom?"), max_length=60, required=False)
    number = forms.CharField(
        label=_("Identity number"), max_length=40, required=False,
        help_text=_("If it is known. It is kept sealed."), widget=UnkeptInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.order_by("name"), required=False,
        empty_label=_("not known"),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Worth about, yuan"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    severity = forms.ChoiceField(
        label=_("Weight"), choices=[("", _("choose")), *Severity.choices],
        help_text=_("Whatever it is, two inspectors explain it."),
    )  # fmt: skip

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        self.region = region
        super().__init__(*args, **kwargs)

    def clean_place(self) -> str:
        """The code of the one place of this name in the own region."""
        name = self.cleaned_data["place"].strip()
        own = Region.objects.in_force().filter(code__range=code_range(self.region))
        found = list(own.filter(Q(name=name) | Q(short_name=name))[:6])
        if len(found) == 1:
            return str(found[0].code)
        if not found:
            raise forms.ValidationError(_("No place of your region has this name."))
        names = names_for([place.code for place in found], start="county").values()
        raise forms.ValidationError(
            _(
                "Several places have this name: %(names)s. Write the next higher one, and in the words which it is."
            )
            % {"names": "、".join(names)}
        )

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        try:
            return normalise(number) if number else ""
        except InvalidIdentity as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class PeriodForm(forms.Form):
    """Which matters are counted: those found from one day to another."""

    since = day_field(_("Found from"), required=False)
    until = day_field(_("Found until"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("The first day comes after the last."))
        return values


class SearchForm(forms.Form):
    """Looking for a clue; it is sent, never put into an address, for it may hold a number."""

    words = forms.CharField(
        label=_("Clue number, name, place or programme"),
        max_length=100,
        required=False,
        widget=UnkeptInput,
    )
    number = forms.CharField(
        label=_("Identity number"),
        max_length=40,
        required=False,
        help_text=_("With or without the name. The look is recorded."),
        widget=UnkeptInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        words, number = values.get("words", ""), values.get("number", "")
        if not number and looks_like_identity(words):
            # Typed into the first field it is the number all the same.
            values["words"], number = "", words
        if not words and not number:
            raise forms.ValidationError(_("Write what you look for."))
        try:
            values["numbers"] = possible_identities(number) if number else []
        except InvalidIdentity as refusal:
            self.add_error("number", str(refusal))
        return values


class BulkForm(forms.Form):
    """One act for the ticked clues."""

    act = forms.ChoiceField(
        label=_("With the ticked ones"),
        choices=[
            ("take", _("take them")),
            ("send", _("send each to be checked")),
            ("explain", _("explain them")),
        ],
    )
    finding = forms.ChoiceField(
        label=_("Finding, to explain"),
        required=False,
        choices=labelled(INNOCENT, Explanation),
    )
    words = forms.CharField(label=_("In a sentence"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("act") == "explain" and not (values.get("finding") and values.get("words")):
            raise forms.ValidationError(_("To explain, choose the finding and say how."))
        return values
