"""Changes of staff: one administrator asks, another one agrees, and only then it happens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import CHANGES, ChangeKind, ChangeState
from accounts.exceptions import InvalidChange
from accounts.models import Office, OfficeToken, OneTimeAccess, StaffChange, User
from accounts.permissions import check_can_ask, check_can_decide_change, check_can_recall
from auditing.services import record
from core.divisions import LEVEL_LENGTHS, common, prefix
from core.exceptions import StateConflict
from core.free_text import require_reason
from core.redaction import clean_free_text, kept_reference


logger = logging.getLogger(__name__)
_ACTIONS: dict[str, str] = {
    ChangeState.AGREED: "accounts.agree-staff-change",
    ChangeState.REFUSED: "accounts.refuse-staff-change",
    ChangeState.RECALLED: "accounts.recall-staff-change",
}
ACCESS_DAYS = 3
OFFICE_VALUES = ("name", "kind", "region_code", "phone", "email")
USER_VALUES = ("full_name", "office", "role", "region_code", "is_active")


def values_of(thing: User | Office) -> dict[str, Any]:
    """What two administrators may change of it, as it is kept in a request."""
    if isinstance(thing, Office):
        return {name: getattr(thing, name) for name in OFFICE_VALUES}
    return {name: getattr(thing, name) for name in USER_VALUES} | {"office": thing.office.code}


@transaction.atomic
def ask_for_office(
    *, values: dict[str, Any], reason: str, by: User, office: Office | None = None
) -> StaffChange:
    """A new office (`values` with its code), or other values of one. Raises PortalError."""
    if office is None:
        if Office.objects.filter(code=values["code"]).exists():
            raise InvalidChange(_("There is an office of this code already."))
        return _ask(ChangeKind.MAKE_OFFICE, {}, values, [values["region_code"]], reason, by)
    old = values_of(office)
    reach = [old["region_code"], values.get("region_code", old["region_code"])]
    return _ask(ChangeKind.CHANGE_OFFICE, old, values, reach, reason, by, office=office)


@transaction.atomic
def ask_for_user(
    *, values: dict[str, Any], reason: str, by: User, user: User | None = None
) -> tuple[StaffChange, str]:
    """A new member of staff (`values` with the user name), or other values of one.

    For a new one returns the first of the two codes as well, shown to nobody but the asker.
    """
    office = Office.objects.get(code=values.get("office", user.office.code if user else ""))
    if user is None:
        if User.objects.filter(username=values["username"]).exists():
            raise InvalidChange(_("This user name is taken."))
        reach = [values["region_code"], office.region_code]
        change = _ask(ChangeKind.MAKE_USER, {}, values, reach, reason, by)
        return change, _first_code(change)
    old = values_of(user)
    new_region = values.get("region_code", old["region_code"])
    reach = [old["region_code"], new_region]
    if office.pk != user.office_id:
        reach.append(office.region_code)
    return _ask(ChangeKind.CHANGE_USER, old, values, reach, reason, by, user=user), ""


@transaction.atomic
def ask_for_access(*, user: User, reason: str, by: User) -> tuple[StaffChange, str]:
    """A new password and second factor for somebody; returns the first of the two codes."""
    change = _ask(ChangeKind.RENEW_ACCESS, {}, {}, [user.region_code], reason, by, user=user)
    return change, _first_code(change)


@transaction.atomic
def ask_for_token(
    *, user: User, name: str, expires_at: datetime | None, reason: str, by: User
) -> StaffChange:
    """A token that acts as `user`, who alone fetches its secret once it is agreed on."""
    new = {
        "name": clean_free_text(name),
        "expires_at": expires_at.isoformat() if expires_at else None,
    }
    return _ask(ChangeKind.ISSUE_TOKEN, {}, new, [user.region_code], reason, by, user=user)


@transaction.atomic
def ask_to_revoke(*, token: OfficeToken, reason: str, by: User) -> StaffChange:
    if token.revoked_at is not None:
        raise StateConflict(_("This token has ended already."))
    old = {"name": token.name, "user": token.user.username}
    reach = [token.user.region_code]
    return _ask(ChangeKind.REVOKE_TOKEN, old, {}, reach, reason, by, token=token)


def _ask(
    kind: str, old: dict[str, Any], new: dict[str, Any], reach: Iterable[str], reason: str,
    by: User, **things: Any,
) -> StaffChange:  # fmt: skip
    area = common(reach)
    check_can_ask(by, area, things.get("user"))
    words = require_reason(
        reason, _("Give the reason in a sentence; the second administrator reads it.")
    )
    if old and new:
        new = {name: value for name, value in new.items() if value != old[name]}
        old = {name: old[name] for name in new}
        if not new:
            raise InvalidChange(
                _("Nothing would change. Write the new value in at least one field.")
            )
    old, new = _kept(old), _kept(new)
    try:
        with transaction.atomic():
            change = StaffChange.objects.create(
                kind=kind, old=old, new=new, reach=area, reason=words, requested_by=by,
                **things,
            )  # fmt: skip
    except IntegrityError as error:
        raise StateConflict(_("Such a change is already waiting for its decision.")) from error
    _record("accounts.request-staff-change", change, by)
    return change


def _first_code(change: StaffChange) -> str:
    code = OneTimeAccess.fresh_code()
    OneTimeAccess.objects.create(change=change, first_digest=OneTimeAccess.digest_of(code))
    return code


@transaction.atomic
def agree(*, change: StaffChange, by: User) -> str:
    """The second administrator agrees, and it happens. Returns the second code, or "".

    Raises NotAllowed, and StateConflict when the values are not those any more that were asked about.
    """
    change = StaffChange.objects.select_for_update().get(pk=change.pk)
    check_can_decide_change(by, change)
    check_can_ask(change.requested_by, change.reach, change.user)
    _DONE_BY[ChangeKind(change.kind)](change)
    code = _second_code(change)
    _move(change, ChangeState.AGREED, by)
    transaction.on_commit(lambda: _tell(change.pk))
    return code


@transaction.atomic
def refuse(*, change: StaffChange, by: User) -> None:
    change = StaffChange.objects.select_for_update().get(pk=change.pk)
    check_can_decide_change(by, change)
    _move(change, ChangeState.REFUSED, by)


@transaction.atomic
def recall(*, change: StaffChange, by: User) -> None:
    """The asker takes it back before anybody decided."""
    change = StaffChange.objects.select_for_update().get(pk=change.pk)
    check_can_recall(by, change)
    _move(change, ChangeState.RECALLED, None, actor=by)


def _move(change: StaffChange, to: str, by: User | None, actor: User | None = None) -> None:
    CHANGES.write(
        change, to, decided_by=by, decided_at=timezone.now(), user=change.user,
        office=change.office, token=change.token,
    )  # fmt: skip
    _record(_ACTIONS[to], change, by or actor)


def _make_office(change: StaffChange) -> None:
    change.office = Office.objects.create(**change.new)


def _change_office(change: StaffChange) -> None:
    assert change.office is not None  # noqa: S101 - asked for of an office only
    _update(Office.objects.filter(pk=change.office.pk), change.old, change.new)


def _make_user(change: StaffChange) -> None:
    values = change.new | {"office": Office.objects.get(code=change.new["office"])}
    change.user = User.objects.create_user(**values)


def _change_user(change: StaffChange) -> None:
    old, new = (dict(values) for values in (change.old, change.new))
    for values in (old, new):
        if "office" in values:
            values["office"] = Office.objects.get(code=values["office"])
    _update(User.objects.filter(pk=_user_of(change).pk), old, new)


def _update(rows: Any, old: dict[str, Any], new: dict[str, Any]) -> None:
    if not rows.filter(**old).update(**new):
        raise StateConflict(_("Something else was changed meanwhile. Refuse this and ask anew."))


def _user_of(change: StaffChange) -> User:
    assert change.user is not None  # noqa: S101 - asked for of a person only
    return change.user


def _renew_access(change: StaffChange) -> None:
    """The old password, every session and every second factor end at once."""
    user = User.objects.get(pk=_user_of(change).pk)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _issue_token(change: StaffChange) -> None:
    expires = change.new["expires_at"]
    change.token = OfficeToken.objects.create(
        name=change.new["name"],
        user=_user_of(change),
        digest=OfficeToken.digest_of(OfficeToken.fresh_secret()),
        expires_at=parse_datetime(expires) if expires else None,
    )


def _revoke_token(change: StaffChange) -> None:
    assert change.token is not None  # noqa: S101 - asked for of a token only
    rows = OfficeToken.objects.filter(pk=change.token.pk, revoked_at=None)
    if not rows.update(revoked_at=timezone.now()):
        raise StateConflict(_("This token has ended already."))


_DONE_BY: dict[ChangeKind, Callable[[StaffChange], None]] = {
    ChangeKind.MAKE_OFFICE: _make_office,
    ChangeKind.CHANGE_OFFICE: _change_office,
    ChangeKind.MAKE_USER: _make_user,
    ChangeKind.CHANGE_USER: _change_user,
    ChangeKind.RENEW_ACCESS: _renew_access,
    ChangeKind.ISSUE_TOKEN: _issue_token,
    ChangeKind.REVOKE_TOKEN: _revoke_token,
}


def _second_code(change: StaffChange) -> str:
    access = OneTimeAccess.objects.filter(change=change).first()
    if access is None:
        return ""
    # An access that was agreed on before and never used must not open what this one renews.
    OneTimeAccess.objects.filter(change__user=change.user_id, used_at=None).exclude(
        pk=access.pk
    ).update(expires_at=timezone.now())
    code = OneTimeAccess.fresh_code()
    access.second_digest = OneTimeAccess.digest_of(code)
    access.expires_at = timezone.now() + timedelta(days=ACCESS_DAYS)
    access.save(update_fields=["second_digest", "expires_at"])
    return code


def _tell(number: int) -> None:
    """A letter to the office of the person, who reads it at the desk as well."""
    change = StaffChange.objects.select_related("user__office", "requested_by", "decided_by").get(
        pk=number
    )
    if change.user is None or not (settings.EMAIL_HOST and change.user.office.email):
        return
    words = {
        "name": change.user.full_name, "what": change.get_kind_display(),
        "first": change.requested_by.full_name,
        "second": change.decided_by.full_name if change.decided_by else "",
    }  # fmt: skip
    subject = _("Access of %(name)s: %(what)s") % words
    text = _(
        "%(first)s asked for it and %(second)s agreed. If %(name)s knows nothing of it, tell the discipline inspection office at once."
    )
    try:
        send_mail(subject, text % words, None, [change.user.office.email])
    except (OSError, SMTPException):
        logger.exception("office %s could not be told", change.user.office_id)


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Values without numbers of persons; region codes stay."""
    return {name: kept_reference(v) if isinstance(v, str) else v for name, v in values.items()}


def _record(action: str, change: StaffChange, by: User | None) -> None:
    """Old and new as they stand; a region level by level, since 12 digits look like an account."""
    record(
        action=action,
        by=by,
        target=f"staff-change:{change.pk}",
        detail={
            "kind": str(change.kind),
            "user": change.user.username if change.user else change.new.get("username", ""),
            "office": change.office.code if change.office else change.new.get("code", ""),
            "old": _shown_values(change.old),
            "new": _shown_values(change.new),
            "reason": change.reason,
        },
    )


def _shown_values(values: dict[str, Any]) -> dict[str, Any]:
    if "region_code" not in values:
        return values
    start, levels, at = prefix(values["region_code"]), [], 0
    for end in LEVEL_LENGTHS:
        if start[at:end]:
            levels.append(start[at:end])
        at = end
    return values | {"region_code": levels}
