"""Celery's thin door: load by id, call one service. A task may come twice; services allow it."""

from __future__ import annotations

from collections.abc import Sequence

from celery import shared_task

from villages.services import vouchers
from villages.services.reminding import remind as remind_offices


@shared_task(name="villages.publish_vouchers")
def publish_vouchers(ids: Sequence[int]) -> None:
    """Approved pictures into the public folder, each by itself; what fails is taken up again."""
    for number in ids:
        vouchers.publish(ids=[number])


@shared_task(name="villages.finish_vouchers")
def finish_vouchers() -> None:
    """Publications and withdrawals that a killed process or a full disk left half done."""
    vouchers.finish_stranded()


@shared_task(name="villages.remind")
def remind() -> None:
    """What is due or overdue, once a week until it is done."""
    remind_offices()
