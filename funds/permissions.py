"""Who may correct published payments and loosen classes. `check_can_…` raises with the reason, `can_…` asks."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, can, holds
from core.divisions import contains
from core.exceptions import NotAllowed, StateConflict
from funds.choices import PaymentState
from funds.models import Loosening, Payment
from intake.permissions import check_can_correct_row


_STANDING = (PaymentState.PAID, PaymentState.RETURNED)


def check_can_correct(user: User, payment: Payment) -> None:
    """Only the office that published the payment, and only while it stands."""
    check_can_correct_row(user, payment.batch, stands=payment.state in _STANDING)


def can_correct(user: User, payment: Payment) -> bool:
    return can(check_can_correct, user, payment)


def check_can_ask_loosening(user: User) -> None:
    """What counts everywhere is changed by those who answer for everywhere."""
    if not (
        holds(user, Permission.USE_ADMIN) and contains(user.region_code, settings.PORTAL_REGION)
    ):
        raise NotAllowed(
            _("Only an administrator of the whole portal changes a programme's class.")
        )


def can_ask_loosening(user: User) -> bool:
    try:
        check_can_ask_loosening(user)
    except NotAllowed:
        return False
    return True


def check_can_decide_loosening(user: User, loosening: Loosening) -> None:
    """A second administrator of the whole portal, never the one who asked."""
    check_can_ask_loosening(user)
    if loosening.requested_by_id == user.pk:
        raise NotAllowed(_("The second administrator cannot be the one who asked."))
    if loosening.decided_by_id is not None:
        raise StateConflict(_("This change has been decided already."))


def can_decide_loosening(user: User, loosening: Loosening) -> bool:
    return can(check_can_decide_loosening, user, loosening)
