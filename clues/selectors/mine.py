"""One inspector's own work: what they hold or are in charge of, first due first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from clues.choices import ASSIGNED_ON, ENDED, Status
from clues.models import Check, Clue
from clues.models.clue import hold_ends


SHOWN = 12


@dataclass(frozen=True, slots=True)
class MyWork:
    """The first of them, and how many there are of each kind; a clue may be of several."""

    clues: list[Clue]
    held: int
    assigned: int
    answered: int
    overdue: int
    total: int


def mine_of(user: User, *, answered_only: bool = False) -> Q:
    """Clues that a person holds, is in charge of, or asked about with an answer since."""
    asked = Check.objects.filter(clue=OuterRef("pk"), sent_by=user, answered_at__isnull=False)
    # Nobody has decided on it yet.
    answered = Q(Exists(asked), status=Status.CHECKED)
    if answered_only:
        return answered
    held = Q(holder=user, held_at__gte=hold_ends()) & ~Q(status__in=ENDED)
    return held | Q(assignee=user, status__in=ASSIGNED_ON) | answered


def my_work(user: User) -> MyWork | None:
    """None where this person has nothing in hand. One query."""
    found = list(
        Clue.objects.visible_to(user)
        .filter(mine_of(user))
        .defer("evidence", "groups")
        .select_related("holder", "assignee")
        .order_by("due_rank", "rank", "-amount", "-id")
    )
    if not found:
        return None
    today = timezone.localdate()
    return MyWork(
        clues=found[:SHOWN],
        held=sum(each.holder_id == user.pk and each.is_held for each in found),
        assigned=sum(each.assignee_id == user.pk and each.status in ASSIGNED_ON for each in found),
        answered=sum(each.status == Status.CHECKED for each in found),
        overdue=sum(each.due_on is not None and each.due_on < today for each in found),
        total=len(found),
    )
