"""Celery's thin door: load by id, call one service. A task may come twice; services allow it."""

from __future__ import annotations

from collections.abc import Sequence

from celery import shared_task
from celery.utils.log import get_task_logger

from intake.exceptions import BatchBusy
from villages.models import ArrivedFile, Voucher
from villages.services import vouchers
from villages.services.reminding import remind as remind_offices


logger = get_task_logger(__name__)


@shared_task(name="villages.publish_vouchers")
def publish_vouchers(ids: Sequence[int]) -> None:
    """Approved pictures into the public folder, each by itself; what fails is taken up again."""
    for number in ids:
        vouchers.publish(ids=[number])


@shared_task(name="villages.draw_arrived", autoretry_for=(OSError,), max_retries=5, retry_backoff=5)
def draw_arrived(arrived_id: int) -> None:
    """An arrived file into pictures to be masked."""
    try:
        vouchers.draw(arrived_id=arrived_id)
    except BatchBusy:
        logger.info("arrived file %s is held by another worker", arrived_id)


@shared_task(name="villages.restore_working")
def restore_working(voucher_id: int) -> None:
    """A working picture that is not kept any more, again from the original."""
    vouchers.restore_working(voucher=Voucher.objects.get(pk=voucher_id))


@shared_task(name="villages.finish_vouchers")
def finish_vouchers() -> None:
    """Publications, withdrawals and files that a killed process or a full disk left half done."""
    vouchers.finish_stranded()
    for number in ArrivedFile.objects.waiting().values_list("pk", flat=True)[:200]:
        draw_arrived.delay(number)


@shared_task(name="villages.remind")
def remind() -> None:
    """What is due or overdue, once a week until it is done."""
    remind_offices()
