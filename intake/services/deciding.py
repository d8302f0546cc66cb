"""From a checked sheet to a decision: one person submits, another decides."""

from __future__ import annotations

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core import vault
from core.exceptions import PortalError, StateConflict
from intake.choices import BATCHES, Status
from intake.models import Batch
from intake.permissions import (
    check_can_decide,
    check_can_discard,
    check_can_read_again,
    check_can_submit,
)
from intake.services.answering import check_answered
from intake.sheets import sheet_of


@transaction.atomic
def submit(*, batch: Batch, by: User, leave_out_published: bool = False) -> Batch:
    """The uploader stands for the accepted rows; rejected rows stay out.

    `leave_out_published` also leaves out rows that stand published already, for a mended sheet
    that is uploaded whole a second time.
    """
    check_can_submit(by, batch)
    sheet_of(batch.kind).check_decision(batch)
    check_answered(batch)
    BATCHES.move(
        batch,
        Status.SUBMITTED,
        submitted_at=timezone.now(),
        leave_out_published=leave_out_published,
    )
    record(action="intake.submit", by=by, target=f"batch:{batch.pk}")
    return batch


@transaction.atomic
def approve(*, batch: Batch, by: User, note: str = "") -> Batch:
    """The second person agrees; publishing is the next, separate step."""
    check_can_decide(by, batch)
    sheet_of(batch.kind).check_decision(batch)
    BATCHES.move(
        batch,
        Status.APPROVED,
        decided_by=by,
        decided_at=timezone.now(),
        decision_note=note,
        attempts=0,
    )
    record(action="intake.approve", by=by, target=f"batch:{batch.pk}", detail={"note": note})
    return batch


@transaction.atomic
def send_back(*, batch: Batch, by: User, note: str) -> Batch:
    """The second person does not agree, and says why."""
    check_can_decide(by, batch)
    if not note.strip():
        raise PortalError(_("Say why the sheet goes back, so that it can be mended."))
    BATCHES.move(
        batch, Status.RETURNED, decided_by=by, decided_at=timezone.now(), decision_note=note
    )
    record(action="intake.send-back", by=by, target=f"batch:{batch.pk}", detail={"note": note})
    return batch


@transaction.atomic
def discard(*, batch: Batch, by: User) -> Batch:
    """The uploader gives the sheet up; the file stays as evidence, nothing is published."""
    check_can_discard(by, batch)
    BATCHES.move(batch, Status.DISCARDED)
    record(action="intake.discard", by=by, target=f"batch:{batch.pk}")
    for name in batch.made_names:
        transaction.on_commit(partial(vault.discard, name))
    return batch


@transaction.atomic
def read_again(*, batch: Batch, by: User) -> Batch:
    """A refused file is read once more as it came; reading it is the next, separate step.

    Raises StateConflict when the same file has come in again meanwhile.
    """
    check_can_read_again(by, batch)
    try:
        with transaction.atomic():
            BATCHES.move(batch, Status.RECEIVED, refusal="", attempts=0)
    except IntegrityError as error:
        raise StateConflict(
            _("The same file was uploaded again meanwhile; that batch goes on.")
        ) from error
    batch.problems.all().delete()
    record(action="intake.read-again", by=by, target=f"batch:{batch.pk}")
    return batch


@transaction.atomic
def approve_at_console(*, batch: Batch, operator: str) -> Batch:
    """The operator at the console stands for both persons, and is recorded so."""
    if not batch.at_console:
        raise StateConflict(_("This batch was not uploaded at the console."))
    if batch.accepted == 0:
        raise StateConflict(_("No row of this sheet can be published."))
    sheet_of(batch.kind).check_decision(batch)
    check_answered(batch)
    now = timezone.now()
    BATCHES.move(batch, Status.SUBMITTED, submitted_at=now)
    BATCHES.move(batch, Status.APPROVED, decided_at=now, decision_note=operator)
    record(
        action="intake.approve-at-console",
        by=None,
        target=f"batch:{batch.pk}",
        detail={"operator": operator},
    )
    return batch
