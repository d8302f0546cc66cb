"""The desk's forms. Choices that other apps know come through the sheet's own words."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.exceptions import PortalError
from intake.choices import RedactionKind
from intake.models import HeadingMemory
from intake.periods import parse_period
from intake.sheets import all_sheets, sheet_of


class Unshown(forms.Textarea):
    """Rows of persons: what was pasted is never put into a page again."""

    def format_value(self, value: Any) -> str:
        return ""


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of sheet is it?"))
    file = forms.FileField(
        label=_("The sheet"),
        required=False,
        help_text=_("As you have it: .xlsx, .xls, .et or .csv, up to 50 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv,.htm,.html"}),
    )
    pasted = forms.CharField(
        label=_("Or the rows, pasted"),
        required=False,
        strip=False,
        max_length=600_000,
        help_text=_(
            "Mark the table in Excel or WPS with its headings, copy it, and paste it here."
        ),
        widget=Unshown(
            attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "wrap": "off"}
        ),
    )
    programme = forms.CharField(
        label=_("Programme code"),
        max_length=20,
        required=False,
        help_text=_("Leave empty if a column or the title names the programme."),
        widget=forms.TextInput(attrs={"list": "programme-codes"}),
    )
    period = forms.CharField(
        label=_("Period"),
        max_length=20,
        required=False,
        help_text=_(
            "2026-03, 2026-01:2026-03 or 2026. Leave empty if the sheet says it in each row."
        ),
    )
    append = forms.BooleanField(
        label=_("Add to the registry instead of replacing it"), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        sheets = [sheet for sheet in all_sheets() if sheet.may_come_from(user.office)]
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [(sheet.kind, sheet.title) for sheet in sheets]
        self.programmes = sorted({pair for sheet in sheets for pair in sheet.programmes()})
        if not any(sheet.confidential for sheet in sheets):
            del self.fields["append"]

    def clean_period(self) -> tuple[date, date] | None:
        try:
            return parse_period(self.cleaned_data["period"])
        except PortalError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        pasted = values.get("pasted", "").strip("\r\n")
        if bool(values.get("file")) == bool(pasted.strip()):
            self.add_error(
                "file",
                _("Choose a file or paste the rows, not both.")
                if pasted.strip()
                else _("Choose a file, or paste the rows below."),
            )
        elif pasted:
            # What is copied from a sheet has tabs between its cells, whatever else stands in them.
            values["file"] = ContentFile(f"sep=\t\n{pasted}\n".encode(), str(_("pasted.csv")))
        kind = values.get("kind")
        if kind and values.get("programme") and not sheet_of(kind).takes_programme:
            values["programme"] = ""
        return values


class HeadingsForm(forms.Form):
    """One question for each heading that nobody knows yet."""

    def __init__(self, *args: Any, headings: list[str], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        choices = [("", _("Leave this column out"))] + [
            (field.name, field.label) for field in sheet_of(kind).fields
        ]
        for number, heading in enumerate(headings):
            self.fields[f"heading-{number}"] = forms.ChoiceField(
                label=heading, choices=choices, required=False
            )

    def answers(self) -> dict[str, str]:
        return {
            heading: self.cleaned_data[f"heading-{number}"]
            for number, heading in enumerate(self.headings)
        }


class MemoryForm(forms.Form):
    """What an office means by one heading."""

    field = forms.ChoiceField(label=_("Read as"), required=False)

    def __init__(self, *args: Any, memory: HeadingMemory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{memory.pk}_%s"
        field = cast(forms.ChoiceField, self.fields["field"])
        field.choices = [("", _("Leave this column out"))] + [
            (each.name, each.label) for each in sheet_of(memory.kind).fields
        ]
        self.initial["field"] = memory.field


class SubmitForm(forms.Form):
    leave_out_published = forms.BooleanField(
        label=_("Leave out the rows that are published already"), required=False, initial=True
    )


class DecideForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when the sheet goes back; the uploader reads it."),
    )


class RedactionForm(forms.Form):
    """What must not stand where it stands. The text is never rendered again."""

    text = forms.CharField(
        label=_("The text, exactly as it stands"), max_length=200, strip=True,
        help_text=_("Only what has to go: the number, the illness, the child's name."),
        widget=forms.PasswordInput(
            attrs={"autocomplete": "off", "spellcheck": "false"}, render_value=False
        ),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What is it?"), choices=RedactionKind.choices)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The public reads this sentence. Name no person in it."),
    )
