"""Several suspicions, one matter."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import Act, GroupKind, Status
from clues.models import Clue
from clues.permissions import (
    check_can_merge,
    check_can_split_off,
    check_can_take_in,
    units_concerned,
)
from clues.selectors.deadlines import due_after
from clues.services.recording import change, locked, needed, waiting_again, write_line
from core.exceptions import PortalError, StateConflict


@transaction.atomic
def merge(*, into: Clue, others: Sequence[Clue], by: User, words: str) -> Clue:
    """Let `into` stand for the others as well; each keeps its evidence and its number.

    Only what belongs together by person, household, village, handler or account is merged, and
    what is registered only into what is registered: its number must come to an end of its own.
    """
    text = needed(words, _("Say why they are one matter."))
    if not others or any(other.pk == into.pk for other in others):
        raise PortalError(_("Choose at least one other clue."))
    # One order for everybody, so that two mergers never wait for each other.
    rows = {clue.pk: locked(clue) for clue in sorted([into, *others], key=lambda clue: clue.pk)}
    target = rows[into.pk]
    check_can_take_in(by, target)
    for other in others:
        fresh = rows[other.pk]
        check_can_merge(by, fresh)
        if fresh.register_number and not target.register_number:
            raise StateConflict(
                _("%(number)s is a registered clue: register the other one first.")
                % {"number": fresh.number}
            )
        if fresh.duty != target.duty:
            raise StateConflict(
                _("%(number)s is a department's duty or a suspicion, and this clue the other.")
                % {"number": fresh.number}
            )
        if not _belong_together(target, fresh):
            raise PortalError(
                _("%(number)s shares neither person nor household, village, handler or account.")
                % {"number": fresh.number}
            )
        change(
            fresh, act=Act.MERGE, by=by, words=text, status=Status.MERGED, merged_into=target,
            holder=None, held_at=None, due_on=None,
        )  # fmt: skip
        # What it stood for so far the target stands for now.
        fresh.merged.update(merged_into=target)
    _check_asked(target)
    numbers = "、".join(rows[other.pk].number for other in others)
    write_line(target, act=Act.MERGE, by=by, words=f"{numbers}\n{text}")
    return target


@transaction.atomic
def split_off(*, clue: Clue, by: User, words: str) -> Clue:
    """Undo a merging: the clue stands for itself again, where it stood before."""
    text = needed(words, _("Say why it is a matter of its own."))
    fresh = locked(clue)
    check_can_split_off(by, fresh)
    target = fresh.merged_into
    line = fresh.history.filter(act=Act.MERGE).last()
    before = line.changes.get("status", [""])[0] if line else ""
    status = before if before in (Status.CHECKED, Status.REGISTERED) else waiting_again(fresh)
    due_on = due_after("disposal") if status == Status.REGISTERED else None
    change(
        fresh, act=Act.SPLIT_OFF, by=by, words=text, status=status, merged_into=None, due_on=due_on
    )
    if target is not None:
        write_line(target, act=Act.SPLIT_OFF, by=by, words=f"{fresh.number}\n{text}")
    return fresh


def _check_asked(target: Clue) -> None:
    """Raises StateConflict if an office is being asked that now stands behind the matter."""
    whole = Clue.objects.get(pk=target.pk)
    for check in target.checks.waiting().select_related("office"):
        if check.office_id in units_concerned(whole):
            raise StateConflict(
                _(
                    "%(office)s is being asked and stands behind one of them: recall the check first."
                )
                % {"office": check.office}
            )


def _belong_together(one: Clue, other: Clue) -> bool:
    return any(
        one.groups.get(kind) and one.groups.get(kind) == other.groups.get(kind)
        for kind in GroupKind.values
    )
