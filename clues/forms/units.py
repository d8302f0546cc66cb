"""Forms about units: a talk with their heads, a proposal, and what came of either."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from clues.forms.fields import day_field, words_field
from clues.models import Clue
from core.divisions import code_range


class AboutUnitForm(forms.Form):
    """Which unit, about which clues, and by when."""

    office = forms.ModelChoiceField(label=_("Which unit?"), queryset=Office.objects.none())
    numbers = forms.CharField(
        label=_("About which clues?"),
        max_length=400,
        help_text=_("Their numbers, with spaces between."),
    )
    due_on = day_field(_("By when?"))

    def __init__(self, data: Any = None, *, user: User, initial: Any = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s", initial=initial)
        self.user = user
        within = Office.objects.filter(region_code__range=code_range(user.region_code))
        self.fields["office"].queryset = within.exclude(pk=user.office_id).order_by("name")  # type: ignore[attr-defined]  # the stubs know a field of a form only as Field

    def clean_numbers(self) -> list[Clue]:
        """Clues that this person sees; a number that fits none is told. One query."""
        typed = self.cleaned_data["numbers"].strip().upper()
        numbers = list(dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", typed))))
        meant = Q(number__in=numbers) | Q(register_number__in=numbers)
        known = {
            number: clue
            for clue in Clue.objects.visible_to(self.user).filter(meant)
            for number in (clue.number, clue.register_number)
        }
        for number in numbers:
            if number not in known:
                raise forms.ValidationError(
                    _("There is no clue %(number)s in your region.") % {"number": number}
                )
        return list(dict.fromkeys(known[number] for number in numbers))


class TalkForm(AboutUnitForm):
    heads = forms.CharField(label=_("With whom?"), max_length=200, help_text=_("Names and posts."))
    held_on = day_field(_("When was it?"))
    undertaken = words_field(_("What did they undertake?"), rows=3)
    field_order = ("office", "heads", "held_on", "numbers", "undertaken", "due_on")


class ProposalForm(AboutUnitForm):
    text = words_field(_("What is proposed?"), rows=4)
    field_order = ("office", "numbers", "text", "due_on")


class AnswerUnitForm(forms.Form):
    words = words_field(_("What came of it?"), rows=2)


class UnitReplyForm(forms.Form):
    words = words_field(_("What has your unit done, and by what can it be seen?"), rows=4)
