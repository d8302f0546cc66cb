"""Correcting one published row: a new version stands, the old one stays, marked, with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

import numpy as np

from accounts.models import User
from auditing.services import record
from core.caching import pages_changed
from core.divisions import contains
from core.exceptions import PortalError, StateConflict
from core.redaction import redact
from funds.choices import PaymentState
from funds.models import Correction, Payment
from funds.permissions import check_can_correct, check_can_decide_correction
from funds.selectors.corrections import CORRECTABLE, kept, new_values
from funds.services.totals import add_payment, take_payment_out
from intake.choices import ChangeKind, Status
from intake.models import Batch, Change
from intake.reading.problems import word
from intake.reading.values import parse_names
from regions.choices import RegionLevel
from regions.models import Region


NAMES = ("beneficiary_name", "payee_name", "head_name")
EARLIEST_YEAR = 1949
REASON_AT_LEAST = 4


@transaction.atomic
def request_correction(
    *, payment: Payment, changes: dict[str, Any], reason: str, by: User
) -> Correction:
    """Ask to correct a standing row; `changes` maps columns to new values, numbers sealed.

    The reason will be public. Raises NotAllowed, StateConflict, and PortalError when nothing
    changes or a new value is impossible.
    """
    check_can_correct(by, payment)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise PortalError(_("Give the reason in a sentence; the public will read it."))
    changes = changes | {name: clean_name(changes[name]) for name in NAMES if changes.get(name)}
    changed = {
        column: value for column, value in changes.items() if getattr(payment, column) != value
    }
    _check(payment, changed)
    try:
        with transaction.atomic():
            correction = Correction.objects.create(
                old=payment, changes=kept(changed), reason=redact(reason.strip()), requested_by=by
            )
    except IntegrityError as error:
        raise StateConflict(_("A correction of this row is already waiting.")) from error
    _record("funds.request-correction", correction, by)
    return correction


@transaction.atomic
def decide_correction(*, correction: Correction, by: User, approved: bool) -> Correction:
    """Another person of the same office agrees or not; agreeing publishes the new version at once.

    The batch is locked first, as in a withdrawal, so that the two never cross.
    """
    batch = Batch.objects.select_for_update().get(pk=correction.old.batch_id)
    check_can_decide_correction(by, correction)
    decided = Correction.objects.filter(pk=correction.pk, decided_by=None).update(
        decided_by=by, decided_at=timezone.now(), approved=approved
    )
    if not decided:
        raise StateConflict(_("This correction has been decided already."))
    correction.refresh_from_db()
    if approved:
        if batch.status != Status.PUBLISHED:
            raise StateConflict(_("This batch is not published."))
        _publish(correction, batch)
    _record("funds.correct" if approved else "funds.keep-row", correction, by)
    return correction


def _publish(correction: Correction, batch: Batch) -> None:
    old = Payment.objects.get(pk=correction.old_id)
    new = _next_version(old, new_values(correction))
    with connection.cursor() as cursor:
        take_payment_out(cursor, old.pk)
        moved = (
            Payment.objects.standing()
            .filter(pk=old.pk)
            .update(state=PaymentState.REPLACED, replaced_by=new)
        )
        if not moved:
            raise StateConflict(_("This row does not stand any more; there is nothing to correct."))
        add_payment(cursor, new.pk)
    Correction.objects.filter(pk=correction.pk).update(new=new)
    Batch.objects.filter(pk=batch.pk).update(amount=F("amount") - old.amount + new.amount)
    Change.objects.create(batch=batch, kind=ChangeKind.CORRECTED)
    pages_changed()
    correction.refresh_from_db()


def _next_version(old: Payment, changes: dict[str, Any]) -> Payment:
    values = {
        field.attname: getattr(old, field.attname)
        for field in Payment._meta.concrete_fields
        if not field.primary_key
    }
    values |= changes | {"version": old.version + 1, "replaced_by_id": None}
    return Payment.objects.create(**values)


def _check(payment: Payment, changes: dict[str, Any]) -> None:
    """Refuse what no sheet could have brought in either."""
    if not changes:
        raise PortalError(_("Nothing would change. Write the right value in at least one field."))
    if not set(changes) <= set(CORRECTABLE):
        raise PortalError(
            _("One of these columns cannot be corrected; withdraw the batch instead.")
        )
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
    return parsed.values[0]


def _check_village(payment: Payment, code: str) -> None:
    known = Region.objects.filter(pk=code, level=RegionLevel.VILLAGE).exists()
    if not known or not contains(payment.batch.region_code, code):
        raise PortalError(_("This is no village of the batch's own region."))


def _record(action: str, correction: Correction, by: User) -> None:
    record(
        action=action,
        by=by,
        target=f"batch:{correction.old.batch_id}",
        detail={
            "correction": correction.pk,
            "sheet": correction.old.sheet,
            "row": correction.old.row_number,
            "columns": sorted(correction.changes),
            "reason": correction.reason,
        },
    )
