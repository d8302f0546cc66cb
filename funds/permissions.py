"""Who may correct published payments. `check_can_…` raises with the reason, `can_…` asks."""

from __future__ import annotations

from accounts.models import User
from accounts.permissions import can
from funds.choices import PaymentState
from funds.models import Payment
from intake.permissions import check_can_correct_row


_STANDING = (PaymentState.PAID, PaymentState.RETURNED)


def check_can_correct(user: User, payment: Payment) -> None:
    """Only the office that published the payment, and only while it stands."""
    check_can_correct_row(user, payment.batch, stands=payment.state in _STANDING)


def can_correct(user: User, payment: Payment) -> bool:
    return can(check_can_correct, user, payment)
