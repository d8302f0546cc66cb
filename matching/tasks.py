from __future__ import annotations

from celery import shared_task

from matching.services import run_crosscheck


@shared_task(name="matching.crosscheck")
def crosscheck() -> None:
    """The nightly run over what changed."""
    run_crosscheck()
