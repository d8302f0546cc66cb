"""Entries of what came of a clue that were made by mistake: the history keeps what they said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import CLUES, Act, Status
from clues.models import Clue, HistoryLine
from clues.permissions import check_can_record
from clues.selectors.entries import entries_of
from clues.services.recording import locked, text_of, write_line
from core.exceptions import StateConflict
from core.free_text import require_text


@transaction.atomic
def revert_entry(*, clue: Clue, by: User, entry: str, words: str) -> None:
    """Undo one of entries_of(clue), with the reason.

    An outcome or a rectification goes; of money what is still owed is no longer, or what had come
    back is owed again. Raises StateConflict if somebody else has undone it.
    """
    fresh = locked(clue)
    check_can_record(by, fresh)
    text = require_text(words, _("Say why it is taken back."))
    told = entries_of(fresh).get(entry)
    if told is None:
        raise StateConflict(_("There is no such entry any more."))
    kind, number, *_sum = entry.split(":")
    write_line(
        fresh, act=Act.TAKE_BACK, by=by, words=f"{told}\n{text}",
        changes=_UNDO[kind](fresh, int(number)) | _set_back(fresh),
    )  # fmt: skip


def _set_back(clue: Clue) -> dict[str, Any]:
    """Where the clue stands without the entry: by what is left to be put right or, with nothing
    left, where it was before the first of them. Returns what changed.
    """
    if clue.status != Status.RECTIFYING:
        return {}
    status, due_on = clue.status, clue.due_on
    line = _gone_over(clue)
    # What an earlier round has finished, before the clue was opened again, is no task of this one.
    disposed = clue.history.filter(act=Act.DISPOSE).last()
    this_round = Q(recorded_at__gte=disposed.at if disposed else clue.opened_at)
    dues = [
        *clue.recoveries.filter(this_round | Q(recovered__lt=models.F("due"))),
        *clue.rectifications.filter(this_round | Q(done_at=None)),
    ]
    if dues:
        due_on = max(each.due_on for each in dues)
    elif line is not None:
        before = line.changes.get("due_on")
        status = Status.DISPOSAL
        # The line tells what changed: a deadline that stayed is still the clue's own.
        due_on = date.fromisoformat(before[0]) if before and before[0] else clue.due_on
    told = {
        name: [text_of(old), text_of(new)]
        for name, old, new in (("status", clue.status, status), ("due_on", clue.due_on, due_on))
        if old != new
    }
    if status != clue.status:
        CLUES.write(clue, status, reversing=True, due_on=due_on)
    else:
        clue.due_on = due_on
        clue.save(update_fields=["due_on"])
    return told


def _gone_over(clue: Clue) -> HistoryLine | None:
    """The line of when the clue last went over from its disposal to putting things right."""
    return clue.history.filter(changes__status=[Status.DISPOSAL, Status.RECTIFYING]).last()


def _outcome(clue: Clue, number: int) -> dict[str, Any]:
    outcome = clue.outcomes.get(pk=number)
    outcome.delete()
    return {"measure": [outcome.measure, ""]}


def _rectification(clue: Clue, number: int) -> dict[str, Any]:
    clue.rectifications.get(pk=number).delete()
    return {}


def _owed(clue: Clue, number: int) -> dict[str, Any]:
    recovery = clue.recoveries.select_for_update().get(pk=number)
    if recovery.recovered:
        clue.recoveries.filter(pk=number).update(due=models.F("recovered"))
    else:
        recovery.delete()
    return {"due": [f"{recovery.due:.2f}", f"{recovery.recovered:.2f}"]}


def _recovered(clue: Clue, number: int) -> dict[str, Any]:
    recovery = clue.recoveries.select_for_update().get(pk=number)
    clue.recoveries.filter(pk=number).update(recovered=Decimal(0))
    return {"recovered": [f"{recovery.recovered:.2f}", "0.00"]}


_UNDO = {
    "outcome": _outcome,
    "rectification": _rectification,
    "owed": _owed,
    "recovered": _recovered,
}
