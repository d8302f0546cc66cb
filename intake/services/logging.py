"""What was published before there was a log comes into it, once, and is said to have come so."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.translation import gettext as _

from auditing.services import record
from core.cursors import Cursor
from core.exceptions import PortalError
from intake.choices import Status
from intake.models import Batch
from publication.log.kinds import RowKind, all_kinds
from publication.models import Head, Statement
from publication.services.recording import log_batch, log_marks, log_rows, log_withdrawal


TAKEN_IN = "taken-in"


def take_in() -> int:
    """Log every published row that stands there, batch by batch; returns how many batches and kinds.

    Only into a log in which nothing was published yet: later it would make rows look published that
    somebody put there by hand. Killed half-way it may be called again. Raises PortalError.
    """
    own = Statement.objects.filter(verb="published")
    if own.exists():
        raise PortalError(_("The log has begun; nothing is taken into it any more."))
    done = 0
    for kind in all_kinds().values():
        if kind.batched:
            done += sum(_take_batch(kind, batch) for batch in _batches(kind))
        else:
            done += _take_rows(kind)
    if done:
        size = Head.objects.get(pk=Head.LOG).size
        record(action="intake.take-into-log", by=None, target="log", detail={"leaves": size})
    return done


def _batches(kind: RowKind) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT batch FROM {kind.view} GROUP BY batch HAVING batch NOT IN"
            " (SELECT batch FROM publication_run WHERE kind = %s) ORDER BY batch",
            [kind.code],
        )
        return [batch for (batch,) in cursor.fetchall()]


@transaction.atomic
def _take_batch(kind: RowKind, number: int) -> int:
    batch = Batch.objects.select_related("office").get(pk=number)
    facts = {
        "office": batch.office.code, "programme": batch.programme_code,
        "region": batch.region_code, "amount": str(batch.amount),
    }  # fmt: skip
    with connection.cursor() as cursor:
        log_batch(cursor, table=kind.table, batch=number, facts=facts, verb=TAKEN_IN)
        if batch.status == Status.WITHDRAWN:
            log_withdrawal(cursor, table=kind.table, batch=number)
        log_marks(cursor, table=kind.table, keys=_replaced(cursor, kind, number))
    return 1


def _replaced(cursor: Cursor, kind: RowKind, batch: int) -> list[int]:
    """Rows whose replacing row is in the log: a later batch's comes when that one does."""
    cursor.execute(
        f"SELECT key FROM {kind.view} WHERE replaced_by IS NOT NULL AND (batch = %s OR"
        f" replaced_by IN (SELECT key FROM {kind.view} WHERE batch = %s))",
        [batch, batch],
    )
    return [key for (key,) in cursor.fetchall()]


@transaction.atomic
def _take_rows(kind: RowKind) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM {kind.view} WHERE key NOT IN"
            " (SELECT first_key FROM publication_block WHERE kind = %s)",
            [kind.code],
        )
        keys = [key for (key,) in cursor.fetchall()]
        log_rows(cursor, table=kind.table, keys=keys, verb=TAKEN_IN)
    return bool(keys)
