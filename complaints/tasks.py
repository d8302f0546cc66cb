"""What nights do with reports. None of it holds a key."""

from __future__ import annotations

from celery import shared_task

from complaints import services


@shared_task(name="complaints.retire")
def retire() -> None:
    services.retiring.retire()


@shared_task(name="complaints.send_digests")
def send_digests() -> None:
    services.send_digests()
