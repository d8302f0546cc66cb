"""Reading the log."""

from __future__ import annotations

from django.db.models import QuerySet

from auditing.models import AuditEvent


def events_of(target: str) -> QuerySet[AuditEvent]:
    """What was done to one thing, the first act first."""
    return AuditEvent.objects.filter(target=target).order_by("id")
