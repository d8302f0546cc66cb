"""Correcting one published row: a new version stands, the old one stays, marked, with the reason.

What a row is, which of its columns may change and what else must follow is its own app's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.caching import pages_changed
from core.exceptions import PortalError, StateConflict
from core.free_text import require_reason
from intake.choices import ChangeKind, Status
from intake.models import Batch, Change, RowCorrection
from intake.permissions import check_can_decide_correction
from publication.services.recording import log_new_version


Made = TypeVar("Made", bound=RowCorrection)
Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def request_row_correction(
    model: type[Made], *, row: Any, changes: Mapping[str, str | None], reason: str, by: User
) -> Made:
    """Ask to correct a row that this person may correct; `changes` are new values as text.

    The reason will be public. Raises PortalError for a reason of no use, StateConflict when a
    correction of the row waits already.
    """
    words = require_reason(reason, _("Give the reason in a sentence; the public will read it."))
    try:
        with transaction.atomic():
            correction = model._default_manager.create(
                old=row, changes=changes, reason=words, requested_by=by
            )
    except IntegrityError as error:
        raise StateConflict(_("A correction of this row is already waiting.")) from error
    _record("request-correction", correction, by)
    return correction


@transaction.atomic
def decide_row_correction(
    correction: Made, *, by: User, approved: bool, replace: Callable[[Made], Any]
) -> Made:
    """Another person of the same office agrees or not; agreeing publishes the new version at once.

    `replace` puts a new row in the old one's place and returns it. The batch is locked first, as
    in a withdrawal, so that the two never cross. Raises NotAllowed and StateConflict.
    """
    batch = Batch.objects.select_for_update().get(pk=correction.old.batch_id)
    check_can_decide_correction(by, correction)
    waiting = type(correction)._default_manager.filter(pk=correction.pk, decided_by=None)
    if not waiting.update(decided_by=by, decided_at=timezone.now(), approved=approved):
        raise StateConflict(_("This correction has been decided already."))
    correction.refresh_from_db()
    if approved:
        if batch.status != Status.PUBLISHED:
            raise StateConflict(_("This batch is not published."))
        new = replace(correction)
        type(correction)._default_manager.filter(pk=correction.pk).update(new=new)
        Batch.objects.filter(pk=batch.pk).update(
            amount=F("amount") - correction.old.amount + new.amount
        )
        Change.objects.create(batch=batch, kind=ChangeKind.CORRECTED)
        pages_changed()
        correction.refresh_from_db()
    _record("correct" if approved else "keep-row", correction, by)
    if approved:
        with connection.cursor() as cursor:
            log_new_version(
                cursor, table=correction.old._meta.db_table, batch=batch.pk,
                old=correction.old.pk, new=correction.new.pk,
            )  # fmt: skip
    return correction


def next_version(old: Row, changes: Mapping[str, Any]) -> Row:
    """A new row like the old one but for these columns, one version further."""
    values = {
        field.attname: getattr(old, field.attname)
        for field in type(old)._meta.concrete_fields
        if not field.primary_key
    }
    values |= {**changes, "version": values["version"] + 1, "replaced_by_id": None}
    return type(old)._default_manager.create(**values)


def mark_replaced(standing: models.QuerySet[Any], *, new: models.Model, **state: Any) -> None:
    """Mark the old row, the only one of `standing`; StateConflict when it does not stand any more."""
    if not standing.update(replaced_by=new, **state):
        raise StateConflict(_("This row does not stand any more; there is nothing to correct."))


def check_changes(changes: Mapping[str, Any], correctable: tuple[str, ...]) -> None:
    """Refuse a correction that changes nothing, or what no correction may."""
    if not changes:
        raise PortalError(_("Nothing would change. Write the right value in at least one field."))
    if not set(changes) <= set(correctable):
        raise PortalError(
            _("One of these columns cannot be corrected; withdraw the batch instead.")
        )


def _record(act: str, correction: RowCorrection, by: User) -> None:
    record(
        action=f"{correction._meta.app_label}.{act}",
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
