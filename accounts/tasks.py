"""Celery's thin door. A task may come twice; services allow it."""

from __future__ import annotations

from django.core.management import call_command

from celery import shared_task

from accounts.guarding import forget_old


@shared_task(name="accounts.forget")
def forget() -> None:
    """Sessions that are over, and sign-ins of last season."""
    call_command("clearsessions")
    forget_old()
