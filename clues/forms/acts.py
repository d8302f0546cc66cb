"""Forms about one clue, check or task, one for each act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from clues.choices import (
    FINDINGS,
    INNOCENT,
    Disposal,
    Explanation,
    Form,
    Measure,
    PersonKind,
    Sanction,
)
from clues.forms.fields import day_field, labelled, offer, words_field
from clues.models import Clue, Recovery, Rectification
from clues.selectors.causes import RepeatedCause, bureaus_for
from clues.selectors.entries import entries_of
from clues.selectors.routing import inspectors_for, offices_to_check


_NOBODY = User._default_manager.none()


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
    question = words_field(
        _("What should they look at?"),
        required=False,
        longest=500,
        help_text=_("They see the facts, not the identity number."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["office"], Office, offices_to_check(self.clue))


class ExplainForm(ActForm):
    finding = forms.ChoiceField(
        label=_("Why is it innocent?"), choices=labelled(INNOCENT, Explanation)
    )
    words = words_field(_("In a sentence"))
    clean_until = day_field(
        _("Checked, clean until"),
        required=False,
        help_text=_("Leave empty: quiet until the facts differ."),
    )


class RegisterForm(ActForm):
    words = words_field(_("Why is it registered?"))


class RecallForm(ActForm):
    words = words_field(_("Why is the check recalled?"), required=False)


class ReopenForm(ActForm):
    words = words_field(_("Why is it opened again?"))


class AssignForm(ActForm):
    to = forms.ModelChoiceField(label=_("Who works on it?"), queryset=_NOBODY, empty_label=None)
    words = words_field(_("Note"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self.fields["to"],
            User,
            inspectors_for(self.clue),
            lambda each: f"{each} ({each.office})",
        )


class DisposeForm(ActForm):
    disposal = forms.ChoiceField(
        label=_("Which of the four?"), choices=[("", _("choose")), *Disposal.choices]
    )
    words = words_field(_("On what does it rest?"))


class ExtendForm(ActForm):
    words = words_field(_("Why is more time needed?"))


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
    decided_on = day_field(_("Decided on"))

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
        offer(
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
    words = words_field(_("How?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self.fields["rectification"],
            Rectification,
            list(self.clue.rectifications.filter(done_at=None)),
            lambda each: each.what,
        )


class RevertEntryForm(ActForm):
    entry = forms.ChoiceField(label=_("Which entry was a mistake?"))
    words = words_field(_("Why is it taken back?"), help_text=_("The history keeps what it said."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["entry"]).choices = [
            ("", _("choose")), *entries_of(self.clue).items(),
        ]  # fmt: skip


class CloseForm(ActForm):
    finding = forms.ChoiceField(
        label=_("What was it in the end?"), choices=labelled(FINDINGS, Explanation)
    )
    words = words_field(_("Closing note"))


class DecideForm(ActForm):
    """Whoever decides as the second person says on what."""

    words = words_field(_("What did you look at, and what did you find?"))


class NoteForm(ActForm):
    words = words_field(_("Internal note"))


class AttachForm(ActForm):
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, picture or office document, up to 20 MB.")
    )


class LookForm(ActForm):
    reason = words_field(
        _("Why do you need the number?"), help_text=_("The reason is kept for ever.")
    )


class MergeForm(ActForm):
    """Which of the clues of the same person, household, village, handler or account belong to it."""

    others = forms.ModelMultipleChoiceField(
        label=_("Which belong to this one?"),
        queryset=Clue.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    words = words_field(_("Why are they one matter?"))

    def __init__(self, *args: Any, candidates: Sequence[Clue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self.fields["others"],
            Clue,
            candidates,
            lambda each: f"{each.number} {each.named} {each.amount:,.2f}",
        )


class UnmergeForm(ActForm):
    words = words_field(_("Why is it a matter of its own?"))


class AnswerForm(forms.Form):
    """What the asked office found."""

    finding = forms.ChoiceField(
        label=_("What did you find?"), choices=[("", _("choose")), *Explanation.choices]
    )
    words = words_field(
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
    words = words_field(_("How was the cause mended?"), rows=4)


class GiveTaskForm(forms.Form):
    office = forms.ModelChoiceField(
        label=_("Which bureau?"), queryset=Office.objects.none(), empty_label=None
    )
    text = words_field(_("What has to be mended?"), rows=3)

    def __init__(self, *args: Any, cause: RepeatedCause, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["office"], Office, bureaus_for(cause))
