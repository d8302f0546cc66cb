"""From a masked picture to a decision: one person submits, another decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.caching import pages_changed
from core.exceptions import StateConflict
from core.free_text import require_reason
from intake.choices import ChangeKind
from intake.models import Change
from publication.services.recording import log_marks
from villages.choices import PICTURES, PictureState
from villages.models import Voucher
from villages.permissions import (
    check_can_decide,
    check_can_discard,
    check_can_submit,
    check_can_withdraw,
)
from villages.services.vouchers.publishing import forget_file, remove_public_files


@transaction.atomic
def submit(*, vouchers: Sequence[Voucher], by: User) -> None:
    """The uploader stands for these pictures and what is covered on them."""
    if not vouchers:
        raise StateConflict(_("No picture is masked yet."))
    now = timezone.now()
    for voucher in vouchers:
        check_can_submit(by, voucher)
        PICTURES.move(voucher, PictureState.SUBMITTED, submitted_at=now, reason="")
        record(action="villages.submit-voucher", by=by, target=f"voucher:{voucher.pk}")


@transaction.atomic
def approve(*, vouchers: Sequence[Voucher], by: User) -> None:
    """The second person agrees; `publish` is the next, separate step and may be repeated."""
    if not vouchers:
        raise StateConflict(_("No picture waits for a decision."))
    now = timezone.now()
    for voucher in vouchers:
        check_can_decide(by, voucher)
        PICTURES.move(
            voucher, PictureState.APPROVED, decided_by=by, decided_at=now, public_files=True
        )
        record(action="villages.approve-voucher", by=by, target=f"voucher:{voucher.pk}")


@transaction.atomic
def send_back(*, voucher: Voucher, by: User, reason: str) -> None:
    """The second person does not agree, and says why."""
    check_can_decide(by, voucher)
    words = require_reason(reason, _("Say why the picture goes back, so that it can be mended."))
    PICTURES.move(
        voucher, PictureState.RETURNED, decided_by=by, decided_at=timezone.now(), reason=words
    )  # fmt: skip
    record(
        action="villages.send-back-voucher",
        by=by,
        target=f"voucher:{voucher.pk}",
        detail={"reason": words},
    )


@transaction.atomic
def withdraw(*, voucher: Voucher, by: User, reason: str) -> None:
    """A published picture goes at once; its place and the reason stay for all to read.

    A second person alone may do it: a number that was overlooked cannot wait for a third.
    """
    check_can_withdraw(by, voucher)
    words = require_reason(reason, _("Give the reason in a sentence; the public will read it."))
    PICTURES.move(voucher, PictureState.WITHDRAWN, withdrawn_at=timezone.now(), reason=words)
    Change.objects.create(region_code=voucher.region_id, kind=ChangeKind.VOUCHERS)
    record(
        action="villages.withdraw-voucher",
        by=by,
        target=f"voucher:{voucher.pk}",
        detail={"reason": words},
    )
    pages_changed()
    with connection.cursor() as cursor:
        log_marks(cursor, table=Voucher._meta.db_table, keys=[voucher.pk])
    # A disk that refuses, or a kill in between: finish_stranded tries again every minute.
    transaction.on_commit(partial(remove_public_files, voucher), robust=True)


@transaction.atomic
def discard(*, voucher: Voucher, by: User) -> None:
    """The uploader gives a picture up.

    What a second person has not seen is forgotten with its file; what was submitted once stays,
    sealed, as evidence.
    """
    check_can_discard(by, voucher)
    record(
        action="villages.discard-voucher",
        by=by,
        target=f"voucher:{voucher.pk}",
        detail={"sha256": voucher.digest[:16], "number": voucher.voucher_number},
    )
    if voucher.submitted_at is None:
        forget_file(voucher)
    else:
        PICTURES.move(voucher, PictureState.DISCARDED)


@transaction.atomic
def publish_at_console(
    *, voucher: Voucher, operator: str, boxes: Sequence[Sequence[float]] = ()
) -> None:
    """The operator at the console stands for both persons, and is recorded so."""
    if not voucher.at_console:
        raise StateConflict(_("This picture was not uploaded at the console."))
    now = timezone.now()
    PICTURES.move(voucher, PictureState.MASKED, masks=[list(box) for box in boxes])
    PICTURES.move(voucher, PictureState.SUBMITTED, submitted_at=now)
    PICTURES.move(voucher, PictureState.APPROVED, decided_at=now, public_files=True)
    record(
        action="villages.approve-voucher-at-console",
        by=None,
        target=f"voucher:{voucher.pk}",
        detail={"operator": operator},
    )
