"""What comes of an agreed change for the person it is about: a new password, a token's secret."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.exceptions import InvalidAccess
from accounts.models import OfficeToken, OneTimeAccess, StaffChange, User
from auditing.services import record
from core.exceptions import StateConflict


MOST_FAILURES = 5


def check_access(*, username: str, first: str, second: str) -> OneTimeAccess:
    """The access that both codes open. Raises InvalidAccess, the same for whatever is wrong.

    Five wrong tries end it: the two administrators renew it then.
    """
    with transaction.atomic():
        access = (
            OneTimeAccess.objects.select_for_update(of=("self",))
            .select_related("change__user")
            .filter(
                change__user__username=username, change__user__is_active=True, used_at=None,
                expires_at__gt=timezone.now(), failures__lt=MOST_FAILURES,
            )
            .order_by("-pk")
            .first()
        )  # fmt: skip
        if access is not None and access.opens(first, second):
            return access
        if access is not None:
            access.failures += 1
            access.save(update_fields=["failures"])
            record(
                action="accounts.one-time-access-failed",
                by=None,
                target=f"user:{access.change.user_id}",
                detail={"failures": access.failures},
            )
    raise InvalidAccess(
        _("User name and codes do not fit together, or they are too old. Ask your administrators.")
    )


def username_of(access: OneTimeAccess) -> str:
    return access.change.user.username if access.change.user else ""


@transaction.atomic
def use_access(*, access: OneTimeAccess, password: str) -> User:
    """The person's own new password; the codes open nothing any more.

    Raises ValidationError for a weak password, StateConflict when somebody was faster.
    """
    user = User.objects.select_for_update().get(username=username_of(access))
    validate_password(password, user)
    open_ = OneTimeAccess.objects.filter(pk=access.pk, used_at=None)
    if not open_.update(used_at=timezone.now()):
        raise StateConflict(_("These codes were used already."))
    user.set_password(password)
    user.save(update_fields=["password"])
    record(action="accounts.use-one-time-access", by=user, target=f"user:{user.pk}")
    return user


@transaction.atomic
def collect_token(*, token: OfficeToken, by: User) -> str:
    """The secret of an agreed token, made now and shown once to the one who answers for it."""
    secret = OfficeToken.fresh_secret()
    waiting = OfficeToken.objects.to_collect(by).filter(pk=token.pk)
    if not waiting.update(digest=OfficeToken.digest_of(secret), collected_at=timezone.now()):
        raise StateConflict(_("This token was fetched already, or has ended."))
    record(action="accounts.collect-token", by=by, target=f"token:{token.pk}")
    return secret


@transaction.atomic
def mark_told(*, by: User) -> None:
    """The person has read what was changed about them."""
    seen = list(StaffChange.objects.to_be_told(by).values_list("pk", flat=True))
    if seen:
        StaffChange.objects.filter(pk__in=seen).update(told_at=timezone.now())
        record(
            action="accounts.read-staff-changes",
            by=by,
            target=f"user:{by.pk}",
            detail={"changes": seen},
        )
