"""Correcting one ledger line: a new version stands, the old one stays, marked, with the reason."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import PortalError
from intake.services.correcting import (
    check_changes,
    decide_row_correction,
    mark_replaced,
    next_version,
    request_row_correction,
)
from villages.choices import Category, Entry, LineState
from villages.models import LedgerLine, LineCorrection
from villages.permissions import check_can_correct_line
from villages.selectors.corrections import COLUMNS, new_values
from villages.services.statements import refresh_line


@transaction.atomic
def request_line_correction(
    *, line: LedgerLine, changes: dict[str, Any], reason: str, by: User
) -> LineCorrection:
    """Ask to correct a standing line; `changes` maps columns to new values.

    The reason will be public. Raises NotAllowed, StateConflict, and PortalError when nothing
    changes or a new value is impossible.
    """
    check_can_correct_line(by, line)
    asked = {
        column: LedgerLine.as_kept(column, value) if isinstance(value, str) else value
        for column, value in changes.items()
    }
    changed = {column: value for column, value in asked.items() if getattr(line, column) != value}
    _check(line, changed)
    kept = {name: None if value is None else str(value) for name, value in changed.items()}
    return request_row_correction(LineCorrection, row=line, changes=kept, reason=reason, by=by)


def decide_line_correction(
    *, correction: LineCorrection, by: User, approved: bool
) -> LineCorrection:
    """Another person of the same office agrees or not; agreeing publishes the new version at once."""
    return decide_row_correction(correction, by=by, approved=approved, replace=_replace)


def _replace(correction: LineCorrection) -> LedgerLine:
    old = LedgerLine.objects.get(pk=correction.old_id)
    changes = new_values(correction)
    # A name that was corrected is another payee; the number of the old one is not theirs.
    if "counterparty" in changes:
        changes |= {"counterparty_id": None, "account": None}
    # The sheet's own running balance belongs to what the sheet said.
    if "amount" in changes:
        changes["balance"] = None
    new = next_version(old, changes)
    standing = LedgerLine.objects.standing().filter(pk=old.pk)
    mark_replaced(standing, new=new, state=LineState.REPLACED)
    with connection.cursor() as cursor:
        refresh_line(cursor, new.pk)
    return new


def _check(line: LedgerLine, changes: dict[str, Any]) -> None:
    """Refuse what no sheet could have brought in either."""
    check_changes(changes, tuple(COLUMNS))
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
