"""A few questions about a person and home; no name and no number is asked, nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from core.naming import named
from funds.models import Circumstance
from funds.selectors.entitlements import Situation
from regions.models import Region


_MONTH = re.compile(r"\s*(\d{4})\s*[-年./]?\s*(\d{1,2})\s*月?\s*")
OLDEST, MOST_PERSONS, MOST_MU = 130, 30, 100_000


class EntitlementForm(forms.Form):
    """`places` are offered, the likeliest first; `circumstances` in their order."""

    place = forms.ChoiceField(label=_("Where is the home registered?"))
    age = forms.IntegerField(
        label=_("How old is the person?"), min_value=0, max_value=OLDEST,
        help_text=_("Full years, as on the identity card."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    persons = forms.IntegerField(
        label=_("How many live together?"), min_value=1, max_value=MOST_PERSONS, initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    month = forms.CharField(
        label=_("For which month?"), max_length=20,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
    )  # fmt: skip
    so = forms.ModelMultipleChoiceField(
        label=_("What is so?"), queryset=Circumstance.objects.none(), required=False
    )

    def __init__(
        self, *args: Any, places: Sequence[Region], circumstances: Sequence[Circumstance],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.circumstances = circumstances
        self.fields["place"].choices = [(each.code, named(each.display_name)) for each in places]  # type: ignore[attr-defined]
        self.fields["so"].queryset = Circumstance.objects.all()  # type: ignore[attr-defined]
        self.fields["month"].initial = f"{timezone.localdate():%Y-%m}"
        for each in circumstances:
            if each.in_mu:
                self.fields[f"mu-{each.code}"] = forms.DecimalField(
                    label=gettext("How many mu? (%(what)s)") % {"what": each},
                    min_value=Decimal("0.01"), max_value=MOST_MU, decimal_places=2, required=False,
                    widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
                )  # fmt: skip

    def clean_month(self) -> date:
        found = _MONTH.fullmatch(self.cleaned_data["month"])
        if found is None or not (1 <= int(found[2]) <= 12 and int(found[1])):
            raise forms.ValidationError(_("Write year and month, such as 2026-03."))
        first = date(int(found[1]), int(found[2]), 1)
        if first > timezone.localdate():
            raise forms.ValidationError(
                _("That month has not come yet: what will be paid then is not fixed.")
            )
        return first

    def grouped(self) -> Iterator[tuple[str, bool, list[tuple[Circumstance, bool, Any]]]]:
        """For the page: each heading, whether something under it is ticked, and its boxes with
        their field for mu, if they have one.
        """
        ticked = set(self.data.getlist("so")) if self.is_bound else set()  # type: ignore[attr-defined]
        for _group, rows in groupby(self.circumstances, key=lambda each: each.group):
            boxes = [
                (each, each.code in ticked, self[f"mu-{each.code}"] if each.in_mu else None)
                for each in rows
            ]
            heading = boxes[0][0].get_group_display()
            yield heading, any(box[1] for box in boxes), boxes

    def situation(self) -> Situation:
        """What a valid form says."""
        values = self.cleaned_data
        so = tuple(values["so"])
        return Situation(
            region=values["place"], day=values["month"], age=values["age"],
            persons=values["persons"], so=so,
            mu={
                each.code: values[f"mu-{each.code}"]
                for each in so
                if each.in_mu and values.get(f"mu-{each.code}")
            },
        )  # fmt: skip
