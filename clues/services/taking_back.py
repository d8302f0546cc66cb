"""Entries of what came of a clue that were made by mistake: the history keeps what they said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import Act
from clues.models import Clue
from clues.permissions import check_can_record
from clues.selectors.entries import entries_of
from clues.services.recording import locked, needed, write_line
from core.exceptions import StateConflict


@transaction.atomic
def take_back(*, clue: Clue, by: User, entry: str, words: str) -> None:
    """Undo one of entries_of(clue), with the reason.

    An outcome or a rectification goes; of money what is still owed is no longer, or what had come
    back is owed again. Raises StateConflict if somebody else has undone it.
    """
    fresh = locked(clue)
    check_can_record(by, fresh)
    text = needed(words, _("Say why it is taken back."))
    told = entries_of(fresh).get(entry)
    if told is None:
        raise StateConflict(_("There is no such entry any more."))
    kind, _colon, number = entry.partition(":")
    write_line(
        fresh, act=Act.TAKE_BACK, by=by, words=f"{told}\n{text}",
        changes=_UNDO[kind](fresh, int(number)),
    )  # fmt: skip


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
