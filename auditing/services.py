"""Writing the log. Callers stand in their own transaction: no act without its event."""

from __future__ import annotations

from typing import Any, Protocol

from auditing.models import AuditEvent, SensitiveAccess
from core.redaction import redact, redact_all


class Actor(Protocol):
    """Whoever acts: a user, or an office's token standing for one."""

    pk: Any

    def get_username(self) -> str: ...


def record(
    *, action: str, by: Actor | None, target: str = "", detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Write one event; `by=None` is the portal itself (nightly runs, set-up)."""
    return AuditEvent.objects.create(
        actor_id=None if by is None else by.pk,
        actor_name="portal" if by is None else by.get_username(),
        action=action,
        target=target,
        detail=redact_all(detail or {}),
    )


def record_sensitive_access(*, by: Actor, subject: str, reason: str) -> SensitiveAccess:
    """Write down a look at data about a person before it is shown."""
    return SensitiveAccess.objects.create(
        actor_id=by.pk, actor_name=by.get_username(), subject=subject, reason=redact(reason)[:300]
    )
