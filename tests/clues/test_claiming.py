"""Of two inspectors who reach for one clue, one gets it; on real connections of their own."""

import threading
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

import pytest

from clues import services
from clues.choices import Status
from clues.models import Clue, HistoryLine
from core.exceptions import NotAllowed, StateConflict
from tests.clues.conftest import make_desk
from tests.town import make_town


def test_most_money_comes_first_and_is_held(desk):
    desk.clue(1, amount=100)
    much = desk.clue(2, amount=900)
    taken = services.take_next(by=desk.users["county"])

    assert taken == much
    assert (taken.holder, taken.history.get().act) == (desk.users["county"], "take")


def test_what_is_held_undecided_comes_back_first(desk):
    """A browser killed after the click neither loses the clue nor gets a second one."""
    for serial in (1, 2):
        desk.clue(serial)
    first = services.take_next(by=desk.users["county"])
    again = services.take_next(by=desk.users["county"])
    assert first == again
    services.explain(clue=first, by=desk.users["county"], finding="allowed", words="因为")

    assert services.take_next(by=desk.users["county"]) not in (first, None)


def test_a_held_clue_is_nobody_else_s(desk):
    clue = services.take(clue=desk.clue(1), by=desk.users["county"])
    other = desk.users["second"]
    assert services.take_next(by=other) is None
    for act in (
        lambda: services.take(clue=clue, by=other),
        lambda: services.explain(clue=clue, by=other, finding="allowed", words="因为"),
        lambda: services.register(clue=clue, by=other, words="属实"),
        lambda: services.release(clue=clue, by=other),
    ):
        with pytest.raises(StateConflict):
            act()
    services.release(clue=clue, by=desk.users["county"])
    assert services.take_next(by=other) == clue


def test_a_hold_runs_out(desk, settings):
    clue = services.take(clue=desk.clue(1), by=desk.users["county"])
    past = timezone.now() - timedelta(hours=settings.CLUE_HOLD_HOURS, minutes=1)
    Clue.objects.filter(pk=clue.pk).update(held_at=past)

    assert services.take_next(by=desk.users["second"]) == clue


def test_nothing_of_the_own_office_and_nothing_elsewhere_is_taken(desk):
    desk.clue(1, evidence=desk.concerned(desk.offices["county"]))
    desk.clue(2, region_code="350125101214")
    assert services.take_next(by=desk.users["county"]) is None
    assert services.take_next(by=desk.users["city"]) is not None


def test_a_narrowed_queue_stays_narrow(desk):
    desk.clue(1, amount=900)
    small = desk.clue(2, amount=5)

    assert services.take_next(by=desk.users["county"], queue=Clue.objects.filter(amount=5)) == small


def test_what_is_decided_is_not_taken_next(desk):
    clue = desk.clue(1)
    for status in set(Status) - {Status.SUSPECTED, Status.CHECKED}:
        Clue.objects.filter(pk=clue.pk).update(status=status)
        assert services.take_next(by=desk.users["county"]) is None, status


@pytest.fixture
def open_desk(transactional_db):
    return make_desk(make_town())


def at_once(*acts):
    """Each act in a thread and on a connection of its own, all released together."""
    gate = threading.Barrier(len(acts))
    results = [None] * len(acts)

    def run(number):
        try:
            gate.wait(timeout=10)
            results[number] = acts[number]()
        except Exception as error:  # noqa: BLE001 - the tests look at what came
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_two_inspectors_never_hold_the_same_clue(open_desk):
    one, two = open_desk.users["county"], open_desk.users["second"]
    for serial in range(1, 13):
        open_desk.clue(serial)

    def work(by):
        def act():
            taken = []
            while (clue := services.take_next(by=by)) is not None:
                taken.append(clue.pk)
                services.register(clue=clue, by=by, words="属实")
            return taken

        return act

    first, second = at_once(work(one), work(two))
    assert isinstance(first, list), first
    assert isinstance(second, list), second
    # A row that one just lets go may be passed over by the other; nothing is lost for it.
    rest = work(one)()
    assert sorted(first + second + rest) == sorted(Clue.objects.values_list("pk", flat=True))
    assert not set(first) & set(second)
    numbers = Clue.objects.values_list("register_number", flat=True)
    assert len(set(numbers)) == 12


