"""Staff, offices, tokens and the second factor."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.exceptions import InvalidCode
from accounts.models import Office, OfficeToken, User
from auditing.services import record


BACKUP_CODES = 8


@transaction.atomic
def create_user(
    *, username: str, password: str, full_name: str, office: Office, role: str, region_code: str,
    by: User | None,
) -> User:  # fmt: skip
    """A new member of staff. `by=None` only at set-up, before anybody exists.

    Raises ValidationError for a weak password.
    """
    validate_password(password, User(username=username, full_name=full_name))
    user = User.objects.create_user(
        username, password, full_name=full_name, office=office, role=role, region_code=region_code
    )
    record(action="accounts.create-user", by=by, target=f"user:{user.pk}", detail={"role": role})
    return user


@transaction.atomic
def issue_token(
    *, name: str, user: User, by: User | None, expires_at: datetime | None = None
) -> str:
    """A new office token; its secret is returned once and kept nowhere."""
    secret = OfficeToken.fresh_secret()
    token = OfficeToken.objects.create(
        name=name, user=user, digest=OfficeToken.digest_of(secret), expires_at=expires_at
    )
    record(action="accounts.issue-token", by=by, target=f"token:{token.pk}", detail={"name": name})
    return secret


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
