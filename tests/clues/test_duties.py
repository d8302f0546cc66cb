"""What is owed to somebody goes to the department as a duty, and never to discipline."""

import pytest

from clues import services
from clues.choices import Status
from clues.models import Check, Clue
from clues.permissions import units_concerned
from clues.selectors.routing import offices_to_check
from core.exceptions import StateConflict


@pytest.fixture
def owed(desk):
    """A benefit of the bureau's own department that somebody does not get; the bureau's own
    register says so.
    """
    clue = desk.clue(1, evidence=desk.concerned(desk.offices["bureau"]))
    Clue.objects.filter(pk=clue.pk).update(duty=True)
    return Clue.objects.get(pk=clue.pk)


def test_the_department_is_asked_without_an_inspector(desk, owed):
    assert services.send_duties() == 1
    check = Check.objects.get()
    owed.refresh_from_db()
    assert (check.office, check.sent_by, owed.status) == (
        desk.offices["bureau"], None, Status.CHECKING,
    )  # fmt: skip
    assert owed.due_on == check.due_on
    assert owed.history.last().by is None
    assert services.send_duties() == 0


def test_nobody_is_concerned_and_discipline_is_not_asked(desk, owed):
    assert units_concerned(owed) == frozenset()
    assert offices_to_check(owed)[0] == desk.offices["bureau"]
    assert not {o for o in offices_to_check(owed) if o.kind == "discipline"}
    with pytest.raises(StateConflict, match="职责|duty"):
        services.register(clue=owed, by=desk.users["county"], words="属实")


@pytest.mark.parametrize(
    ("finding", "status"),
    [("mended", "explained"), ("registry-wrong", "explained"), ("true", "checked")],
)
def test_its_answer_settles_it_unless_it_is_true_and_unpaid(desk, owed, finding, status):
    services.send_duties()
    by = desk.town.users["reviewer"]
    services.answer_check(check=Check.objects.get(), by=by, finding=finding, words="已补发")
    owed.refresh_from_db()
    assert owed.status == status
    assert owed.explained_digest == (owed.facts_digest if status == "explained" else "")
    desk.found(desk.hit(1, evidence=owed.evidence))
    owed.refresh_from_db()
    assert owed.status == status


@pytest.mark.parametrize("answered", [False, True])
def test_it_ends_when_it_is_paid(desk, owed, answered):
    """No matter what was answered; nobody is asked any more."""
    services.send_duties()
    if answered:
        by = desk.town.users["reviewer"]
        services.answer_check(check=Check.objects.get(), by=by, finding="true", words="将补发")
    desk.found()
    owed.refresh_from_db()
    assert (owed.status, owed.due_on) == (Status.NO_LONGER_DETECTED, None)
    assert not Check.objects.waiting().exists()
    assert (Check.objects.get().recalled_at is None) is answered


def test_a_suspicion_that_is_being_checked_does_not_end_so(desk):
    clue = desk.clue(1)
    services.send_to_check(clue=clue, by=desk.users["county"])
    desk.found()
    clue.refresh_from_db()
    assert (clue.status, clue.still_detected) == (Status.CHECKING, False)
    assert Check.objects.waiting().exists()
