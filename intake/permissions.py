"""Who may do what to which batch. `check_can_…` raises with the reason, `can_…` asks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, can, holds
from core.divisions import contains
from core.exceptions import NotAllowed, StateConflict
from intake.choices import BATCHES, Status
from intake.models import Batch, HeadingMemory, Redaction, RowCorrection, WithdrawalRequest


def _check_own_office(user: User, batch: Batch) -> None:
    if batch.office_id != user.office_id:
        raise NotAllowed(_("This batch belongs to another office."))


def check_can_submit(user: User, batch: Batch) -> None:
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader submits a batch."))
    _check_own_office(user, batch)
    BATCHES.check(batch, Status.SUBMITTED)
    if batch.accepted == 0:
        raise StateConflict(_("No row of this sheet can be published yet; mend the sheet first."))
    if batch.problems.filter(code="totals-differ", severity="error").exists():
        raise StateConflict(
            _(
                "The sheet's own total contradicts its rows; mend whichever is wrong and upload again."
            )
        )


def check_can_discard(user: User, batch: Batch) -> None:
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader discards a batch."))
    _check_own_office(user, batch)
    BATCHES.check(batch, Status.DISCARDED)


# Where an uploader may still change how the sheet is read and what stands in it.
CHANGEABLE = (Status.CHECKED, Status.NEEDS_MAPPING, Status.RETURNED, Status.REFUSED)


def check_can_change(user: User, batch: Batch) -> None:
    """Choose how it is read, mend cells, answer: the office that sent it, before it is submitted."""
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader changes how a sheet is read."))
    _check_own_office(user, batch)
    if batch.status not in CHANGEABLE:
        raise StateConflict(_("This sheet is past being changed; load the page again."))


def check_can_start_from(user: User, batch: Batch) -> None:
    """Whole numbers leave the portal with it: only an uploader of the office that published it."""
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader takes a roster as a start."))
    _check_own_office(user, batch)
    if batch.status != Status.PUBLISHED:
        raise StateConflict(_("Only a published roster is a start for the next one."))


def check_can_change_memory(user: User, memory: HeadingMemory) -> None:
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader changes what headings mean."))
    if memory.office_id != user.office_id:
        raise NotAllowed(_("This answer belongs to another office."))


def check_can_read_again(user: User, batch: Batch) -> None:
    """A refused file may be tried once more by the office that sent it."""
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader has a file read again."))
    _check_own_office(user, batch)
    BATCHES.check(batch, Status.RECEIVED)


def check_can_decide(user: User, batch: Batch) -> None:
    """A reviewer of the same office, and never the person who uploaded it."""
    if not holds(user, Permission.APPROVE_BATCHES):
        raise NotAllowed(_("Only a reviewer decides on a batch."))
    _check_own_office(user, batch)
    if batch.uploaded_by_id == user.pk:
        raise NotAllowed(_("The second person cannot be the one who uploaded the sheet."))
    BATCHES.check(batch, Status.APPROVED)


def check_can_request_withdrawal(user: User, batch: Batch) -> None:
    if not (holds(user, Permission.UPLOAD_SHEETS) or holds(user, Permission.APPROVE_BATCHES)):
        raise NotAllowed(_("Only the office that published a batch withdraws it."))
    _check_own_office(user, batch)
    BATCHES.check(batch, Status.WITHDRAWN)


def check_can_decide_withdrawal(user: User, request: WithdrawalRequest) -> None:
    """A reviewer of the batch's office, and never the person who asked."""
    if not holds(user, Permission.APPROVE_BATCHES):
        raise NotAllowed(_("Only a reviewer decides on a withdrawal."))
    if request.batch.office_id != user.office_id or request.requested_by_id == user.pk:
        raise NotAllowed(_("Another person of the same office decides on a withdrawal."))
    if request.decided_by_id is not None:
        raise StateConflict(_("This request has been decided already."))


