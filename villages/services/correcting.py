"""Correcting one ledger line: a new version stands, the old one stays, marked, with the reason."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.caching import pages_changed
from core.exceptions import PortalError, StateConflict
from core.redaction import redact
from intake.choices import ChangeKind, Status
from intake.models import Batch, Change
from villages.choices import Category, Entry, LineState
from villages.models import LedgerLine, LineCorrection
from villages.permissions import check_can_correct_line, check_can_decide_line
from villages.services.statements import refresh_line


REASON_AT_LEAST = 4
CORRECTABLE = (
    "entered_on", "voucher_number", "summary", "category", "amount", "counterparty", "handler",
    "witness", "approver", "supervision", "funding_source", "document_number", "contract_number",
    "works_number", "attachments", "invoice_code", "invoice_number",
)  # fmt: skip


@transaction.atomic
def request_line_correction(
    *, line: LedgerLine, changes: dict[str, Any], reason: str, by: User
) -> LineCorrection:
    """Ask to correct a standing line; `changes` maps columns to new values.

    The reason will be public. Raises NotAllowed, StateConflict, and PortalError when nothing
    changes or a new value is impossible.
    """
    check_can_correct_line(by, line)
    if len(reason.strip()) < REASON_AT_LEAST:
        raise PortalError(_("Give the reason in a sentence; the public will read it."))
    changed = {
        column: redact(value) if isinstance(value, str) and "invoice" not in column else value
        for column, value in changes.items()
        if getattr(line, column) != value
    }
    _check(line, changed)
    try:
        with transaction.atomic():
            correction = LineCorrection.objects.create(
                old=line,
                changes={
                    name: None if value is None else str(value) for name, value in changed.items()
                },
                reason=redact(reason.strip()),
                requested_by=by,
            )
    except IntegrityError as error:
        raise StateConflict(_("A correction of this row is already waiting.")) from error
    _record("villages.request-correction", correction, by)
    return correction


@transaction.atomic
def decide_line_correction(
    *, correction: LineCorrection, by: User, approved: bool
) -> LineCorrection:
    """Another person of the same office agrees or not; agreeing publishes the new version at once.

    The batch is locked first, as in a withdrawal, so that the two never cross.
    """
    batch = Batch.objects.select_for_update().get(pk=correction.old.batch_id)
    check_can_decide_line(by, correction)
    decided = LineCorrection.objects.filter(pk=correction.pk, decided_by=None).update(
        decided_by=by, decided_at=timezone.now(), approved=approved
    )
    if not decided:
        raise StateConflict(_("This correction has been decided already."))
    correction.refresh_from_db()
    if approved:
        if batch.status != Status.PUBLISHED:
            raise StateConflict(_("This batch is not published."))
        _publish(correction, batch)
    _record("villages.correct" if approved else "villages.keep-line", correction, by)
    return correction


def new_values(correction: LineCorrection) -> dict[str, Any]:
    """The new values as the columns take them."""
    return {
        name: LedgerLine._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
        for name, value in correction.changes.items()
    }


def _publish(correction: LineCorrection, batch: Batch) -> None:
    old = LedgerLine.objects.get(pk=correction.old_id)
    new = _next_version(old, new_values(correction))
    moved = LedgerLine.objects.standing().filter(pk=old.pk).update(
        state=LineState.REPLACED, replaced_by=new
    )  # fmt: skip
    if not moved:
        raise StateConflict(_("This row does not stand any more; there is nothing to correct."))
    with connection.cursor() as cursor:
        refresh_line(cursor, new.pk)
    LineCorrection.objects.filter(pk=correction.pk).update(new=new)
    Batch.objects.filter(pk=batch.pk).update(amount=F("amount") - old.amount + new.amount)
    Change.objects.create(batch=batch, kind=ChangeKind.CORRECTED)
    pages_changed()
    correction.refresh_from_db()


def _next_version(old: LedgerLine, changes: dict[str, Any]) -> LedgerLine:
    values = {
        field.attname: getattr(old, field.attname)
        for field in LedgerLine._meta.concrete_fields
        if not field.primary_key
    }
    # A name that was corrected is another payee; the number of the old one is not theirs.
    if "counterparty" in changes:
        values |= {"counterparty_id": None, "account": None}
    # The sheet's own running balance belongs to what the sheet said.
    if "amount" in changes:
        values["balance"] = None
    values |= changes | {"version": old.version + 1, "replaced_by_id": None}
    return LedgerLine.objects.create(**values)


def _check(line: LedgerLine, changes: dict[str, Any]) -> None:
    """Refuse what no sheet could have brought in either."""
    if not changes:
        raise PortalError(_("Nothing would change. Write the right value in at least one field."))
    if not set(changes) <= set(CORRECTABLE):
        raise PortalError(
            _("One of these columns cannot be corrected; withdraw the batch instead.")
        )
    if "amount" in changes and not changes["amount"]:
        raise PortalError(_("The row has neither income nor expense. Fill in one of them, or leave the row out."))  # fmt: skip
    if not changes.get("summary", line.summary):
        raise PortalError(_("The row does not say what the money was for. Fill in the summary."))
    category = changes.get("category", line.category)
    if category not in Category.values or (
        Category(category).is_income != (line.entry == Entry.INCOME)
    ):
        raise PortalError(_("This class belongs to the other side: income or expense."))
    if (day := changes.get("entered_on")) and day > timezone.localdate():
        raise PortalError(_("The date lies in the future. Correct it."))


def _record(action: str, correction: LineCorrection, by: User) -> None:
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
