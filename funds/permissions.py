"""Who may correct published rows. `check_can_…` raises with the reason, `can_…` asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from core.exceptions import NotAllowed, StateConflict
from funds.choices import PaymentState
from funds.models import Correction, Payment
from intake.choices import Status


_STANDING = (PaymentState.PAID, PaymentState.RETURNED)


def check_can_correct(user: User, payment: Payment) -> None:
    """Only the office that published the row, and only while the row stands."""
    if not (holds(user, Permission.UPLOAD_SHEETS) or holds(user, Permission.APPROVE_BATCHES)):
        raise NotAllowed(_("Only an uploader or a reviewer corrects a row."))
    if payment.batch.office_id != user.office_id:
        raise NotAllowed(_("This row belongs to another office."))
    if payment.batch.status != Status.PUBLISHED or payment.state not in _STANDING:
        raise StateConflict(_("This row does not stand any more; there is nothing to correct."))


def check_can_decide_correction(user: User, correction: Correction) -> None:
    """A reviewer of the same office, and never the person who asked."""
    if not holds(user, Permission.APPROVE_BATCHES):
        raise NotAllowed(_("Only a reviewer decides on a correction."))
    if correction.old.batch.office_id != user.office_id:
        raise NotAllowed(_("This row belongs to another office."))
    if correction.requested_by_id == user.pk:
        raise NotAllowed(_("The second person cannot be the one who asked for the correction."))
    if correction.decided_by_id is not None:
        raise StateConflict(_("This correction has been decided already."))


def can_correct(user: User, payment: Payment) -> bool:
    return _asks(check_can_correct, user, payment)


def can_decide_correction(user: User, correction: Correction) -> bool:
    return _asks(check_can_decide_correction, user, correction)


def _asks(check: Callable[[User, Any], None], user: User, thing: Any) -> bool:
    try:
        check(user, thing)
    except (NotAllowed, StateConflict):
        return False
    return True
