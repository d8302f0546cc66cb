"""Taking a clue and putting it back: of two inspectors who reach for one, one gets it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import Act
from clues.models import Clue, ClueQuerySet
from clues.models.clue import QUEUE_ORDER
from clues.permissions import check_can_take
from clues.services.recording import change, locked
from core.exceptions import StateConflict


@transaction.atomic
def take(*, clue: Clue, by: User) -> Clue:
    """Hold a clue; taking what one holds already only renews the hold."""
    fresh = locked(clue)
    check_can_take(by, fresh)
    return _hold(fresh, by)


@transaction.atomic
def take_next(
    *, by: User, queue: ClueQuerySet | None = None, order: Sequence[str] = QUEUE_ORDER
) -> Clue | None:
    """The next waiting clue of a queue in its order, locked for this person; None when nothing is left.

    What the person holds undecided comes first, so that a lost answer or a killed browser
    neither loses a clue nor piles up a second one.
    """
    mine = Clue.objects.visible_to(by).waiting()
    held = mine.held_by(by).for_queue().first()
    if held is not None:
        return held
    within = mine if queue is None else queue.visible_to(by).waiting()
    # Rows that others are taking just now are passed over, not waited for.
    free = within.free().order_by(*order).select_for_update(skip_locked=True, of=("self",))
    found = free.first()
    if found is None:
        return None
    check_can_take(by, found)
    return _hold(found, by)


def _hold(clue: Clue, by: User) -> Clue:
    if clue.holder_id == by.pk and clue.is_held:
        clue.held_at = timezone.now()
        clue.save(update_fields=["held_at"])
        return clue
    return change(clue, act=Act.TAKE, by=by, holder=by, held_at=timezone.now())


@transaction.atomic
def release(*, clue: Clue, by: User) -> Clue:
    """Put a clue back into the queue."""
    fresh = locked(clue)
    if fresh.holder_id != by.pk:
        raise StateConflict(_("You do not hold this clue."))
    return change(fresh, act=Act.RELEASE, by=by, holder=None, held_at=None)
