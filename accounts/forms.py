"""Signing in, one's own access, and what administrators ask for."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import OfficeKind, Role
from accounts.models import Office, User
from accounts.services import values_of
from core.divisions import CODE_LENGTH, LEVEL_LENGTHS, pad


_CODE = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})


class SignInForm(AuthenticationForm):
    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The six digits of an authenticator, or a backup code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).replace(" ", "")


class ReasonedForm(forms.Form):
    """What two administrators change together; the second one reads the reason."""

    reason = forms.CharField(
        label=_("Reason, for the second administrator"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class RegionField(forms.CharField):
    """A division's code, 12 digits or as short as its level."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=CODE_LENGTH, **kwargs)

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if not code.isascii() or not code.isdigit() or len(code) < LEVEL_LENGTHS[0]:
            raise forms.ValidationError(_("Type the code of the division, such as 350112."))
        return pad(code)


class OfficeForm(ReasonedForm):
    code = forms.SlugField(label=_("code"), max_length=40)
    name = forms.CharField(label=_("name"), max_length=100)
    kind = forms.ChoiceField(label=_("kind"), choices=OfficeKind.choices)
    region_code = RegionField(label=_("region code"))
    phone = forms.CharField(label=_("public telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("address for reminders"), required=False)
    field_order = ("code", "name", "kind", "region_code", "phone", "email", "reason")

    def __init__(self, data: Any = None, *, office: Office | None = None) -> None:
        super().__init__(data, initial=values_of(office) if office else None)
        if office is not None:
            del self.fields["code"]


class StaffForm(ReasonedForm):
    username = forms.CharField(
        label=_("user name"), max_length=60, validators=[UnicodeUsernameValidator()]
    )
    full_name = forms.CharField(label=_("full name"), max_length=60)
    office = forms.ModelChoiceField(
        label=_("office"), queryset=Office.objects.none(), to_field_name="code"
    )
    role = forms.ChoiceField(label=_("role"), choices=Role.choices)
    region_code = RegionField(label=_("region scope"))
    is_active = forms.BooleanField(label=_("active"), required=False)
    field_order = ("username", "full_name", "office", "role", "region_code", "is_active", "reason")

    def __init__(self, data: Any = None, *, by: User, user: User | None = None) -> None:
        super().__init__(data, initial=values_of(user) if user else None)
        office = cast("forms.ModelChoiceField[Office]", self.fields["office"])
        office.queryset = Office.objects.visible_to(by)
        del self.fields["is_active" if user is None else "username"]

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"office": self.cleaned_data["office"].code}


class TokenForm(ReasonedForm):
    name = forms.CharField(label=_("name"), max_length=60)
    expires_on = forms.DateField(
        label=_("last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    field_order = ("name", "expires_on", "reason")

    @property
    def expires_at(self) -> datetime | None:
        day = self.cleaned_data["expires_on"]
        return day and timezone.make_aware(datetime.combine(day, time.max))


class FirstAccessForm(SetPasswordMixin, forms.Form):  # type: ignore[type-arg]  # Django's mixin takes no argument at run time
    """The two codes that two administrators handed over, and one's own new password."""

    username = forms.CharField(label=_("User name"), max_length=60)
    first = forms.CharField(label=_("First code"), max_length=20, widget=_CODE)
    second = forms.CharField(label=_("Second code"), max_length=20, widget=_CODE)
    password1, password2 = SetPasswordMixin.create_password_fields()

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        return self.cleaned_data
