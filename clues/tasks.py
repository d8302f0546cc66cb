"""Celery's thin door. A task may come twice; services allow it."""

from __future__ import annotations

from celery import shared_task

from clues import services


@shared_task(name="clues.send_duties")
def send_duties() -> None:
    """What the night has found to be owed, to the departments in the morning."""
    services.send_duties()


@shared_task(name="clues.send_digests")
def send_digests() -> None:
    """What waits at the desk, in numbers, to each discipline office with an address."""
    services.send_digests()
