"""Browsers of staff, signed in with everything their role asks for."""

from __future__ import annotations

from django.test import Client

from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import SECOND_FACTOR_ROLES
from accounts.models import User


def signed_in(user: User) -> Client:
    return enter(Client(), user)


def enter(client: Client, user: User) -> Client:
    """The same in a browser that is there already."""
    client.force_login(user)
    if user.role in SECOND_FACTOR_ROLES:
        device, _created = TOTPDevice.objects.get_or_create(user=user, name="t", confirmed=True)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return client