def test_of_two_that_take_one_clue_one_is_refused(open_desk):
    clue = open_desk.clue(1)
    one, two = open_desk.users["county"], open_desk.users["second"]
    for _round in range(5):
        results = at_once(
            lambda: services.take(clue=clue, by=one), lambda: services.take(clue=clue, by=two)
        )
        refused = [result for result in results if isinstance(result, StateConflict)]
        assert len(refused) == 1, results
        clue.refresh_from_db()
        services.release(clue=clue, by=clue.holder)


def test_a_row_that_a_run_holds_is_refused_at_once_and_passed_over(open_desk):
    busy, free = open_desk.clue(1, amount=900), open_desk.clue(2)
    by = open_desk.users["county"]
    with transaction.atomic():
        Clue.objects.select_for_update().get(pk=busy.pk)
        (refusal, taken) = at_once(
            lambda: services.take(clue=busy, by=by), lambda: services.take_next(by=by)
        )
    assert isinstance(refusal, StateConflict)
    assert taken == free


def test_a_row_held_for_a_moment_is_waited_for(open_desk, monkeypatch):
    """Whoever looks for the next clue locks rows that turn out to be taken, and lets go at once."""
    clue = open_desk.clue(1)
    held, pausing, free = threading.Event(), threading.Event(), threading.Event()

    def look():
        with transaction.atomic():
            Clue.objects.select_for_update().get(pk=clue.pk)
            held.set()
            pausing.wait(timeout=10)
        free.set()

    def pause(_seconds):
        pausing.set()
        free.wait(timeout=10)

    def take():
        held.wait(timeout=10)
        return services.take(clue=clue, by=open_desk.users["county"])

    monkeypatch.setattr("clues.services.recording.time.sleep", pause)
    _nothing, taken = at_once(look, take)
    assert taken == clue, taken


def test_two_answers_to_one_check_leave_one(open_desk):
    check = services.send_to_check(clue=open_desk.clue(1), by=open_desk.users["county"])
    by = open_desk.users["town"]
    results = at_once(
        *[lambda: services.answer_check(check=check, by=by, finding="true", words="是")] * 2
    )
    assert sum(isinstance(result, StateConflict) for result in results) == 1
    assert HistoryLine.objects.filter(act="answer-check").count() == 1


def test_a_killed_act_leaves_nothing_and_can_be_done_again(open_desk, monkeypatch):
    """Whatever dies before the commit dies whole: no number, no line, no lock."""
    clue, by = open_desk.clue(1), open_desk.users["county"]
    with monkeypatch.context() as patch:

        def die(**_values):
            raise SystemExit

        patch.setattr("clues.services.recording.record", die)
        with pytest.raises(SystemExit):
            services.register(clue=clue, by=by, words="属实")
    clue.refresh_from_db()
    assert (clue.status, clue.register_number) == (Status.SUSPECTED, None)
    assert not HistoryLine.objects.exists()
    again = services.register(clue=clue, by=by, words="属实")
    assert again.status == Status.REGISTERED
    with pytest.raises(StateConflict):
        services.register(clue=clue, by=by, words="属实")
    assert HistoryLine.objects.filter(act="register").count() == 1


def test_a_run_and_inspectors_side_by_side_lose_and_double_nothing(open_desk):
    by = open_desk.users["county"]
    for serial in range(1, 9):
        open_desk.clue(serial)
    hits = [open_desk.hit(serial) for serial in range(1, 13)]

    def explain_all():
        done = 0
        for clue in list(Clue.objects.order_by("pk")):
            try:
                services.explain(clue=clue, by=by, finding="allowed", words="因为")
            except StateConflict:
                continue
            done += 1
        return done

    outcome, done = at_once(lambda: open_desk.found(*hits), explain_all)
    assert (outcome.found, outcome.new) == (12, 4), outcome
    assert isinstance(done, int), done
    assert Clue.objects.count() == 12
    assert Clue.objects.filter(status=Status.EXPLAINED).count() == done


def test_refused_for_lack_of_right_before_anything_is_taken(desk):
    with pytest.raises(NotAllowed):
        services.take(clue=desk.clue(1), by=desk.users["auditor"])
