"""What a reporter fills in: words first, then who may see them and who sends them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.choices import About, Subject
from complaints.sealing import Code, InvalidCode, parse_code
from complaints.sealing.contents import Told
from core.divisions import code_range
from core.records import PublicRecord
from regions.models import Region
from regions.selectors import names_for


_OFF = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class TellForm(forms.Form):
    """The first step. About a record the place is known; otherwise it is written by name."""

    text = forms.CharField(
        label=_("What happened?"), max_length=10_000,
        help_text=_("When, where, how much, who saw it. As you would tell it."),
        widget=forms.Textarea(attrs={"rows": 7, **_OFF}),
    )  # fmt: skip
    place = forms.CharField(
        label=_("In which village or town?"), max_length=60,
        help_text=_("For example: Fuqi village, Houyu township."), widget=forms.TextInput(_OFF),
    )  # fmt: skip
    subject = forms.ChoiceField(
        label=_("What is it about?"), choices=Subject.choices, widget=forms.RadioSelect
    )
    about = forms.ChoiceField(
        label=_("Whose doing is it?"), choices=About.choices, initial=About.NOBODY,
        help_text=_("Whoever it is about never sees the report."), widget=forms.RadioSelect,
    )  # fmt: skip
    accused = forms.CharField(
        label=_("Their names, if you know them"), max_length=200, required=False,
        widget=forms.TextInput(_OFF),
    )  # fmt: skip
    helper = forms.BooleanField(label=_("I write this for somebody else"), required=False)
    # People do not see it; programs fill it in.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))  # fmt: skip

    def __init__(self, *args: Any, record: PublicRecord | None, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)
        if record is not None and record.region.strip("0") != settings.PORTAL_REGION.strip("0"):
            del self.fields["place"]

    def clean_place(self) -> str:
        """The code of the one place of this name; two words narrow it to the second of the first."""
        typed = self.cleaned_data["place"].replace("，", " ").replace(",", " ").split()
        found = self._places(typed)
        if len(found) == 1:
            return str(found[0].code)
        if not found:
            raise forms.ValidationError(
                _("No place here has this name. Write the village as it stands in its book, or the town.")
            )  # fmt: skip
        names = names_for([place.code for place in found], start="county").values()
        raise forms.ValidationError(
            _("Several places have this name: %(names)s. Write the town before it, with a blank.")
            % {"names": "、".join(names)}
        )

    def _places(self, typed: list[str]) -> list[Region]:
        within = [code_range(settings.PORTAL_REGION)]
        for number, word in enumerate(typed, start=1):
            inside = Q()
            for span in within:
                inside |= Q(code__range=span)
            # 猴屿乡 is the town; only 猴屿 may be the village as well.
            for named in (Q(name=word), Q(short_name=word), Q(short_name=word[:-1])):
                found = list(Region.objects.in_force().filter(inside).filter(named)[:6])
                if found:
                    break
            if number == len(typed):
                return found
            within = [code_range(place.code) for place in found]
            if not within:
                return []
        return []

    def told(self, excluded: tuple[str, ...] = ()) -> Told:
        """What was told, for routing and sealing; the record's offices are shut out with the others."""
        values, record = self.cleaned_data, self.record
        region = values.get("place") or (record.region if record else settings.PORTAL_REGION)
        kept = None
        if record is not None:
            kept = {"kind": record.kind, "title": record.title, "address": record.address}
            if record.ledger_line is not None:
                kept["ledger_line"] = str(record.ledger_line)
        return Told(
            text=values["text"].strip(), subject=values["subject"], about=values["about"],
            region=region, accused=values["accused"],
            excluded=tuple(sorted({*excluded, *(record.offices if record else ())})),
            record=kept, helper=values["helper"],
        )  # fmt: skip


ACCEPTED = "image/*,audio/*,application/pdf,.docx,.xlsx,.pptx,.xls,.et,.odt,.ods,.odp,.txt"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; `cleaned_data` holds a list."""

    widget = ManyFiles(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(each, initial) for each in data or [] if each]


class SendForm(forms.Form):
    """The second step: who may never see it, by name or without, files."""

    distrust = forms.MultipleChoiceField(
        label=_("These offices I do not trust"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They get neither the report nor a sign that there is one."),
    )  # fmt: skip
    named = forms.ChoiceField(
        label=_("With your name?"), initial="no", widget=forms.RadioSelect,
        choices=[("no", _("Without: nobody learns who I am")),
                 ("yes", _("With my name: a custodian keeps it, apart from the office that works on it"))],
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), max_length=60, required=False, widget=forms.TextInput(_OFF)
    )
    phone = forms.CharField(
        label=_("Your telephone"), max_length=40, required=False,
        widget=forms.TextInput({"inputmode": "tel", **_OFF}),
    )  # fmt: skip
    photos = FilesField(
        label=_("Photos, voice notes, PDF or office files"), required=False,
        help_text=_("Up to 8, 40 MB together. Where, when and by whom they were made is removed; of office files the words stay."),
    )  # fmt: skip
    deeper = forms.BooleanField(
        label=_("Make my voice deeper"), required=False,
        help_text=_("A friend may still know you."),
    )  # fmt: skip
    keep = forms.BooleanField(
        label=_("Keep office files as they are too"), required=False,
        help_text=_("They may say who wrote them."),
    )  # fmt: skip
    question = forms.CharField(
        label="", max_length=20, required=False, widget=forms.TextInput(_OFF)
    )

    def __init__(self, *args: Any, offices: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["distrust"].choices = [(office.code, office.name) for office in offices]  # type: ignore[attr-defined]  # the stubs know a field of a form only as Field
        self.fields["question"].label = question
        if not offices:
            del self.fields["distrust"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("named") == "yes":
            for field in ("name", "phone"):
                if not values.get(field, "").strip():
                    self.add_error(field, _("A report with a name needs the name and a telephone."))
        return values


class CodeForm(forms.Form):
    """The code that stands on the slip."""

    code = forms.CharField(
        label=_("The 20 digits on your slip"), max_length=60,
        widget=forms.TextInput({"inputmode": "numeric", "size": "26", **_OFF}),
    )  # fmt: skip

    def clean_code(self) -> Code:
        try:
            return parse_code(self.cleaned_data["code"])
        except InvalidCode as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
