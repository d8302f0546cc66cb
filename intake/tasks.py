"""Celery's thin door: load by id, call one service. A task may come twice; services allow it."""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger

from intake import services
from intake.choices import Status
from intake.exceptions import BatchBusy
from intake.models import Batch, Redaction


logger = get_task_logger(__name__)


@shared_task(name="intake.read_batch", autoretry_for=(OSError,), max_retries=5, retry_backoff=5)
def read_batch(batch_id: int) -> None:
    try:
        batch = services.read(batch_id=batch_id)
    except BatchBusy:
        logger.info("batch %s is held by another worker", batch_id)
    else:
        logger.info(
            "batch %s is %s: %s rows accepted, %s rejected",
            batch_id, batch.status, batch.accepted, batch.rejected,
        )  # fmt: skip
        if batch.rejected or batch.warnings:
            mark_workbook.delay(batch_id)


@shared_task(name="intake.mark_workbook", autoretry_for=(OSError,), max_retries=5, retry_backoff=5)
def mark_workbook(batch_id: int) -> None:
    services.make_marked_workbook(batch_id=batch_id)


@shared_task(name="intake.make_bad_rows", autoretry_for=(OSError,), max_retries=5, retry_backoff=5)
def make_bad_rows(batch_id: int) -> None:
    services.make_bad_rows(batch_id=batch_id)


@shared_task(name="intake.make_start", autoretry_for=(OSError,), max_retries=5, retry_backoff=5)
def make_start(batch_id: int) -> None:
    services.make_start(batch_id=batch_id)


@shared_task(name="intake.publish_batch", autoretry_for=(OSError,), max_retries=5, retry_backoff=5)
def publish_batch(batch_id: int) -> None:
    try:
        batch = services.publish(batch_id=batch_id)
    except BatchBusy:
        logger.info("batch %s is held by another worker", batch_id)
    else:
        logger.info("batch %s is %s", batch_id, batch.status)


@shared_task(name="intake.carry_out_redaction", autoretry_for=(OSError,), max_retries=5)
def carry_out_redaction(redaction_id: int) -> None:
    services.carry_out_redaction(redaction_id=redaction_id)


@shared_task(name="intake.resume_stranded")
def resume_stranded() -> None:
    """Send again the tasks of batches whose worker died; a held batch is left alone."""
    for redaction_id in Redaction.objects.undone().values_list("pk", flat=True):
        carry_out_redaction.delay(redaction_id)
    for batch_id, status in Batch.objects.stranded().values_list("pk", "status"):
        task = publish_batch if status == Status.APPROVED else read_batch
        task.delay(batch_id)
