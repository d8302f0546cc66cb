"""A member's own pair: made at the first sign-in, opened by the password, made anew when forgotten."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from complaints.models import MemberKey
from complaints.permissions import purposes_of
from complaints.sealing import STAFF, SealBroken, fresh_pair, lock, pepper, stretch, unlock
from core.exceptions import NotAllowed, PortalError, StateConflict


class WrongPassword(PortalError):
    """It is not the member's password."""

    def __init__(self) -> None:
        super().__init__(_("This is not your password."))


class OlderPassword(PortalError):
    """The password is right, but the key was wrapped under an earlier one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your password has changed since. Type the former one as well, once; or make a new key."
            )
        )


@transaction.atomic
def enrol(*, by: User, password: str) -> MemberKey:
    """Make the member's pair. Raises WrongPassword, NotAllowed, StateConflict where there is one."""
    _check(by, password)
    if MemberKey.objects.filter(user=by).exists():
        raise StateConflict(_("You have a key already."))
    member = MemberKey(user=by)
    _wrap(member, fresh_pair(), password)
    record(action="complaints.enrol", by=by, target=f"user:{by.pk}")
    return member


def unlocked(*, by: User, password: str) -> bytes:
    """The member's private key. Raises WrongPassword, OlderPassword."""
    _check(by, password)
    member = MemberKey.objects.get(user=by)
    try:
        return _open(member, password)
    except SealBroken as error:
        raise OlderPassword from error


@transaction.atomic
def bring_across(*, by: User, password: str, former: str) -> bytes:
    """Wrap the same key under the new password; the private key. Raises WrongPassword."""
    _check(by, password)
    member = MemberKey.objects.select_for_update().get(user=by)
    try:
        private = _open(member, former)
    except SealBroken as error:
        raise WrongPassword from error
    member.salt = secrets.token_bytes(16)
    member.wrapped = lock(
        stretch(password, member.salt, pepper(STAFF)), private, "member", member.pk
    )
    member.save(update_fields=["salt", "wrapped"])
    record(action="complaints.bring-across", by=by, target=f"user:{by.pk}")
    return private


@transaction.atomic
def make_anew(*, by: User, password: str) -> MemberKey:
    """A new pair after a forgotten password: what the old one opened is granted anew by a colleague."""
    _check(by, password)
    MemberKey.objects.filter(user=by).delete()
    member = MemberKey(user=by)
    _wrap(member, fresh_pair(), password)
    record(action="complaints.make-anew", by=by, target=f"user:{by.pk}")
    return member


def _check(by: User, password: str) -> None:
    if not purposes_of(by):
        raise NotAllowed(_("%(name)s does not handle reports.") % {"name": by})
    if not by.check_password(password):
        raise WrongPassword


def _wrap(member: MemberKey, pair: tuple[bytes, bytes], password: str) -> None:
    private, member.public = pair
    member.salt = secrets.token_bytes(16)
    key = stretch(password, member.salt, pepper(STAFF, make=True))
    member.wrapped = lock(key, private, "member", member.pk)
    member.save(force_insert=True)


def _open(member: MemberKey, password: str) -> bytes:
    key = stretch(password, bytes(member.salt), pepper(STAFF))
    return unlock(key, member.wrapped, "member", member.pk)
