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
    check_can_take_in,
    units_concerned,
)
from clues.services.recording import change, locked, write_line
from core.exceptions import PortalError, StateConflict
from core.free_text import require_text


@transaction.atomic
def merge(*, into: Clue, others: Sequence[Clue], by: User, words: str) -> Clue:
    """Let `into` stand for the others as well; each keeps its evidence and its number.

    Only what belongs together by person, household, village, handler or account is merged, and
    what is registered only into what is registered: its number must come to an end of its own.
    """
    text = require_text(words, _("Say why they are one matter."))
    if not others or any(other.pk == into.pk for other in others):
        raise PortalError(_("Choose at least one other clue."))
    # One order for everybody, so that two mergers never wait for each other.
    parts = Clue.objects.filter(merged_into__in=[other.pk for other in others])
    rows = {
        clue.pk: locked(clue) for clue in sorted([into, *others, *parts], key=lambda clue: clue.pk)
    }
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
    for part in parts:
        # What one of them stood for so far the target stands for now.
        change(rows[part.pk], act=Act.MERGE, by=by, words=text, merged_into=target)
    _check_asked(target)
    numbers = "、".join(rows[other.pk].number for other in others)
    write_line(target, act=Act.MERGE, by=by, words=f"{numbers}\n{text}")
    return target


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
