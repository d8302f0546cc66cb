"""The desk's forms, one for each act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from clues.choices import (
    FINDINGS,
    INNOCENT,
    Came,
    Disposal,
    Explanation,
    Form,
    Measure,
    PersonKind,
    Sanction,
    Severity,
)
from clues.models import Clue, Recovery, Rectification
from clues.selectors.causes import RepeatedCause, bureaus_for
from clues.selectors.entries import entries_of
from clues.selectors.routing import inspectors_for, offices_to_check
from core.divisions import code_range
from core.identity import InvalidIdentity, looks_like_identity, normalise, possible_identities
from core.redaction import clean_free_text
from funds.models import Programme
from regions.models import Region
from regions.selectors import names_for


_NOBODY = User._default_manager.none()


def _words(
    label: Any, *, required: bool = True, help_text: Any = "", rows: int = 2, longest: int = 2_000
) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _choices(values: Any, labels: Any) -> list[tuple[str, Any]]:
    return [("", _("choose")), *((value, labels(value).label) for value in values)]


def _offer(field: forms.Field, model: Any, rows: Sequence[Any], label: Any = str) -> None:
    """Let a field choose among rows that were read already, in their own order."""
    chooser = cast("forms.ModelChoiceField[Any]", field)
    chooser.queryset = model.objects.filter(pk__in=[row.pk for row in rows])
    chooser.choices = [(row.pk, label(row)) for row in rows]


class ActForm(forms.Form):
    """A form about one clue; its fields have ids of their own, for many stand on one page."""

    def __init__(self, data: Any = None, files: Any = None, *, clue: Clue) -> None:
        self.clue = clue
        super().__init__(data, files, auto_id=f"{type(self).__name__.lower()}-%s")


class TakeForm(ActForm):
    """Nothing to fill in."""


class SendForm(ActForm):
    office = forms.ModelChoiceField(
        label=_("Who checks it?"),
        queryset=Office.objects.none(),
        empty_label=None,
        help_text=_("The nearest that did not send the sheets stands first."),
    )
    question = _words(
        _("What should they look at?"),
        required=False,
        longest=500,
        help_text=_("They see the facts, not the identity number."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["office"], Office, offices_to_check(self.clue))


class ExplainForm(ActForm):
    finding = forms.ChoiceField(
        label=_("Why is it innocent?"), choices=_choices(INNOCENT, Explanation)
    )
    words = _words(_("In a sentence"))
    clean_until = _day(
        _("Checked, clean until"),
        required=False,
        help_text=_("Leave empty: quiet until the facts differ."),
    )


class RegisterForm(ActForm):
    words = _words(_("Why is it registered?"))


class RecallForm(ActForm):
    words = _words(_("Why is the check recalled?"), required=False)


class ReopenForm(ActForm):
    words = _words(_("Why is it opened again?"))


class AssignForm(ActForm):
    to = forms.ModelChoiceField(label=_("Who works on it?"), queryset=_NOBODY, empty_label=None)
    words = _words(_("Note"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self.fields["to"],
            User,
            inspectors_for(self.clue),
            lambda each: f"{each} ({each.office})",
        )


class DisposeForm(ActForm):
    disposal = forms.ChoiceField(
        label=_("Which of the four?"), choices=[("", _("choose")), *Disposal.choices]
    )
    words = _words(_("On what does it rest?"))


class ExtendForm(ActForm):
    words = _words(_("Why is more time needed?"))


class OutcomeForm(ActForm):
    name = forms.CharField(label=_("Full name"), max_length=60)
    post = forms.CharField(label=_("Unit and post"), max_length=100, required=False)
    person_kind = forms.ChoiceField(
        label=_("Who is it?"),
        choices=[("", _("choose")), *PersonKind.choices],
        help_text=_(
            "Managers of village and residents' committees can only get a warning, a demerit or "
            "a major demerit (公职人员政务处分法, art. 22)."
        ),
    )
    form = forms.TypedChoiceField(
        label=_("Which of the four forms?"),
        choices=[("", _("none")), *Form.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    measure = forms.ChoiceField(label=_("Measure"), choices=[("", _("choose")), *Measure.choices])
    sanction = forms.ChoiceField(
        label=_("Which sanction?"),
        choices=[("", _("none")), *Sanction.choices],
        required=False,
        help_text=_("Only for Party discipline and administrative sanctions."),
    )
    filed = forms.BooleanField(label=_("A case was filed (立案)"), required=False)
    decided_on = _day(_("Decided on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate


class RecoveryForm(ActForm):
    owed_by = forms.CharField(label=_("Who has to pay it back?"), max_length=100)
    due = forms.DecimalField(
        label=_("To be recovered, yuan"), max_digits=14, decimal_places=2, min_value=0
    )


class RecoveredForm(ActForm):
    recovery = forms.ModelChoiceField(
        label=_("From whom?"), queryset=Recovery.objects.none(), empty_label=None
    )
    amount = forms.DecimalField(
        label=_("Recovered now, yuan"), max_digits=14, decimal_places=2, min_value=0
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self.fields["recovery"],
            Recovery,
            list(self.clue.recoveries.outstanding()),
            lambda each: f"{each.owed_by}: {each.recovered:,.2f} / {each.due:,.2f}",
        )


class RectificationForm(ActForm):
    what = forms.CharField(label=_("What has to be put right?"), max_length=300)
    unit = forms.CharField(label=_("By which unit?"), max_length=100)


class RectifiedForm(ActForm):
    rectification = forms.ModelChoiceField(
        label=_("What was put right?"), queryset=Rectification.objects.none(), empty_label=None
    )
    words = _words(_("How?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self.fields["rectification"],
            Rectification,
            list(self.clue.rectifications.filter(done_at=None)),
            lambda each: each.what,
        )


class RevertEntryForm(ActForm):
    entry = forms.ChoiceField(label=_("Which entry was a mistake?"))
    words = _words(_("Why is it taken back?"), help_text=_("The history keeps what it said."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["entry"]).choices = [
            ("", _("choose")), *entries_of(self.clue).items(),
        ]  # fmt: skip


class CloseForm(ActForm):
    finding = forms.ChoiceField(
        label=_("What was it in the end?"), choices=_choices(FINDINGS, Explanation)
    )
    words = _words(_("Closing note"))


class DecideForm(ActForm):
    """Whoever decides as the second person says on what."""

    words = _words(_("What did you look at, and what did you find?"))


class NoteForm(ActForm):
    words = _words(_("Internal note"))


class AttachForm(ActForm):
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, picture or office document, up to 20 MB.")
    )


class LookForm(ActForm):
    reason = _words(_("Why do you need the number?"), help_text=_("The reason is kept for ever."))


class MergeForm(ActForm):
    """Which of the clues of the same person, household, village, handler or account belong to it."""

    others = forms.ModelMultipleChoiceField(
        label=_("Which belong to this one?"),
        queryset=Clue.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    words = _words(_("Why are they one matter?"))

    def __init__(self, *args: Any, candidates: Sequence[Clue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self.fields["others"],
            Clue,
            candidates,
            lambda each: f"{each.number} {each.named} {each.amount:,.2f}",
        )


class UnmergeForm(ActForm):
    words = _words(_("Why is it a matter of its own?"))


class AnswerForm(forms.Form):
    """What the asked office found."""

    finding = forms.ChoiceField(
        label=_("What did you find?"), choices=[("", _("choose")), *Explanation.choices]
    )
    words = _words(
        _("What was found, and how?"),
        rows=4,
        help_text=_("Whom you asked, what you saw. No identity numbers."),
    )
    file = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_("PDF, picture or office document, up to 20 MB."),
    )


class TaskAnswerForm(forms.Form):
    words = _words(_("How was the cause mended?"), rows=4)


class UnkeptInput(forms.TextInput):
    """Shows nobody again what was typed of a person's number."""

    def format_value(self, value: Any) -> str:
        return clean_free_text(str(value or ""))


class OpenForm(forms.Form):
    """What somebody told; the place is written by name, as its people call it."""

    came = forms.ChoiceField(
        label=_("How did it come?"), choices=[("", _("choose")), *Came.choices]
    )
    words = _words(_("What was told?"), rows=4)
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

    since = _day(_("Found from"), required=False)
    until = _day(_("Found until"), required=False)

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
        choices=_choices(INNOCENT, Explanation),
    )
    words = forms.CharField(label=_("In a sentence"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("act") == "explain" and not (values.get("finding") and values.get("words")):
            raise forms.ValidationError(_("To explain, choose the finding and say how."))
        return values


class GiveTaskForm(forms.Form):
    office = forms.ModelChoiceField(
        label=_("Which bureau?"), queryset=Office.objects.none(), empty_label=None
    )
    text = _words(_("What has to be mended?"), rows=3)

    def __init__(self, *args: Any, cause: RepeatedCause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["office"], Office, bureaus_for(cause))
