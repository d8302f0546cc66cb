"""Celery's thin door of funds."""

from __future__ import annotations

from celery import shared_task

from funds.models import Loosening
from funds.services.disclosing import retest_everywhere
from funds.services.loosening import carry_out_loosening


@shared_task(name="funds.retest_disclosure", soft_time_limit=3000, time_limit=3300)
def retest_disclosure() -> None:
    """Each night, and after a programme's class has changed."""
    for loosening in Loosening.objects.undone().values_list("pk", flat=True):
        carry_out_loosening(loosening_id=loosening)
    retest_everywhere()


@shared_task(name="funds.loosen", soft_time_limit=3000, time_limit=3300)
def loosen(loosening_id: int) -> None:
    """What two administrators agreed on; the night does it if this worker dies."""
    carry_out_loosening(loosening_id=loosening_id)
