"""Asking for a trial: a reason, and perhaps one parameter for one region."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.identity import InvalidIdentity, possible_identities
from matching.rules import Rule
from matching.rules.vocabulary import MEANINGS, NEUTRAL, Place, country
from matching.services.trials import ProposedParameter
from regions.models import Region


class TrialForm(forms.Form):
    reason = forms.CharField(label=_("Why try it?"), max_length=200)
    name = forms.ChoiceField(label=_("Change a parameter"), required=False)
    region_code = forms.CharField(
        label=_("For the region (code)"), required=False, max_length=12,
        help_text=_("Empty: everywhere. The nearest region above a place counts."),
    )  # fmt: skip
    value = forms.DecimalField(
        label=_("Value"), required=False, min_value=0, max_digits=14, decimal_places=4
    )
    valid_from = forms.DateField(
        label=_("In force from"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    valid_to = forms.DateField(
        label=_("In force until"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, meaning) for name, meaning in rule.wording.parameters]
        field = cast(forms.ChoiceField, self.fields["name"])
        field.choices = [("", _("none: the rule as it stands")), *named]

    def clean_region_code(self) -> str:
        code = str(self.cleaned_data["region_code"])
        if code and not Region.objects.filter(code=code.ljust(12, "0")).exists():
            raise forms.ValidationError(_("There is no region with this code."))
        return code

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("name") and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Give the parameter's value."))
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("The last day lies before the first."))
        return data

    def proposed(self) -> list[ProposedParameter]:
        data = self.cleaned_data
        if not data["name"]:
            return []
        return [
            ProposedParameter(
                data["name"],
                data["region_code"] or "000000000000",
                data["value"],
                data["valid_from"] or timezone.localdate(),
                data["valid_to"],
            )
        ]


class WordForm(forms.Form):
    """What a word of one column means in a region."""

    registry = forms.CharField(widget=forms.HiddenInput, max_length=40)
    column = forms.CharField(widget=forms.HiddenInput, max_length=40)
    word = forms.CharField(label=_("Word"), max_length=100)
    meaning = forms.ChoiceField(label=_("Meaning"))
    region_code = forms.CharField(label=_("For the region (code)"), max_length=12)

    def __init__(self, data: Any = None, *, place: Place, initial: Any = None) -> None:
        # Many stand on one page, each label around its field.
        super().__init__(data, auto_id=False, initial=initial)
        known = country().get(place)
        meanings = [*known.meanings, NEUTRAL] if known else []
        if known and known.plain and known.plain not in meanings:
            meanings.append(known.plain)
        field = cast(forms.ChoiceField, self.fields["meaning"])
        # Nothing is chosen beforehand: one careless click would accuse.
        field.choices = [("", "—"), *((meaning, MEANINGS[meaning]) for meaning in meanings)]

    def clean_region_code(self) -> str:
        code = str(self.cleaned_data["region_code"]).ljust(12, "0")
        if not Region.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is no region with this code."))
        return code


class UnrepeatedInput(forms.TextInput):
    """What was typed never comes back in the page."""

    def format_value(self, value: Any) -> str:
        return ""


class LookUpForm(forms.Form):
    """Whom to look up in the registries, and why: the reason is kept."""

    number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        widget=UnrepeatedInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Reason"), min_length=4, max_length=200)

    def clean_number(self) -> list[str]:
        """Of every kind of paper that the number may stand on."""
        try:
            return possible_identities(self.cleaned_data["number"])
        except InvalidIdentity as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
