"""What is owed to somebody goes to the department that owes it, without an inspector."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.models import Office
from clues.choices import Act, Status
from clues.models import Check, Clue
from clues.selectors.deadlines import due_after
from clues.selectors.routing import offices_to_check
from clues.services.recording import change, locked
from core.exceptions import StateConflict


def send_duties() -> int:
    """Ask the nearest bureau of each programme's department, or else the township, about what nobody
    was asked yet; how many were asked.

    Where nobody serves the place it waits for an inspector. What an inspector took back is not sent
    again by itself, and what somebody has in hand just now is asked the next time.
    """
    sent = 0
    for clue in Clue.objects.unsent_duties().order_by("pk").iterator():
        office = next(iter(offices_to_check(clue)), None)
        if office is not None:
            sent += _send(clue, office)
    return sent


def _send(clue: Clue, office: Office) -> bool:
    try:
        with transaction.atomic():
            fresh = locked(clue)
            if fresh.status != Status.SUSPECTED or fresh.is_held:
                return False
            due_on = due_after("check")
            Check.objects.create(clue=fresh, office=office, sent_by=None, due_on=due_on)
            change(
                fresh, act=Act.SEND_TO_CHECK, by=None, words=office.name,
                status=Status.CHECKING, due_on=due_on,
            )  # fmt: skip
    except (StateConflict, IntegrityError):
        return False
    return True
