"""The desk's forms for published rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from core.exceptions import PortalError
from core.identity import normalise
from core.sealing import IDENTITY, seal
from funds.choices import Disclosure, PaymentState
from funds.models import Payment, Programme
from funds.selectors.corrections import NAMES, NUMBERS
from funds.selectors.rows import masked_identity
from regions.models import Region
from regions.selectors import RegionResolver


class RowFilter(forms.Form):
    """Where in the sheet a row stands."""

    sheet = forms.CharField(label=_("Sheet"), max_length=100, required=False)
    row = forms.IntegerField(label=_("Row, as in Excel"), min_value=1, required=False)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CorrectionForm(forms.Form):
    """A published row as it stands; what is changed here becomes its next version."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[
            (state.value, state.label) for state in (PaymentState.PAID, PaymentState.RETURNED)
        ],
    )
    amount = forms.DecimalField(label=_("Amount in yuan"), max_digits=14, decimal_places=2)
    period_from = _day(_("Period from"))
    period_to = _day(_("Period to"))
    paid_on = _day(_("Paid on"))
    village = forms.CharField(
        label=_("Village"),
        max_length=100,
        help_text=_("Name as on the official list, or the 12-digit code."),
    )
    beneficiary_name = forms.CharField(label=_("Beneficiary"), max_length=60)
    beneficiary_id = forms.CharField(
        label=_("Beneficiary's identity number"), max_length=30, required=False
    )
    payee_name = forms.CharField(label=_("Payee, if another"), max_length=60, required=False)
    payee_id = forms.CharField(label=_("Payee's identity number"), max_length=30, required=False)
    head_name = forms.CharField(
        label=_("Head of household, if another"), max_length=60, required=False
    )
    head_id = forms.CharField(label=_("Head's identity number"), max_length=30, required=False)
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The public reads this sentence. Name no person in it."),
    )

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        self.payment = payment
        kept = ("state", "amount", "period_from", "period_to", "paid_on", *NAMES)
        initial = {name: getattr(payment, name) for name in kept}
        initial["village"] = payment.region.name
        super().__init__(*args, **kwargs | {"initial": initial})
        for name in NUMBERS:
            self.fields[name].widget.attrs["autocomplete"] = "off"
            masked = masked_identity(getattr(payment, name))
            if masked:
                self.fields[name].help_text = gettext("Leave empty to keep %(number)s.") % {
                    "number": masked
                }

    def clean_village(self) -> str:
        text = self.cleaned_data["village"].strip()
        if text == self.payment.region.name:
            return self.payment.region_id
        resolver = RegionResolver(within=self.payment.batch.region_code)
        try:
            found: Region = resolver.resolve(text)
        except PortalError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return found.code

    def _sealed(self, name: str) -> bytes | None:
        """The number typed, sealed; the present one if none was."""
        text = self.cleaned_data[name].strip()
        if not text:
            present: bytes | None = getattr(self.payment, name)
            return present
        try:
            return seal(normalise(text), IDENTITY)
        except PortalError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_beneficiary_id(self) -> bytes | None:
        return self._sealed("beneficiary_id")

    def clean_payee_id(self) -> bytes | None:
        return self._sealed("payee_id")

    def clean_head_id(self) -> bytes | None:
        return self._sealed("head_id")

    def changes(self) -> dict[str, Any]:
        """The row's columns with the values of the form; a person taken out takes the number along."""
        values = self.cleaned_data
        columns = {
            name: values[name]
            for name in ("state", "amount", "period_from", "period_to", "paid_on")
        }
        columns["region_id"] = values["village"]
        for name, number in zip(NAMES, NUMBERS, strict=True):
            columns[name] = values[name].strip() or None
            columns[number] = values[number] if columns[name] else None
        # A payee or head without a name in the sheet may still have a number there.
        for name, number in zip(NAMES, NUMBERS, strict=True):
            if getattr(self.payment, name) is None and columns[name] is None:
                columns[number] = getattr(self.payment, number)
        return columns


class LooseningForm(forms.Form):
    """More of a programme's recipients than the public sees today."""

    programme = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=Programme.objects.exclude(disclosure=Disclosure.NAMED).order_by("code"),
    )
    new = forms.ChoiceField(
        label=_("What the public shall see"),
        choices=[choice for choice in Disclosure.choices if choice[0] != Disclosure.PRIVATE],
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
