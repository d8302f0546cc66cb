"""From registration to the end: number, person in charge, disposal, what closing needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import CONFIRMED, FINDINGS, Act, Disposal, Explanation, Measure, Status
from clues.models import Clue, Holiday
from clues.permissions import (
    check_can_assign,
    check_can_assign_to,
    check_can_dispose,
    check_can_extend,
    check_can_register,
)
from clues.selectors.deadlines import due_after
from clues.selectors.routing import discipline_office_for
from clues.services.recording import change, keep_finding, locked
from core.exceptions import PortalError, StateConflict
from core.free_text import require_text
from core.working_days import add_working_days


_AFTER_DISPOSAL = {
    Disposal.TALK: Status.DISPOSAL,
    Disposal.VERIFICATION: Status.DISPOSAL,
    Disposal.CONCLUDE: Status.DISPOSAL,
    Disposal.HOLD: Status.HELD,
}


@transaction.atomic
def register(*, clue: Clue, by: User, words: str) -> Clue:
    """The suspected matter becomes a clue with a number of its own and an office in charge."""
    fresh = locked(clue)
    check_can_register(by, fresh)
    text = require_text(words, _("Say why it is registered."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('clues_register_number')")
        serial = cursor.fetchone()[0]
    return change(
        fresh, act=Act.REGISTER, by=by, words=text, status=Status.REGISTERED,
        register_number=f"XS{timezone.localdate().year}-{serial:06d}",
        registered_at=timezone.now(), office=discipline_office_for(fresh),
        due_on=due_after("disposal"), holder=None, held_at=None,
    )  # fmt: skip


@transaction.atomic
def assign(*, clue: Clue, by: User, to: User, words: str = "") -> Clue:
    """Put an inspector in charge; never one of the unit concerned."""
    fresh = locked(clue)
    check_can_assign(by, fresh)
    check_can_assign_to(to, fresh)
    # What is decided stays decided when somebody else sees to the rest.
    status = Status.RECTIFYING if fresh.status == Status.RECTIFYING else Status.ASSIGNED
    return change(
        fresh, act=Act.ASSIGN, by=by, words=words, status=status, assignee=to,
        holder=None, held_at=None,
    )  # fmt: skip


@transaction.atomic
def dispose(*, clue: Clue, by: User, disposal: str, words: str) -> Clue:
    """Decide on one of the four disposals; each has its own time."""
    fresh = locked(clue)
    check_can_dispose(by, fresh)
    if disposal not in Disposal.values:
        raise PortalError(_("Choose one of the four disposals."))
    text = require_text(words, _("Say on what the decision rests."))
    if fresh.status == Status.DISPOSAL and disposal == fresh.disposal:
        # Its time runs on; a verification is extended once, and says why.
        raise StateConflict(_("This is the disposal already."))
    due: dict[Disposal, Callable[[], date]] = {
        Disposal.TALK: lambda: due_after("talk"),
        Disposal.VERIFICATION: lambda: due_after("verification"),
        Disposal.CONCLUDE: lambda: due_after("disposal"),
        # Not for ever: on that day it stands among the work of whoever holds it.
        Disposal.HOLD: lambda: due_after("hold"),
    }
    due_on = due[Disposal(disposal)]()
    return change(
        fresh, act=Act.DISPOSE, by=by, words=text, status=_AFTER_DISPOSAL[Disposal(disposal)],
        disposal=disposal, due_on=due_on, extended=False,
    )  # fmt: skip


@transaction.atomic
def extend(*, clue: Clue, by: User, words: str) -> Clue:
    """A preliminary verification may take longer, once, with a reason."""
    fresh = locked(clue)
    check_can_extend(by, fresh)
    text = require_text(words, _("Say why more time is needed."))
    start = max(fresh.due_on or timezone.localdate(), timezone.localdate())
    due_on = add_working_days(start, settings.CLUE_DEADLINES["extension"], Holiday.exceptions())
    return change(fresh, act=Act.EXTEND, by=by, words=text, due_on=due_on, extended=True)


def check_closing(clue: Clue, finding: str, words: str) -> str:
    """The note as it is kept. The end needs a finding with its outcome, a note, and no open task."""
    text = require_text(words, _("A clue is closed with a note."))
    if finding not in FINDINGS:
        raise PortalError(_("Say what it was in the end."))
    if finding == Explanation.TRUE and not clue.outcomes.exists():
        raise StateConflict(
            _("It was true: record the outcome for at least one person before closing.")
        )
    sanctioned = clue.outcomes.exclude(measure=Measure.NONE)
    if finding not in CONFIRMED and sanctioned.exists():
        raise StateConflict(_("Measures against persons are recorded: it was not innocent."))
    if tasks := open_tasks(clue):
        raise StateConflict(_("Still open: %(tasks)s.") % {"tasks": "; ".join(tasks)})
    return text


def write_closing(clue: Clue, *, by: User, finding: str, note: str, words: str) -> Clue:
    """Close a locked clue, once two persons have said so (seconding.ask_to_close)."""
    now = timezone.now()
    change(
        clue, act=Act.CLOSE, by=by, words=words, status=Status.CLOSED, explanation=finding,
        closing_note=note, closed_at=now, checked_at=clue.checked_at or now, due_on=None,
        holder=None, held_at=None,
    )  # fmt: skip
    keep_finding(clue, act=Act.CLOSE, by=by)
    return clue


def open_tasks(clue: Clue) -> list[str]:
    """What still stands in the way of closing, in words."""
    tasks = [
        _("a check by %(office)s") % {"office": check.office}
        for check in clue.checks.waiting().select_related("office")
    ]
    tasks += [
        _("money to be recovered from %(name)s") % {"name": recovery.owed_by}
        for recovery in clue.recoveries.outstanding()
    ]
    tasks += [
        _("rectification: %(what)s") % {"what": rectification.what}
        for rectification in clue.rectifications.filter(done_at=None)
    ]
    return tasks