def check_can_correct_row(user: User, batch: Batch, *, stands: bool) -> None:
    """Only the office that published the row, and only while the row stands."""
    if not (holds(user, Permission.UPLOAD_SHEETS) or holds(user, Permission.APPROVE_BATCHES)):
        raise NotAllowed(_("Only an uploader or a reviewer corrects a row."))
    if batch.office_id != user.office_id:
        raise NotAllowed(_("This row belongs to another office."))
    if batch.status != Status.PUBLISHED or not stands:
        raise StateConflict(_("This row does not stand any more; there is nothing to correct."))


def check_can_decide_correction(user: User, correction: RowCorrection) -> None:
    """A reviewer of the same office, and never the person who asked."""
    if not holds(user, Permission.APPROVE_BATCHES):
        raise NotAllowed(_("Only a reviewer decides on a correction."))
    if correction.old.batch.office_id != user.office_id:
        raise NotAllowed(_("This row belongs to another office."))
    if correction.requested_by_id == user.pk:
        raise NotAllowed(_("The second person cannot be the one who asked for the correction."))
    if correction.decided_by_id is not None:
        raise StateConflict(_("This correction has been decided already."))


def check_can_request_redaction(user: User) -> None:
    """Whoever handles sheets or clues sees first what slipped through."""
    may = (Permission.UPLOAD_SHEETS, Permission.APPROVE_BATCHES, Permission.WORK_CLUES)
    if not any(holds(user, permission) for permission in may):
        raise NotAllowed(_("Your role does not take texts out."))


def check_can_decide_redaction(user: User, redaction: Redaction) -> None:
    """A reviewer of the same office, or an inspector or administrator over it; never who asked."""
    same_office = redaction.requested_by.office_id == user.office_id
    over = contains(user.region_code, redaction.region_code)
    if not (
        (same_office and holds(user, Permission.APPROVE_BATCHES))
        or (over and (holds(user, Permission.WORK_CLUES) or holds(user, Permission.USE_ADMIN)))
    ):
        raise NotAllowed(
            _("A reviewer of the same office, or an inspector or administrator above it decides.")
        )
    if redaction.requested_by_id == user.pk:
        raise NotAllowed(_("The second person cannot be the one who asked."))
    if redaction.decided_by_id is not None:
        raise StateConflict(_("This request has been decided already."))


def check_can_open(user: User, batch: Batch) -> None:
    """Files and rows with numbers reach their own office and the inspectors, nobody else."""
    own = batch.office_id == user.office_id and (
        holds(user, Permission.UPLOAD_SHEETS) or holds(user, Permission.APPROVE_BATCHES)
    )
    if not own and not holds(user, Permission.WORK_CLUES):
        raise NotAllowed(_("The file and its rows are open to the office that sent them."))


def can_submit(user: User, batch: Batch) -> bool:
    return can(check_can_submit, user, batch)


def can_discard(user: User, batch: Batch) -> bool:
    return can(check_can_discard, user, batch)


def can_change(user: User, batch: Batch) -> bool:
    return can(check_can_change, user, batch)


def can_start_from(user: User, batch: Batch) -> bool:
    return can(check_can_start_from, user, batch)


def can_read_again(user: User, batch: Batch) -> bool:
    return can(check_can_read_again, user, batch)


def can_decide(user: User, batch: Batch) -> bool:
    return can(check_can_decide, user, batch)


def can_request_withdrawal(user: User, batch: Batch) -> bool:
    return can(check_can_request_withdrawal, user, batch)


def can_decide_withdrawal(user: User, request: WithdrawalRequest) -> bool:
    return can(check_can_decide_withdrawal, user, request)


def can_decide_correction(user: User, correction: RowCorrection) -> bool:
    return can(check_can_decide_correction, user, correction)


def can_request_redaction(user: User) -> bool:
    return can(lambda who, _thing: check_can_request_redaction(who), user, None)


def can_decide_redaction(user: User, redaction: Redaction) -> bool:
    return can(check_can_decide_redaction, user, redaction)


def can_open(user: User, batch: Batch) -> bool:
    return can(check_can_open, user, batch)
