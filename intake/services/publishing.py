"""Publishing: one transaction, or nothing."""

from __future__ import annotations

import io

from django.db import connection, transaction
from django.utils import timezone

from auditing.services import record
from core import vault
from core.caching import pages_changed
from intake import progress
from intake.choices import ChangeKind, Status
from intake.models import Batch, Change
from intake.permissions import check_transition
from intake.services.drafts import load_draft
from intake.services.holding import held
from intake.sheets import Sheet, copy_statement, sheet_of


# Of its rows: by how much a table must grow to be counted at once.
_GROWN = 0.1


def publish(*, batch_id: int) -> Batch:
    """Publish an approved batch: rows by COPY, kept sums, change record and audit event.

    Safe to call again at any time: a published batch is returned untouched, and whatever a
    killed worker had begun was rolled back by the database. Raises BatchBusy, StateConflict.
    """
    with held(batch_id):
        with transaction.atomic():
            batch = Batch.objects.select_for_update().get(pk=batch_id)
            if batch.status in (Status.PUBLISHED, Status.WITHDRAWN):
                return batch
            check_transition(batch, Status.PUBLISHED)
            progress.report(batch_id, "publish", 0, 2)
            _publish(batch, sheet_of(batch.kind))
        progress.clear(batch_id)
        vault.discard(batch.prepared_name)
        return batch


def _publish(batch: Batch, sheet: Sheet) -> None:
    with connection.cursor() as cursor:
        published = _copy(cursor, batch, sheet)
        progress.report(batch.pk, "publish", 1, 2)
        batch.status = Status.PUBLISHED
        batch.published_at = timezone.now()
        batch.accepted = published
        batch.save(update_fields=["status", "published_at", "accepted", "amount"])
        sheet.published(cursor, batch)
    Change.objects.create(batch=batch, kind=ChangeKind.PUBLISHED)
    record(
        action="intake.publish",
        by=batch.decided_by,
        target=f"batch:{batch.pk}",
        detail={"rows": published, "amount": str(batch.amount), "sha256": batch.sha256},
    )
    pages_changed()
    with connection.cursor() as cursor:
        # Last of all, for two who publish wait for each other here.
        _count_anew(cursor, sheet.table, published)


def _count_anew(cursor, table: str, rows: int) -> None:
    """Have the database count a table that has grown much, before anybody asks it.

    It would do so by itself a minute later; a cross-check planned until then can run for hours.
    """
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    if rows > max(cursor.fetchone()[0], 0) * _GROWN:
        cursor.execute(f"ANALYZE {table}")


def _copy(cursor, batch: Batch, sheet: Sheet) -> int:
    stream = io.BufferedReader(vault.ChunkReader(batch.prepared_name), 2**20)
    if not batch.leave_out_published:
        cursor.copy_expert(copy_statement(sheet, sheet.table), stream)
        return cursor.rowcount
    # Two mended sheets at once: the second must see what the first published.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"leave-out:{sheet.kind}"])
    draft = load_draft(cursor, sheet, stream)
    left_out = sheet.leave_out_published(cursor, draft, batch)
    columns = ", ".join(sheet.columns)
    cursor.execute(f"INSERT INTO {sheet.table} ({columns}) SELECT {columns} FROM {draft}")
    published = cursor.rowcount
    if left_out:
        batch.amount = sheet.draft_amount(cursor, draft)
    return published
