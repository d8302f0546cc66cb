"""Forms of handlers and custodians."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clues.choices import Severity
from complaints.choices import Finding
from complaints.models import Ring


def _words(label: Any, *, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=5_000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )  # fmt: skip


class UnlockForm(forms.Form):
    password = forms.CharField(
        label=_("Your password, once more"), max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    former = forms.CharField(
        label=_("Your former password, if it has changed"), max_length=128, strip=False,
        required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class WordsForm(forms.Form):
    """Words of an act; `label` says which."""

    text = _words("")

    def __init__(self, *args: Any, label: Any = "", prefix_id: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{prefix_id}-%s", **kwargs})
        self.fields["text"].label = label


class AnswerForm(forms.Form):
    finding = forms.ChoiceField(
        label=_("What was found?"), choices=[("", _("choose")), *Finding.choices]
    )
    text = _words(
        _("The answer"),
        help_text=_("The reporter reads it; others may learn it from them. Name nobody."), rows=5,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "answer-%s", **kwargs})


class PassOnForm(forms.Form):
    ring = forms.ModelChoiceField(
        label=_("To which office?"), queryset=Ring.objects.none(), empty_label=None
    )
    text = _words(_("Why"), help_text=_("The reporter reads it."))

    def __init__(self, *args: Any, rings: list[Ring], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "pass-%s", **kwargs})
        field = self.fields["ring"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Ring.objects.filter(pk__in=[ring.pk for ring in rings])
        field.choices = [(ring.pk, ring.office.name) for ring in rings]


class ClueForm(forms.Form):
    words = _words(
        _("What is suspected"),
        help_text=_("In your own words, so that nobody can tell who reported it."),
    )
    severity = forms.ChoiceField(label=_("Weight"), choices=[("", _("choose")), *Severity.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "clue-%s", **kwargs})
