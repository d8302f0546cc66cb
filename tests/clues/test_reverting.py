"""A wrong entry can be undone, and the history tells what it said and why it went."""

from decimal import Decimal

from django.utils import timezone

import pytest
import time_machine

from clues import services
from clues.selectors.entries import entries_of
from core.exceptions import NotAllowed, PortalError, StateConflict
from tests.inspectors import close_by_two


@pytest.fixture
def by(desk):
    return desk.users["county"]


@pytest.fixture
def clue(desk, by):
    clue = services.register(clue=desk.clue(1), by=by, words="属实")
    clue = services.assign(clue=clue, by=by, to=by)
    return services.dispose(clue=clue, by=by, disposal="verification", words="初核")


def named(kind, clue):
    """The name of the one entry of a kind."""
    (name,) = (name for name in entries_of(clue) if name.startswith(f"{kind}:"))
    return name


def test_an_outcome_for_the_wrong_person(clue, by):
    services.record_outcome(
        clue=clue, by=by, name="李某", post="出纳", person_kind="village-manager", form=2,
        measure="government", sanction="warning", decided_on=timezone.localdate(),
    )  # fmt: skip
    ((entry, told),) = entries_of(clue).items()
    services.revert_entry(clue=clue, by=by, entry=entry, words="记错了人")

    assert not clue.outcomes.exists()
    line = clue.history.last()
    assert line.words == f"{told}\n记错了人"
    assert "李某" in told
    with pytest.raises(StateConflict):
        close_by_two(clue=clue, by=by, finding="true", words="了结")


def test_a_slip_in_the_sum_that_is_owed(clue, by):
    services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(30_000))
    services.revert_entry(clue=clue, by=by, entry=named("owed", clue), words="应为3000元")
    assert not clue.recoveries.exists()
    assert clue.history.last().changes["due"] == ["30000.00", "0.00"]


def test_what_has_come_back_of_it_stays(clue, by):
    recovery = services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(30_000))
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(3_000))
    services.revert_entry(clue=clue, by=by, entry=named("owed", clue), words="应为3000元")
    recovery.refresh_from_db()
    assert (recovery.due, recovery.recovered) == (3_000, 3_000)
    assert list(entries_of(clue)) == [named("recovered", clue)]


def test_a_slip_in_the_sum_that_has_come_back(clue, by):
    recovery = services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(300))
    services.revert_entry(clue=clue, by=by, entry=named("recovered", clue), words="只退了30元")
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(30))
    recovery.refresh_from_db()
    assert (recovery.due, recovery.recovered) == (300, 30)
    assert clue.recoveries.outstanding().exists()


def test_a_rectification_asked_of_the_wrong_unit(clue, by):
    task = services.record_rectification(clue=clue, by=by, what="补公示", unit="浮岐村")
    services.revert_entry(clue=clue, by=by, entry=f"rectification:{task.pk}", words="非该村")
    assert not clue.rectifications.exists()
    with pytest.raises(StateConflict):
        services.revert_entry(clue=clue, by=by, entry=f"rectification:{task.pk}", words="再来")


@pytest.mark.parametrize("entry", ["", "outcome", "outcome:x", "clue:1", "owed:0"])
def test_an_entry_that_is_none(clue, by, entry):
    with pytest.raises(StateConflict):
        services.revert_entry(clue=clue, by=by, entry=entry, words="记错")


def test_only_by_whoever_is_in_charge_with_a_reason_and_before_it_is_closed(desk, clue, by):
    task = services.record_rectification(clue=clue, by=by, what="补公示", unit="浮岐村")
    entry = f"rectification:{task.pk}"
    with pytest.raises(PortalError):
        services.revert_entry(clue=clue, by=by, entry=entry, words=" ")
    with pytest.raises(StateConflict):
        services.revert_entry(clue=clue, by=desk.users["second"], entry=entry, words="记错")
    with pytest.raises(NotAllowed):
        services.revert_entry(clue=clue, by=desk.users["town"], entry=entry, words="记错")
    services.record_rectified(rectification=task, by=by, words="已补")
    close_by_two(clue=clue, by=by, finding="mended", words="了结")
    with pytest.raises(StateConflict):
        services.revert_entry(clue=clue, by=by, entry=entry, words="记错")


def test_without_the_only_sum_the_disposal_runs_on(clue, by):
    before = clue.due_on
    services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
    services.revert_entry(clue=clue, by=by, entry=named("owed", clue), words="错案")
    clue.refresh_from_db()
    assert (clue.status, clue.due_on) == ("disposal", before)
    assert clue.history.last().changes["status"] == ["rectifying", "disposal"]


def test_with_something_else_to_put_right_that_deadline_stands(clue, by):
    services.record_rectification(clue=clue, by=by, what="更正名册", unit="长乐区民政局")
    services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
    services.revert_entry(clue=clue, by=by, entry=named("owed", clue), words="错案")
    clue.refresh_from_db()
    assert (clue.status, clue.due_on) == ("rectifying", clue.rectifications.get().due_on)


def test_what_is_no_longer_owed_cannot_come_back(clue, by):
    recovery = services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
    services.revert_entry(clue=clue, by=by, entry=named("owed", clue), words="错案")
    with pytest.raises(StateConflict):
        services.record_recovered(recovery=recovery, by=by, amount=Decimal(1))


def test_a_sum_that_another_has_changed_meanwhile_is_not_taken_back_unseen(clue, by):
    recovery = services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(100))
    seen = named("recovered", clue)
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(50))
    with pytest.raises(StateConflict):
        services.revert_entry(clue=clue, by=by, entry=seen, words="记错")


def test_what_an_earlier_round_finished_keeps_no_later_one_open(clue, by):
    recovery = services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
    services.record_recovered(recovery=recovery, by=by, amount=Decimal(300))
    close_by_two(clue=clue, by=by, finding="mended", words="退清")
    services.reopen(clue=clue, by=by, words="还有一事")
    clue = services.dispose(clue=clue, by=by, disposal="verification", words="再核")
    services.record_rectification(clue=clue, by=by, what="更正名册", unit="长乐区民政局")
    services.revert_entry(clue=clue, by=by, entry=named("rectification", clue), words="记错")
    before, clue = clue, type(clue).objects.get(pk=clue.pk)
    assert (clue.status, clue.due_on) == ("disposal", before.due_on)


def test_a_deadline_that_was_the_same_is_not_lost(clue, by):
    with time_machine.travel(timezone.now(), tick=False):
        recovery = services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
        services.revert_entry(clue=clue, by=by, entry=named("owed", clue), words="错案")
        type(clue).objects.update(due_on=recovery.due_on)
        services.record_recovery(clue=clue, by=by, owed_by="张某", due=Decimal(300))
        services.revert_entry(clue=clue, by=by, entry=named("owed", clue), words="错案")
    clue.refresh_from_db()
    assert (clue.status, clue.due_on) == ("disposal", recovery.due_on)
