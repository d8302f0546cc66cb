"""What waits for a member of staff, on the desk's first page."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.permissions import Permission, holds
from clues.models import Clue
from intake.choices import Status
from intake.models import Batch
from matching.models import Run


def desk_summary(user: User) -> dict[str, Any]:
    """Only what this role may see; each list is short and leads on."""
    summary: dict[str, Any] = {}
    if holds(user, Permission.SEE_BATCHES):
        batches = Batch.objects.visible_to(user).for_desk()
        summary["batches"] = batches[:8]
        if holds(user, Permission.APPROVE_BATCHES):
            summary["waiting"] = batches.filter(status=Status.SUBMITTED)
        if holds(user, Permission.UPLOAD_SHEETS):
            summary["to_mend"] = batches.filter(
                status__in=(
                    Status.REFUSED, Status.NEEDS_MAPPING, Status.CHECKED, Status.RETURNED,
                )
            )[:20]  # fmt: skip
            summary["can_upload"] = True
    if holds(user, Permission.SEE_CLUES):
        clues = Clue.objects.visible_to(user).open()
        summary["clue_count"] = clues.count()
        summary["clues"] = clues.for_queue()[:8]
    if holds(user, Permission.SEE_RUNS):
        summary["last_run"] = Run.objects.prefetch_related("results").first()
    return summary
