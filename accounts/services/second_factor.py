"""The second factor of a member of staff: set up at the first sign-in."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.exceptions import InvalidCode
from accounts.models import User
from auditing.services import record


BACKUP_CODES = 8


def pending_device(user: User) -> TOTPDevice:
    """The authenticator being set up for a user who has none confirmed yet."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name="authenticator", confirmed=False)


@transaction.atomic
def confirm_device(*, device: TOTPDevice, code: str, by: User) -> list[str]:
    """Finish the set-up with a first code; returns the one-time backup codes, shown once."""
    if not device.verify_token(code):
        raise InvalidCode(_("This code does not fit. Wait for the next one and type it again."))
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    backup, _created = StaticDevice.objects.get_or_create(user=by, name="backup")
    backup.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=backup, token=c) for c in codes])
    record(action="accounts.confirm-second-factor", by=by, target=f"user:{by.pk}")
    return codes
