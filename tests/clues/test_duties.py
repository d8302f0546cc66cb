"""What is owed to somebody goes to the department as a duty, and never to discipline."""

import pytest

from accounts.models import Office
from clues import services
from clues.choices import Status
from clues.models import Check, Clue
from clues.permissions import units_concerned
from clues.selectors.routing import offices_to_check
from clues.selectors.statistics import statistics
from core.exceptions import StateConflict
from matching.rules.format import all_rules
from tests.matching import test_rule_cases as cases
from tests.matching.nights import Nights
from tests.visitors import signed_in


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


def test_what_an_inspector_took_back_is_not_sent_again(desk, owed):
    services.send_duties()
    services.recall_check(clue=owed, by=desk.users["county"])
    assert services.send_duties() == 0


def test_what_an_inspector_has_in_hand_is_left(desk, owed):
    services.take(clue=owed, by=desk.users["county"])
    assert services.send_duties() == 0


def test_where_nobody_serves_the_place_it_waits_for_an_inspector(desk, owed):
    Office.objects.exclude(kind="discipline").update(region_code="350125000000")
    assert services.send_duties() == 0
    assert list(Clue.objects.waiting()) == [owed]


def test_it_is_no_suspicion_in_the_statistics(desk, owed):
    desk.clue(2, source="prisoner-paid")
    figures = statistics("350112000000")
    assert figures.total.values["suspected"] == 1
    by_rule = {line.key: line.values["suspected"] for line in figures.by["rule"]}
    assert by_rule == {"paid-after-death": 1, "prisoner-paid": 1}


def test_both_sides_read_that_it_accuses_nobody(desk, owed):
    services.send_duties()
    card = signed_in(desk.users["county"]).get(owed.get_absolute_url()).content.decode()
    page = f"/desk/checks/{Check.objects.get().pk}/"
    check = signed_in(desk.town.users["reviewer"]).get(page).content.decode()
    for text in (card, check):
        assert "不是对任何人的怀疑" in text


def test_rules_say_what_is_a_duty(town):
    """应享未享 and money that the bank sent back."""
    duties = {code for code, rule in all_rules().items() if rule.duty}
    assert duties == {"eligible-not-paid", "returned-never-paid"}


class FoundAtNightTests(Nights):
    def test_a_night_marks_its_clues(self):
        case = next(c for c in cases.files()["eligible-not-paid"] if c["is"] == "hit")
        self.fill("eligible-not-paid", case)
        self.night("eligible-not-paid")
        assert {clue.duty for clue in Clue.objects.all()} == {True}


def test_a_duty_and_a_suspicion_stay_two(desk, owed):
    """As one, the unit suspected would settle it by its own answer, or an inspector lose the other."""
    evidence = desk.concerned(desk.offices["bureau"])
    Clue.objects.update(groups={"account": "ab"})
    suspicion = desk.clue(2, groups={"account": "ab"}, evidence=evidence)
    for into, other in ((owed, suspicion), (suspicion, owed)):
        with pytest.raises(StateConflict):
            services.merge(into=into, others=[other], by=desk.users["county"], words="同一人")


def test_what_was_paid_and_is_owed_again_is_sent_again(desk, owed):
    """The run recalled the question, not an inspector."""
    services.send_duties()
    desk.found()
    owed.refresh_from_db()
    assert owed.status == Status.NO_LONGER_DETECTED
    desk.found(desk.hit(1), duty=True)
    assert services.send_duties() == 1
