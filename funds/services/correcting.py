"""Correcting one published row: a new version stands, the old one stays, marked, with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import numpy as np

from accounts.models import User
from core.divisions import contains
from core.exceptions import PortalError
from funds.choices import DatePrecision, PaymentState
from funds.models import Correction, Payment
from funds.permissions import check_can_correct
from funds.selectors.corrections import CORRECTABLE, kept, new_values
from funds.services.disclosing import retest_villages
from funds.services.reasons import check_reason
from funds.services.totals import add_payment, take_payment_out
from intake.reading.problems import word
from intake.reading.values import parse_names
from intake.services.correcting import (
    check_changes,
    decide_row_correction,
    mark_replaced,
    next_version,
    request_row_correction,
)
from regions.choices import RegionLevel
from regions.models import Region


NAMES = ("beneficiary_name", "payee_name", "head_name")
EARLIEST_YEAR = 1949


@transaction.atomic
def request_correction(
    *, payment: Payment, changes: dict[str, Any], reason: str, by: User
) -> Correction:
    """Ask to correct a standing row; `changes` maps columns to new values, numbers sealed.

    The reason will be public. Raises NotAllowed, StateConflict, and PortalError when nothing
    changes or a new value is impossible.
    """
    check_can_correct(by, payment)
    changes = changes | {name: clean_name(changes[name]) for name in NAMES if changes.get(name)}
    if "paid_on" in changes and changes["paid_on"] != payment.paid_on:
        changes |= {"paid_on_precision": DatePrecision.DAY.value}
    changed = {
        column: value for column, value in changes.items() if getattr(payment, column) != value
    }
    _check(payment, changed)
    check_reason(
        reason,
        Payment.objects.filter(pk=payment.pk),
        also=[changed[name] for name in NAMES if changed.get(name)],
    )
    return request_row_correction(
        Correction, row=payment, changes=kept(changed), reason=reason, by=by
    )


def decide_correction(*, correction: Correction, by: User, approved: bool) -> Correction:
    """Another person of the same office agrees or not; agreeing publishes the new version at once."""
    return decide_row_correction(correction, by=by, approved=approved, replace=_replace)


def _replace(correction: Correction) -> Payment:
    old = Payment.objects.get(pk=correction.old_id)
    new = next_version(old, new_values(correction))
    standing = Payment.objects.standing().filter(pk=old.pk)
    with connection.cursor() as cursor:
        take_payment_out(cursor, old.pk)
        mark_replaced(standing, new=new, state=PaymentState.REPLACED)
        add_payment(cursor, new.pk)
        retest_villages(cursor, {old.region_id, new.region_id})
    return new


def _check(payment: Payment, changes: dict[str, Any]) -> None:
    """Refuse what no sheet could have brought in either."""
    check_changes(changes, CORRECTABLE)
    if "amount" in changes and not changes["amount"] > Decimal(0):
        raise PortalError(
            _("A payment must be more than nothing. If it never arrived, mark it as returned.")
        )
    after = {column: changes.get(column, getattr(payment, column)) for column in CORRECTABLE}
    if after["period_from"].year < EARLIEST_YEAR or after["paid_on"].year < EARLIEST_YEAR:
        raise PortalError(_("This date lies too far back. Write it like 2018-03-15."))
    if after["period_to"] < after["period_from"]:
        raise PortalError(_("The period ends before it begins."))
    if after["paid_on"] > timezone.localdate():
        raise PortalError(_("The date of payment lies in the future. Correct it."))
    if after["state"] not in (PaymentState.PAID, PaymentState.RETURNED):
        raise PortalError(_("A row is either paid or returned by the bank."))
    if not (after["beneficiary_name"] and after["beneficiary_id"]):
        raise PortalError(_("The row must name somebody with name and identity number."))
    if "region_id" in changes:
        _check_village(payment, changes["region_id"])


def clean_name(text: str) -> str:
    """A name by the same rules as in a sheet; raises PortalError."""
    parsed = parse_names(np.array([text], dtype=object))
    if parsed.errors[0]:
        raise PortalError(word(parsed.errors[0], {"value": text[:20], "heading": ""}))
    return str(parsed.values[0])


def _check_village(payment: Payment, code: str) -> None:
    known = Region.objects.filter(pk=code, level=RegionLevel.VILLAGE).exists()
    if not known or not contains(payment.batch.region_code, code):
        raise PortalError(_("This is no village of the batch's own region."))
