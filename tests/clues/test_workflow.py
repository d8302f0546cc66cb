"""The transition table, and the way from registration to the end."""

from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from auditing.models import AuditEvent
from clues import services
from clues.choices import TRANSITIONS, Measure, PersonKind, Sanction, Status
from clues.models import Clue, PersonOutcome
from clues.services.papers import dossier, transfer_letter
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.working_days import add_working_days
from tests.inspectors import close_by_two
from tests.town import identity


@pytest.fixture
def by(desk):
    return desk.users["county"]


@pytest.fixture
def assigned(desk, by):
    clue = services.register(clue=desk.clue(1), by=by, words="核查属实")
    return services.assign(clue=clue, by=by, to=by)


@pytest.fixture
def verifying(assigned, by):
    return services.dispose(clue=assigned, by=by, disposal="verification", words="需要核实")


def outcome(clue, by, **values):
    standard = {
        "name": "张某", "post": "浮岐村会计", "person_kind": "village-manager",
        "measure": "admonished", "form": 1, "decided_on": timezone.localdate(),
    }  # fmt: skip
    return services.record_outcome(clue=clue, by=by, **standard | values)


ACTS = {
    "send": (Status.CHECKING, lambda c, by: services.send_to_check(clue=c, by=by)),
    "explain": (
        Status.EXPLAINED,
        lambda c, by: services.explain(clue=c, by=by, finding="allowed", words="因为"),
    ),
    "register": (Status.REGISTERED, lambda c, by: services.register(clue=c, by=by, words="属实")),
    "assign": (Status.ASSIGNED, lambda c, by: services.assign(clue=c, by=by, to=by)),
    "dispose": (
        Status.DISPOSAL,
        lambda c, by: services.dispose(clue=c, by=by, disposal="talk", words="函询"),
    ),
    "hold": (
        Status.HELD,
        lambda c, by: services.dispose(clue=c, by=by, disposal="hold", words="暂存"),
    ),
    "close": (
        Status.CLOSED,
        lambda c, by: close_by_two(clue=c, by=by, finding="allowed", words="了结"),
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", Status.values)
def test_no_act_goes_a_way_that_the_table_does_not_know(desk, by, status, act):
    clue = desk.clue(1)
    Clue.objects.filter(pk=clue.pk).update(status=status, assignee=by)
    goal, run = ACTS[act]
    allowed = goal in TRANSITIONS[status]
    # Deciding again replaces an earlier decision; only reopen() opens what is closed.
    allowed |= (act, status) == ("hold", Status.HELD)
    allowed &= (act, status) != ("assign", Status.CLOSED)
    # Only a department's answer about its own duty settles what is being checked.
    allowed &= (act, status) != ("explain", Status.CHECKING)
    if (act, status) == ("assign", Status.RECTIFYING):
        # Somebody else sees to what was decided.
        allowed, goal = True, Status.RECTIFYING
    if allowed:
        run(clue, by)
        clue.refresh_from_db()
        assert clue.status == goal
    else:
        with pytest.raises((StateConflict, NotAllowed)):
            run(clue, by)
        clue.refresh_from_db()
        assert clue.status == status


def test_every_status_has_its_row_and_every_goal_is_a_status():
    assert set(TRANSITIONS) == set(Status)
    assert set().union(*TRANSITIONS.values()) <= set(Status)


def test_registering_gives_number_office_and_deadline(desk, by):
    first, second = (services.register(clue=desk.clue(n), by=by, words="属实") for n in (1, 2))

    assert first.register_number.startswith(f"XS{timezone.localdate().year}-")
    assert int(second.register_number[-6:]) == int(first.register_number[-6:]) + 1
    assert first.office == desk.offices["county"]
    assert first.due_on == add_working_days(timezone.localdate(), 22, {})
    assert first.holder is None


def test_suspected_matters_have_no_clue_number(desk):
    assert desk.clue(1).register_number is None


def test_a_clue_never_goes_to_the_unit_concerned(desk, by):
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["city"]))
    clue = services.register(clue=clue, by=by, words="属实")
    with pytest.raises(NotAllowed):
        services.assign(clue=clue, by=by, to=desk.users["city"])
    with pytest.raises(NotAllowed):
        services.assign(clue=clue, by=by, to=desk.users["town"])


def test_only_the_assigned_inspector_acts(desk, assigned, by):
    other = desk.users["second"]
    with pytest.raises(StateConflict):
        services.dispose(clue=assigned, by=other, disposal="talk", words="函询")
    services.assign(clue=assigned, by=other, to=other)
    with pytest.raises(StateConflict):
        services.dispose(clue=assigned, by=by, disposal="talk", words="函询")


