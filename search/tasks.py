"""Celery's thin door. A task may come twice; services allow it."""

from __future__ import annotations

from celery import shared_task

from search import services


@shared_task(name="search.rebuild_passages")
def rebuild_passages() -> None:
    """What was published in the last quarter of an hour is found by its words."""
    services.rebuild_passages()


@shared_task(name="search.rebuild_keys")
def rebuild_keys() -> None:
    """What was renamed or named anew yesterday is found today."""
    services.rebuild_keys()
