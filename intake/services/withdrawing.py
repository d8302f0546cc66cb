"""Taking a published batch back, visibly: one person asks with a reason, another decides."""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.caching import pages_changed
from core.exceptions import StateConflict
from core.free_text import require_reason
from intake.choices import BATCHES, ChangeKind, Status
from intake.models import Batch, Change, WithdrawalRequest
from intake.permissions import check_can_decide_withdrawal, check_can_request_withdrawal
from intake.sheets import Marked, sheet_of
from publication.services.recording import log_marks, log_withdrawal


@transaction.atomic
def request_withdrawal(*, batch: Batch, by: User, reason: str) -> WithdrawalRequest:
    """Ask to withdraw a published batch; the reason will be public."""
    check_can_request_withdrawal(by, batch)
    words = require_reason(reason, _("Give the reason in a sentence; the public will read it."))
    sheet_of(batch.kind).check_reason(batch, reason)
    try:
        with transaction.atomic():
            request = WithdrawalRequest.objects.create(batch=batch, reason=words, requested_by=by)
    except IntegrityError as error:
        raise StateConflict(_("A request to withdraw this batch is already waiting.")) from error
    record(action="intake.request-withdrawal", by=by, target=f"batch:{batch.pk}")
    return request


@transaction.atomic
def decide_withdrawal(*, request: WithdrawalRequest, by: User, approved: bool) -> Batch:
    """Another person of the same office agrees or not; agreeing takes the rows out at once."""
    batch = Batch.objects.select_for_update().get(pk=request.batch_id)
    check_can_decide_withdrawal(by, request)
    now = timezone.now()
    decided = WithdrawalRequest.objects.filter(pk=request.pk, decided_by=None).update(
        decided_by=by, decided_at=now, approved=approved
    )
    if not decided:
        raise StateConflict(_("This request has been decided already."))
    marked: Marked = []
    if approved:
        BATCHES.move(batch, Status.WITHDRAWN, withdrawn_at=now, withdrawal_reason=request.reason)
        with connection.cursor() as cursor:
            marked = sheet_of(batch.kind).on_withdraw(cursor, batch) or []
        Change.objects.create(batch=batch, kind=ChangeKind.WITHDRAWN)
        pages_changed()
    record(
        action="intake.withdraw" if approved else "intake.keep",
        by=by,
        target=f"batch:{batch.pk}",
        detail={"reason": request.reason},
    )
    if approved:
        with connection.cursor() as cursor:
            log_withdrawal(cursor, table=sheet_of(batch.kind).table, batch=batch.pk)
            for table, keys in marked:
                log_marks(cursor, table=table, keys=keys)
    batch.refresh_from_db()
    return batch