@pytest.mark.parametrize(
    ("disposal", "status", "due"),
    [
        ("talk", Status.DISPOSAL, lambda day: day + timedelta(days=30)),
        ("verification", Status.DISPOSAL, lambda day: add_working_days(day, 15, {})),
        ("conclude", Status.DISPOSAL, lambda day: add_working_days(day, 22, {})),
        ("hold", Status.HELD, lambda day: add_working_days(day, 120, {})),
    ],
)
def test_each_disposal_has_its_own_time(assigned, by, disposal, status, due):
    clue = services.dispose(clue=assigned, by=by, disposal=disposal, words="依据")

    assert (clue.status, clue.disposal) == (status, disposal)
    assert clue.due_on == due(timezone.localdate())


def test_a_verification_is_extended_once(verifying, by):
    before = verifying.due_on
    clue = services.extend(clue=verifying, by=by, words="证人外出")
    assert clue.due_on == add_working_days(before, 15, {})
    assert clue.history.last().changes["due_on"] == [before.isoformat(), clue.due_on.isoformat()]
    with pytest.raises(StateConflict):
        services.extend(clue=clue, by=by, words="再延")


def test_a_talk_is_not_extended(assigned, by):
    clue = services.dispose(clue=assigned, by=by, disposal="talk", words="函询")
    with pytest.raises(StateConflict):
        services.extend(clue=clue, by=by, words="再延")


def test_closing_what_is_true_needs_an_outcome_and_a_note(verifying, by):
    with pytest.raises(StateConflict, match="outcome|处理结果"):
        close_by_two(clue=verifying, by=by, finding="true", words="已处理")
    outcome(verifying, by)
    for finding, words in (("true", " "), ("to-be-checked", "待查"), ("", "了结")):
        with pytest.raises(PortalError):
            close_by_two(clue=verifying, by=by, finding=finding, words=words)
    clue = close_by_two(clue=verifying, by=by, finding="true", words="已处理")

    assert (clue.status, clue.explanation, clue.due_on) == (Status.CLOSED, "true", None)


def test_it_was_not_innocent_where_somebody_was_sanctioned(verifying, by):
    outcome(verifying, by, measure="none", form=None)
    outcome(verifying, by, measure="government", sanction="warning")
    for finding in ("registry-wrong", "filing-error", "allowed"):
        with pytest.raises(StateConflict):
            close_by_two(clue=verifying, by=by, finding=finding, words="了结")
    assert close_by_two(clue=verifying, by=by, finding="mended", words="已退款").pk


def test_deciding_the_same_again_gives_no_new_time(verifying, by):
    """Else a verification could be extended again and again."""
    services.extend(clue=verifying, by=by, words="证人外出")
    with pytest.raises(StateConflict):
        services.dispose(clue=verifying, by=by, disposal="verification", words="再核")
    services.dispose(clue=verifying, by=by, disposal="talk", words="改为函询")


def test_what_is_being_put_right_passes_to_a_colleague(desk, verifying, by):
    """Whoever was in charge may have left for good."""
    outcome(verifying, by)
    services.record_rectification(clue=verifying, by=by, what="补齐公示", unit="浮岐村")
    colleague = desk.users["second"]
    clue = services.assign(clue=verifying, by=colleague, to=colleague, words="原承办人调离")
    assert (clue.status, clue.assignee) == (Status.RECTIFYING, colleague)


def test_who_holds_no_public_office_gets_no_government_sanction(verifying, by):
    """公职人员政务处分法 art. 2; else art. 22 is passed by under another name."""
    with pytest.raises(PortalError, match="art. 2|第二条"):
        outcome(verifying, by, person_kind="other", measure="government", sanction="dismissal")


def test_no_number_and_no_control_character_is_kept_of_what_is_typed(desk, verifying, by):
    """Nor in the audit log, which nobody can mend."""
    number = identity(7)
    outcome(verifying, by, name=f"张某{number}", post=f"会计 {number}")
    recovery = services.record_recovery(clue=verifying, by=by, owed_by=number, due=Decimal(3))
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(3))
    task = services.record_rectification(clue=verifying, by=by, what=f"退{number}", unit=number)
    services.record_rectified(rectification=task, by=by, words=f"已退\x0b{number}")
    services.attach(clue=verifying, by=by, name=f"{number}.pdf", data=b"%PDF-1.4")
    clue = close_by_two(clue=verifying, by=by, finding="true", words=f"办结\x01{number}")

    kept = [clue.closing_note, *clue.attachments.values_list("name", flat=True)]
    kept += [str(row) for model in ("outcomes", "recoveries", "rectifications", "history")
             for row in getattr(clue, model).values()]  # fmt: skip
    kept += [str(row) for row in AuditEvent.objects.values()]
    assert clue.closing_note == "办结[号码]"
    assert not [text for text in kept if number in text]
    assert dossier(clue=clue, by=by).startswith(b"PK")
    assert transfer_letter(clue=clue, by=by, to="县纪委\x0b").startswith(b"PK")


