"""Undoing a merging."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import Act, Status
from clues.models import Clue, HistoryLine
from clues.permissions import check_can_unmerge
from clues.selectors.deadlines import due_after
from clues.services.recording import change, locked, status_when_released, write_line
from core.exceptions import StateConflict
from core.free_text import require_text


@transaction.atomic
def unmerge(*, clue: Clue, by: User, words: str) -> Clue:
    """The clue stands for itself again, where it stood before and with the time it had, and for
    those that came into the other with it.
    """
    text = require_text(words, _("Say why it is a matter of its own."))
    known = Clue.objects.filter(merged=clue).first()
    # One order for everybody, as when they were merged.
    together = [clue, *([known, *known.merged.exclude(pk=clue.pk)] if known else [])]
    rows = {each.pk: locked(each) for each in sorted(together, key=lambda each: each.pk)}
    fresh = rows[clue.pk]
    check_can_unmerge(by, fresh)
    target = rows.get(fresh.merged_into_id or 0)
    if target is None:
        raise StateConflict(_("It is merged into no other."))
    line = _merging(fresh)
    status = status_when_released(fresh)
    before = _before(line, "status")
    if before in (Status.CHECKED, Status.REGISTERED) and (fresh.still_detected or not fresh.duty):
        status = Status(before)
    due_on = None
    if status == Status.REGISTERED:
        due = _before(line, "due_on")
        due_on = date.fromisoformat(due) if due else due_after("disposal")
    change(
        fresh, act=Act.SPLIT_OFF, by=by, words=text, reversing=True, status=status,
        merged_into=None, reason=False, due_on=due_on,
    )  # fmt: skip
    for part in target.merged.all():
        if _before(_merging(part), "merged_into") == fresh.number:
            change(rows[part.pk], act=Act.SPLIT_OFF, by=by, words=text, merged_into=fresh)
    write_line(target, act=Act.SPLIT_OFF, by=by, words=f"{fresh.number}\n{text}")
    _settle(target, by)
    return fresh


def _merging(clue: Clue) -> HistoryLine | None:
    return clue.history.filter(act=Act.MERGE, changes__has_key="merged_into").last()


def _before(line: HistoryLine | None, field: str) -> str:
    return "" if line is None else line.changes.get(field, [""])[0]


def _settle(target: Clue, by: User) -> None:
    """What stood on only for the one taken out, with nothing of its own found, is over."""
    asked = target.duty and target.status in (Status.CHECKING, Status.CHECKED)
    if target.status != Status.SUSPECTED and not asked:
        return
    if status_when_released(target) == Status.SUSPECTED:
        return
    target.checks.waiting().update(recalled_at=timezone.now())
    change(
        target, act=Act.SPLIT_OFF, by=by, status=Status.NO_LONGER_DETECTED, holder=None,
        held_at=None, due_on=None,
    )  # fmt: skip
