"""Who may do what to which clue. `check_can_…` raises with the reason, `can_…` asks."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import Office, User
from accounts.permissions import Permission, holds
from clues.choices import (
    ASSIGNED_ON,
    BY_HAND,
    CLUES,
    CONFIRMED,
    ENDED,
    RECHECKS,
    REQUESTS,
    TAKEN_ON,
    Act,
    Disposal,
    RecheckState,
    RequestKind,
    RequestState,
    Severity,
    Status,
)  # fmt: skip
from clues.models import (
    BureauTask,
    Check,
    Clue,
    DecisionRequest,
    HistoryLine,
    Recheck,
    concerned_offices,
)  # fmt: skip
from core.divisions import ancestors, contains
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


def weighs(clue: Clue) -> bool:
    """Whether nobody explains it alone: it, or what it stands for, is of high severity or was opened
    by hand, or an office once answered that it is so. A later answer takes no earlier one back.
    """
    # Two acts of a card ask this; services ask it of a clue that was just read under its lock.
    if "_weighs" not in clue.__dict__:
        clue.__dict__["_weighs"] = (
            clue.severity == Severity.HIGH
            # Whoever took the call sets its weight, and shall not settle it alone.
            or clue.source == BY_HAND
            or clue.explanation in CONFIRMED
            or any(
                part.severity == Severity.HIGH or part.source == BY_HAND
                for part in clue.merged.all()
            )
            or was_confirmed(clue)
        )
    return bool(clue.__dict__["_weighs"])


def was_confirmed(clue: Clue) -> bool:
    """Whether an office ever answered that it, or what was merged into it, is so."""
    matters = Q(clue=clue) | Q(clue__merged_into=clue)
    return Check.objects.filter(matters, answer__in=CONFIRMED).exists()


def check_can_explain_alone(user: User, clue: Clue) -> None:
    check_can_explain(user, clue)
    if weighs(clue):
        raise StateConflict(
            _("An office confirmed it, or it is of high severity: ask a second inspector to agree.")
        )


def check_can_explain_among_many(user: User, clue: Clue) -> None:
    """Only what is light goes in a heap."""
    check_can_explain_alone(user, clue)
    if any(each.severity != Severity.LOW for each in (clue, *clue.merged.all())):
        raise StateConflict(_("Only what is of low severity is explained together; open this one."))


def check_can_ask_to_explain(user: User, clue: Clue) -> None:
    check_can_explain(user, clue)
    if not weighs(clue):
        raise StateConflict(_("This needs no second person: explain it."))


def check_can_decide(user: User, request: DecisionRequest) -> None:
    """Another inspector of the same office or of a region above; of a closing nobody who registered
    the clue or decided its disposal.
    """
    clue, asker = request.clue, request.asked_by
    check_is_inspector(user, clue)
    REQUESTS.check(request, RequestState.AGREED)
    if asker.pk == user.pk:
        raise NotAllowed(_("Who asked does not agree; another inspector does."))
    above = user.region_code != asker.region_code and contains(user.region_code, asker.region_code)
    if user.office_id != asker.office_id and not above:
        raise NotAllowed(_("An inspector of the same office or of a region above decides on it."))
    if request.kind == RequestKind.CLOSE and has_decided_on(user, clue):
        raise NotAllowed(
            _("Whoever registered it or decided its disposal does not agree to closing it.")
        )


def has_decided_on(user: User, clue: Clue) -> bool:
    """Whether the user ever registered the clue or what was merged into it, or disposed of it."""
    lines = HistoryLine.objects.filter(Q(clue=clue) | Q(clue__merged_into=clue), by=user)
    return lines.filter(act__in=(Act.REGISTER, Act.DISPOSE)).exists()


def check_can_recall_request(user: User, request: DecisionRequest) -> None:
    REQUESTS.check(request, RequestState.RECALLED)
    if request.asked_by_id != user.pk:
        raise NotAllowed(_("Only who asked takes the request back."))


def check_can_recheck(user: User, recheck: Recheck) -> None:
    """An inspector of a region above those who explained it; where nobody is above, a colleague."""
    check_is_inspector(user, recheck.clue)
    RECHECKS.check(recheck, RecheckState.UPHELD)
    explaining = recheck.clue.history.filter(
        by=user, act__in=(Act.EXPLAIN, Act.ASK_EXPLAIN, Act.ANSWER_CHECK)
    )
    if recheck.explained_by_id == user.pk or explaining.exists():
        raise NotAllowed(_("Who explained it does not look at it again; somebody else does."))
    if not contains(user.region_code, recheck.region_code):
        raise NotAllowed(_("An inspector of a region above looks at it again."))
    if user.region_code == recheck.region_code and inspectors_above(recheck).exists():
        raise NotAllowed(_("An inspector of a region above looks at it again."))


def inspectors_above(recheck: Recheck) -> QuerySet[User]:
    above = [code for code in ("0" * 12, *ancestors(recheck.region_code))
             if code != recheck.region_code]  # fmt: skip
    found = User.objects.filter(role=Role.INSPECTOR, is_active=True, region_code__in=above)
    return found.exclude(office__in=units_concerned(recheck.clue))


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