def test_an_open_task_stands_in_the_way_of_closing(verifying, by):
    outcome(verifying, by)
    recovery = services.record_recovery(
        clue=verifying, by=by, owed_by="张某", due=Decimal("300.00")
    )
    rectification = services.record_rectification(
        clue=verifying, by=by, what="补齐公示", unit="浮岐村"
    )

    def close():
        return close_by_two(clue=verifying, by=by, finding="true", words="已处理")

    with pytest.raises(StateConflict, match="张某"):
        close()
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(300))
    with pytest.raises(StateConflict, match="补齐公示"):
        close()
    services.record_rectified(rectification=rectification, by=by, words="已公示")
    assert close().status == Status.CLOSED


def test_no_more_is_recovered_than_was_due(verifying, by):
    recovery = services.record_recovery(clue=verifying, by=by, owed_by="张某", due=Decimal(300))
    services.record_recovered(recovery=recovery, by=by, amount=Decimal("120.50"))
    for amount in (Decimal("179.51"), Decimal(0), Decimal(-1)):
        with pytest.raises(PortalError):
            services.record_recovered(recovery=recovery, by=by, amount=amount)
    services.record_recovered(recovery=recovery, by=by, amount=Decimal("179.50"))
    recovery.refresh_from_db()

    assert recovery.recovered == Decimal(300)
    assert recovery.clue.history.last().changes == {"recovered": ["120.50", "300.00"]}


def test_a_closed_clue_is_opened_again_with_a_reason(verifying, by):
    clue = close_by_two(clue=verifying, by=by, finding="allowed", words="不属实")
    clue = services.reopen(clue=clue, by=by, words="有新证据")

    assert (clue.status, clue.closed_at, clue.disposal) == (Status.ASSIGNED, None, "")


@pytest.mark.parametrize("sanction", ["warning", "demerit", "major-demerit"])
def test_village_managers_may_get_these_three(verifying, by, sanction):
    assert outcome(verifying, by, measure="government", sanction=sanction).pk


@pytest.mark.parametrize("sanction", ["demotion", "removal", "dismissal"])
def test_village_managers_get_nothing_heavier(verifying, by, sanction):
    """公职人员政务处分法 art. 22, by our words and by the database's."""
    with pytest.raises(PortalError, match="art. 22|第二十二条"):
        outcome(verifying, by, measure="government", sanction=sanction)
    with pytest.raises(IntegrityError, match="art_22"), transaction.atomic():
        PersonOutcome.objects.create(
            clue=verifying, name="张某", person_kind=PersonKind.VILLAGE_MANAGER,
            measure=Measure.GOVERNMENT, sanction=sanction, decided_on=timezone.localdate(),
            recorded_by=by,
        )  # fmt: skip
    assert outcome(
        verifying, by, person_kind="official", measure="government", sanction=sanction
    ).pk


@pytest.mark.parametrize(
    ("measure", "sanction"),
    [
        ("party", "warning"), ("government", "party-warning"), ("party", ""),
        ("admonished", "warning"), ("nonsense", ""),
    ],
)  # fmt: skip
def test_a_sanction_fits_its_measure(verifying, by, measure, sanction):
    with pytest.raises(PortalError):
        outcome(verifying, by, person_kind="official", measure=measure, sanction=sanction)


def test_every_sanction_fits_some_measure():
    from clues.choices import GOVERNMENT_SANCTIONS, PARTY_SANCTIONS

    assert {*GOVERNMENT_SANCTIONS, *PARTY_SANCTIONS} == set(Sanction)


def test_outcomes_come_after_the_disposal_and_not_from_the_future(assigned, by):
    with pytest.raises(StateConflict):
        outcome(assigned, by)
    clue = services.dispose(clue=assigned, by=by, disposal="talk", words="函询")
    with pytest.raises(PortalError):
        outcome(clue, by, decided_on=timezone.localdate() + timedelta(days=1))
