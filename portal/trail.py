"""The audit trail at the desk: what staff did, and what data about persons they looked at."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from auditing.models import AuditEvent, SensitiveAccess
from auditing.wording import words_of


def trail_of(
    reader: User, *, looks: bool, who: str, what: str
) -> QuerySet[SensitiveAccess] | QuerySet[AuditEvent]:
    """Acts or looks of the staff of the reader's region, newest first.

    `who` is the name of a member of staff, `what` what it was done to or looked at (“clue:YD…”);
    "" narrows nothing.
    """
    narrowed: dict[str, Any] = {}
    if who:
        named = User.objects.filter(Q(full_name=who) | Q(username=who))
        narrowed["actor_id__in"] = named.values("pk")
    if what:
        what = f"clue:{what.upper()}" if what[:2].upper() == "YD" else what
        narrowed["subject" if looks else "target"] = what
    if looks:
        return SensitiveAccess.objects.visible_to(reader).filter(**narrowed)
    return AuditEvent.objects.visible_to(reader).filter(**narrowed)


def clue_in(line: SensitiveAccess | AuditEvent) -> str:
    """The number of the clue that a line speaks of, or ""."""
    named = line.subject if isinstance(line, SensitiveAccess) else line.target
    kind, _colon, number = named.partition(":")
    return number if kind == "clue" else ""


def describe(line: SensitiveAccess | AuditEvent) -> str:
    """What was done, or why it was looked at, in words."""
    return line.reason if isinstance(line, SensitiveAccess) else words_of(line.action)
