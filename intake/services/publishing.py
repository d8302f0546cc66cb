"""Publishing: one transaction, or nothing."""

from __future__ import annotations

import io
import logging

from django.db import DataError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from auditing.services import record
from core import vault
from core.caching import pages_changed
from core.cursors import Cursor
from core.exceptions import StateConflict
from intake import progress
from intake.choices import BATCHES, ChangeKind, Status
from intake.models import Batch, Change
from intake.services.drafts import load_draft
from intake.services.locking import batch_lock
from intake.services.reading import MOST_ATTEMPTS, NOT_ITS_FAULT, uncount_attempt
from intake.sheets import Sheet, copy_statement, sheet_of
from publication.services.recording import log_batch, log_marks


logger = logging.getLogger(__name__)
# Of its rows: by how much a table must grow to be counted at once.
_GROWN = 0.1


def publish(*, batch_id: int) -> Batch:
    """Publish an approved batch: rows by COPY, kept sums, change record and audit event.

    Safe to call again at any time: a published batch is returned untouched, and whatever a
    killed worker had begun was rolled back by the database. Raises BatchBusy, StateConflict.
    """
    with batch_lock(batch_id):
        # Counted before it begins and outside the transaction: a killed worker has counted too.
        Batch.objects.filter(pk=batch_id, status=Status.APPROVED).update(attempts=F("attempts") + 1)
        try:
            with transaction.atomic():
                batch = Batch.objects.select_for_update().get(pk=batch_id)
                if batch.status in (Status.PUBLISHED, Status.WITHDRAWN):
                    return batch
                BATCHES.check(batch, Status.PUBLISHED)
                if batch.attempts > MOST_ATTEMPTS:
                    return _return_by_itself(batch, _("its worker was stopped twice"))
                progress.report(batch_id, "publish", 0, 2)
                _publish(batch, sheet_of(batch.kind))
        except DataError:
            logger.exception("batch %s holds a sum that no column takes", batch_id)
            with transaction.atomic():
                batch = Batch.objects.select_for_update().get(pk=batch_id)
                return _return_by_itself(batch, _("a sum became larger than the portal can keep"))
        except (StateConflict, *NOT_ITS_FAULT):
            # All else is counted: after the second time the batch goes back.
            uncount_attempt(batch_id)
            raise
        finally:
            progress.clear(batch_id)
        vault.discard(batch.prepared_name)
        return batch


def _return_by_itself(batch: Batch, why: str) -> Batch:
    """What cannot be published goes back to its uploader with the reason, and is not tried again."""
    note = _("Nothing was published: %(why)s. Check the sheet, or ask the operator.") % {"why": why}
    BATCHES.write(batch, Status.RETURNED, attempts=0, decision_note=note)
    record(
        action="intake.return-by-itself",
        by=batch.decided_by,
        target=f"batch:{batch.pk}",
        detail={"note": batch.decision_note},
    )
    return batch


def _publish(batch: Batch, sheet: Sheet) -> None:
    with connection.cursor() as cursor:
        published = _copy(cursor, batch, sheet)
        progress.report(batch.pk, "publish", 1, 2)
        BATCHES.write(
            batch, Status.PUBLISHED, published_at=timezone.now(), accepted=published,
            amount=batch.amount, attempts=0,
        )  # fmt: skip
        marked = sheet.on_publish(cursor, batch) or []
    Change.objects.create(batch=batch, kind=ChangeKind.PUBLISHED)
    record(
        action="intake.publish",
        by=batch.decided_by,
        target=f"batch:{batch.pk}",
        detail={"rows": published, "amount": str(batch.amount), "sha256": batch.sha256},
    )
    pages_changed()
    with connection.cursor() as cursor:
        # Late, for two who publish wait for each other here; and last of all for the log's head.
        _count_anew(cursor, sheet.table, published)
        log_batch(
            cursor,
            table=sheet.table,
            batch=batch.pk,
            facts={
                "office": batch.office.code,
                "programme": batch.programme_code,
                "region": batch.region_code,
                "amount": str(batch.amount),
            },
        )
        for table, keys in marked:
            log_marks(cursor, table=table, keys=keys)


def _count_anew(cursor: Cursor, table: str, rows: int) -> None:
    """Have the database count a table that has grown much, before anybody asks it.

    It would do so by itself a minute later; a cross-check planned until then can run for hours.
    """
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    if rows > max(cursor.fetchone()[0], 0) * _GROWN:
        cursor.execute(f"ANALYZE {table}")


def _copy(cursor: Cursor, batch: Batch, sheet: Sheet) -> int:
    stream = io.BufferedReader(vault.ChunkReader(batch.prepared_name), 2**20)
    if not batch.leave_out_published:
        cursor.copy_expert(copy_statement(sheet, sheet.table), stream)
        return int(cursor.rowcount)
    # Two mended sheets at once: the second must see what the first published.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"leave-out:{sheet.kind}"])
    draft = load_draft(cursor, sheet, stream)
    left_out = sheet.leave_out_published(cursor, draft, batch)
    columns = ", ".join(sheet.columns)
    cursor.execute(f"INSERT INTO {sheet.table} ({columns}) SELECT {columns} FROM {draft}")
    published = int(cursor.rowcount)
    if left_out:
        batch.amount = sheet.draft_amount(cursor, draft)
    return published
