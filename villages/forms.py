"""The desk's forms about pictures of vouchers and postings."""

from __future__ import annotations

import re
from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from dateutil.relativedelta import relativedelta

from accounts.models import User
from core.divisions import contains
from core.exceptions import PortalError
from core.templatetags.present import day, span
from regions.choices import RegionLevel
from regions.models import Region
from regions.selectors import find_regions
from villages.choices import Category, Entry, PostingKind
from villages.models import DisclosureItem, LedgerLine, Posting
from villages.permissions import KEEPERS
from villages.selectors.corrections import COLUMNS
from villages.selectors.duties import Period, periods, since


_MONTH = re.compile(r"(\d{4})-(\d{2})")
MOST_CANDIDATES = 10
MOST_PERIODS = 12
_AHEAD = timedelta(days=92)
_OBJECTION = ("objection_days", "objection_office", "objection_phone")


def month_of(text: str) -> date | None:
    """The first day of “2026-03”; None for anything else."""
    match = _MONTH.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        return None


class MonthForm(forms.Form):
    """Which village, which month: a list of the office's own villages, else a name to look up."""

    village = forms.CharField(label=_("Village"), max_length=60)
    month = forms.CharField(
        label=_("Month"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.candidates: list[Region] = []
        if user.office.kind in KEEPERS:
            own = Region.objects.under(user.office.region_code).villages().in_force()
            choices = [
                (region.code, region.display_name)
                for region in own
                if contains(user.region_code, region.code)
            ]
            self.fields["village"] = forms.ChoiceField(label=_("Village"), choices=choices)
        else:
            self.fields["village"].help_text = _("Name or code, such as 浮岐村")
        # A month's books are closed when the month is over.
        last = timezone.localdate() - relativedelta(months=1)
        self.fields["month"].initial = f"{last:%Y-%m}"

    def clean_village(self) -> str:
        text: str = self.cleaned_data["village"]
        if self.user.office.kind in KEEPERS:
            return text
        found = find_regions(text, within=self.user.region_code, limit=MOST_CANDIDATES)
        villages = [region for region in found if region.level == RegionLevel.VILLAGE]
        if len(villages) != 1:
            self.candidates = villages
            raise forms.ValidationError(
                gettext("Several villages are called so; choose one below.")
                if villages
                else gettext("No village of your region is called so.")
            )
        return villages[0].code

    def clean_month(self) -> date:
        found = month_of(self.cleaned_data["month"])
        if found is None or found > timezone.localdate():
            raise forms.ValidationError(gettext("Give a month that has begun, as in 2026-03."))
        return found


class MaskForm(forms.Form):
    """What is covered on a picture, and the data of the invoice on it."""

    nothing_to_mask = forms.BooleanField(label=_("Nothing to mask on this picture"), required=False)
    invoice_code = forms.RegexField(
        r"^(\d{10}|\d{12})$",
        label=_("Invoice code"),
        required=False,
        strip=True,
        help_text=_("10 or 12 digits; a fully electronic invoice has none"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("An invoice code has 10 or 12 digits.")},
    )
    invoice_number = forms.RegexField(
        r"^(\d{8}|\d{20})$",
        label=_("Invoice number"),
        required=False,
        strip=True,
        help_text=_("8 digits, or 20 on a fully electronic invoice"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("An invoice number has 8 or 20 digits.")},
    )
    invoice_amount = forms.DecimalField(
        label=_("Amount of the invoice in yuan"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def boxes(self) -> list[list[float]]:
        """The numbers under left, top, width and height, in per cent, as shares; empty rows are left out."""
        data: Any = self.data
        lists = [data.getlist(name) for name in ("left", "top", "width", "height")]
        found = []
        for row in zip(*lists, strict=False):
            if not any(text.strip() for text in row):
                continue
            try:
                found.append([float(text.replace(",", ".")) / 100 for text in row])
            except ValueError as error:
                raise PortalError(gettext("A box needs four numbers, in per cent.")) from error
        return found


class ReasonForm(forms.Form):
    """Why: read by the uploader, by the public or by the auditor, as the page says."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PostingForm(forms.Form):
    """A posting on one of the boards, for one of the periods that the item is due for."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=PostingKind.choices, widget=forms.RadioSelect,
        initial=PostingKind.DISCLOSURE,
    )  # fmt: skip
    title = forms.CharField(label=_("Title"), max_length=100)
    body = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("In plain words. Long numbers are left out by themselves."),
    )
    objection_days = forms.IntegerField(
        label=_("Days for objections"), min_value=1, max_value=90, required=False
    )
    objection_office = forms.CharField(
        label=_("Office for objections"), max_length=100, required=False
    )
    objection_phone = forms.CharField(
        label=_("Telephone for objections"), max_length=30, required=False
    )

    def __init__(
        self,
        *args: Any,
        duty: DisclosureItem,
        posting: Posting | None,
        until: date | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty
        self.periods = self._periods(posting)
        choices = [(str(place), _words(period)) for place, period in enumerate(self.periods)]
        self.fields["period"] = forms.ChoiceField(label=_("For which time"), choices=choices)
        self.order_fields(["period"])
        ends = [period.end for period in self.periods]
        if until in ends:
            self.fields["period"].initial = str(ends.index(until))
        if posting is not None:
            for name in ("kind", "title", "body", *_OBJECTION):
                self.fields[name].initial = getattr(posting, name)
        else:
            self.fields["title"].initial = duty.shown_name

    def _periods(self, posting: Posting | None) -> list[Period]:
        today = timezone.localdate()
        if posting is not None:
            return [Period(posting.period_from, posting.period_to)]
        # The running period too: what is ready early may be posted early.
        return periods(self.duty.cadence, since(), today + _AHEAD)[:MOST_PERIODS] or [
            Period(today, today)
        ]

    def values(self) -> dict[str, Any]:
        """What villages.services.posting.write_posting takes."""
        data = self.cleaned_data
        chosen = self.periods[int(data["period"])]
        return {
            "period": (chosen.start, chosen.end),
            "kind": data["kind"],
            "title": data["title"],
            "body": data["body"],
            "objections": {name: data[name] for name in _OBJECTION},
        }


def _words(period: Period) -> str:
    if period.start == period.end:
        return day(period.start)
    return span(period)


class LineForm(forms.ModelForm):  # type: ignore[type-arg]  # a ModelForm takes no argument at run time
    """A published ledger line as it stands; what is changed here becomes its next version."""

    reason = forms.CharField(
        label=_("Reason, for the public"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = LedgerLine
        fields = tuple(COLUMNS)
        widgets = {"entered_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, data: Any = None, *, line: LedgerLine) -> None:
        # A copy: checking the form must not change the line that the page shows.
        super().__init__(data, instance=copy(line))
        # A sheet without these columns brought no value; a correction need not invent one.
        self.fields["entered_on"].required = self.fields["attachments"].required = False
        income = line.entry == Entry.INCOME
        choices = [(c.value, c.label) for c in Category if c.is_income == income]
        self.fields["category"] = forms.ChoiceField(
            label=self.fields["category"].label, choices=choices
        )

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "reason"}
