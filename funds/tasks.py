"""Celery's thin door of funds."""

from __future__ import annotations

from celery import shared_task

from funds.services.disclosing import retest_everywhere


@shared_task(name="funds.retest_disclosure", soft_time_limit=3000, time_limit=3300)
def retest_disclosure() -> None:
    """Each night, and after a programme's class has changed."""
    retest_everywhere()
