"""Who may do what to which clue. `check_can_…` raises with the reason, `can_…` asks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Office, User
from accounts.permissions import Permission, holds
from clues.choices import ASSIGNED_ON, CLUES, ENDED, TAKEN_ON, Disposal, Status
from clues.models import BureauTask, Check, Clue, concerned_offices
from core.divisions import contains
from core.exceptions import NotAllowed, StateConflict


def units_concerned(clue: Clue) -> frozenset[int]:
    """The offices behind the clue, which neither check it nor hold it nor see it: those that sent
    the sheets of it and of all that is one matter with it, whose figures alone speak those that
    paid; of a village's books and of its cadres the village's own. A department's duty accuses
    nobody.
    """
    # Every check of a page asks this; the sheets behind a clue do not change in between.
    kept: frozenset[int] | None = clue.__dict__.get("_units_concerned")
    if kept is None:
        kept = concerned_offices(clue)
        clue.__dict__["_units_concerned"] = kept
    return kept


def check_can_see(user: User, clue: Clue) -> None:
    """Whoever serves the region, of no unit concerned: what is asked about a unit is not for it."""
    if not holds(user, Permission.SEE_CLUES):
        raise NotAllowed(_("Only inspectors and auditors see clues."))
    if not contains(user.region_code, clue.region_code):
        raise NotAllowed(_("This clue lies outside your region."))
    if user.office_id in units_concerned(clue):
        raise NotAllowed(
            _("Your office sent the sheets behind this clue; another unit handles it.")
        )


def check_is_inspector(user: User, clue: Clue) -> None:
    """An inspector of the region, of no unit concerned."""
    if not holds(user, Permission.WORK_CLUES):
        raise NotAllowed(_("Only an inspector works on clues."))
    check_can_see(user, clue)


def check_can_work(user: User, clue: Clue) -> None:
    """An inspector who may, while nobody else has it."""
    check_is_inspector(user, clue)
    if clue.is_held and clue.holder_id != user.pk:
        raise StateConflict(
            _("%(name)s is working on this clue.") % {"name": clue.holder or _("Somebody else")}
        )
    if clue.status in ASSIGNED_ON and clue.assignee_id != user.pk:
        raise StateConflict(
            _("This clue is assigned to %(name)s.") % {"name": clue.assignee or _("somebody else")}
        )


def check_can_take(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    if clue.status not in TAKEN_ON:
        raise StateConflict(_("There is nothing to take: it waits, is assigned or closed."))


def check_can_note(user: User, clue: Clue) -> None:
    """A colleague may leave a note, whoever has the clue."""
    check_is_inspector(user, clue)


def check_can_attach(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    # The papers of what has ended stay as they were.
    if clue.status in ENDED:
        raise StateConflict(_("Open the clue again first."))


def check_can_assign_to(user: User, clue: Clue) -> None:
    """Whether `user` may be the one who is assigned to it."""
    if user.role != Role.INSPECTOR or not user.is_active:
        raise NotAllowed(_("Only an inspector can be assigned to a clue."))
    if not contains(user.region_code, clue.region_code):
        raise NotAllowed(_("%(name)s does not serve this clue's region.") % {"name": user})
    if user.office_id in units_concerned(clue):
        raise NotAllowed(_("A clue never goes to the unit concerned."))


def check_can_assign(user: User, clue: Clue) -> None:
    """Whoever may work in the region hands out what is registered, and takes it from who is away."""
    check_is_inspector(user, clue)
    # A closed clue is opened again with a reason, never by handing it out.
    if clue.status == Status.CLOSED:
        raise StateConflict(_("Open the clue again first."))
    if clue.status != Status.RECTIFYING:
        CLUES.check(clue, Status.ASSIGNED)


def check_can_receive_check(office: Office, clue: Clue) -> None:
    """Never the unit concerned, and only an office that serves the clue's region."""
    if office.pk in units_concerned(clue):
        raise NotAllowed(_("A check never goes to the unit concerned."))
    if not contains(office.region_code, clue.region_code):
        raise NotAllowed(_("%(office)s does not serve this clue's region.") % {"office": office})


def check_can_explain(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    if clue.status == Status.CHECKING:
        raise StateConflict(_("An office is checking it; recall the check first."))
    CLUES.check(clue, Status.EXPLAINED)


def check_can_send(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    CLUES.check(clue, Status.CHECKING)


def check_can_register(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    if clue.duty:
        raise StateConflict(_("This is a duty of a department and no suspicion against anybody."))
    CLUES.check(clue, Status.REGISTERED)


def check_can_dispose(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    if clue.status not in (Status.ASSIGNED, Status.HELD, Status.DISPOSAL):
        CLUES.check(clue, Status.DISPOSAL)


def check_can_extend(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    if clue.status != Status.DISPOSAL or clue.disposal != Disposal.VERIFICATION:
        raise StateConflict(_("Only a preliminary verification can be extended."))
    if clue.extended:
        raise StateConflict(_("This verification has been extended once already."))


def check_can_record(user: User, clue: Clue) -> None:
    """Outcomes, money and rectification belong to a clue whose disposal is decided."""
    check_can_work(user, clue)
    if clue.status not in (Status.DISPOSAL, Status.RECTIFYING):
        raise StateConflict(_("Decide on the disposal first."))


def check_can_close(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    CLUES.check(clue, Status.CLOSED)


def check_can_reopen(user: User, clue: Clue) -> None:
    check_is_inspector(user, clue)
    if clue.status not in (Status.EXPLAINED, Status.CLOSED):
        raise StateConflict(_("Only what is explained or closed can be opened again."))


def check_can_merge(user: User, clue: Clue) -> None:
    check_can_work(user, clue)
    CLUES.check(clue, Status.MERGED)


def check_can_take_in(user: User, clue: Clue) -> None:
    """Whether others may be merged into it."""
    check_can_work(user, clue)
    if clue.status in ENDED:
        raise StateConflict(_("A closed clue takes no others in."))


def check_can_unmerge(user: User, clue: Clue) -> None:
    """Whoever may work on the one that stands for it takes it out again."""
    check_is_inspector(user, clue)
    if clue.status != Status.MERGED or clue.merged_into is None:
        raise StateConflict(_("It is merged into no other."))
    check_can_work(user, clue.merged_into)
    if clue.merged_into.status in (Status.CLOSED, Status.EXPLAINED):
        raise StateConflict(_("Open the clue again first."))


def check_can_answer(user: User, check: Check) -> None:
    if not holds(user, Permission.ANSWER_CHECKS) or check.office_id != user.office_id:
        raise NotAllowed(_("Only the office that was asked answers a check."))
    if check.answered_at is not None or check.recalled_at is not None:
        raise StateConflict(_("This check has been answered or recalled already."))
    if check.office_id in units_concerned(check.clue):
        raise NotAllowed(_("A check never goes to the unit concerned."))


def check_can_answer_task(user: User, task: BureauTask) -> None:
    if not holds(user, Permission.ANSWER_CHECKS) or task.office_id != user.office_id:
        raise NotAllowed(_("Only the bureau that was asked answers a task."))
    if task.answered_at is not None:
        raise StateConflict(_("This task has been answered already."))


def check_can_look(user: User, clue: Clue) -> None:
    """Who may ask for the whole identity number."""
    check_is_inspector(user, clue)
    if not clue.groups.get("person"):
        raise StateConflict(_("No identity number stands behind this clue."))
