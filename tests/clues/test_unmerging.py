"""A merging that was a mistake is undone, and everybody can read so."""

from datetime import date

import pytest

from clues import services
from clues.choices import Status
from clues.models import Clue
from clues.permissions import units_concerned
from clues.selectors.merged import parts_of, together
from core.exceptions import NotAllowed, StateConflict
from tests.visitors import signed_in


@pytest.fixture
def by(desk):
    return desk.users["county"]


@pytest.fixture
def pair(desk, by):
    whole, part = (desk.clue(serial, groups={"account": "ab"}) for serial in (1, 2))
    return whole, part


def merged(pair, by):
    whole, part = pair
    services.merge(into=whole, others=[part], by=by, words="同一账户")
    part.refresh_from_db()
    return whole, part


def test_it_stands_for_itself_again(pair, by):
    whole, part = merged(pair, by)
    services.unmerge(clue=part, by=by, words="是两户人家")
    part.refresh_from_db()
    assert (part.status, part.merged_into) == (Status.SUSPECTED, None)
    assert part.history.last().words == "是两户人家"
    assert part.number in whole.history.last().words


def test_what_was_registered_is_registered_again_with_the_time_it_had(pair, by):
    for clue in pair:
        services.register(clue=clue, by=by, words="属实")
    due_on = date(2026, 1, 5)
    Clue.objects.update(due_on=due_on)
    whole, part = merged([Clue.objects.get(pk=clue.pk) for clue in pair], by)
    services.unmerge(clue=part, by=by, words="是两户人家")
    part.refresh_from_db()
    assert part.status == Status.REGISTERED
    assert part.due_on == due_on


def test_the_units_behind_it_go_with_it(desk, pair, by):
    whole, part = pair
    Clue.objects.filter(pk=part.pk).update(evidence=desk.concerned(desk.offices["town"]))
    whole, part = merged((whole, Clue.objects.get(pk=part.pk)), by)
    services.unmerge(clue=part, by=by, words="是两户人家")
    assert units_concerned(Clue.objects.get(pk=whole.pk)) == frozenset()


def test_not_out_of_what_is_closed_or_by_whom_it_is_none_of_the_business(desk, pair, by):
    whole, part = pair
    with pytest.raises(StateConflict):
        services.unmerge(clue=part, by=by, words="误并")
    whole, part = merged(pair, by)
    with pytest.raises(NotAllowed):
        services.unmerge(clue=part, by=desk.users["police"], words="误并")
    Clue.objects.filter(pk=whole.pk).update(status=Status.CLOSED)
    with pytest.raises(StateConflict):
        services.unmerge(clue=Clue.objects.get(pk=part.pk), by=by, words="误并")


def test_what_came_with_it_goes_with_it(desk, by):
    """The first shares an account with the second only, the second a handler with the third."""
    first = desk.clue(1, groups={"account": "ab"})
    second = desk.clue(2, groups={"account": "ab", "handler": "office:1"})
    third = desk.clue(3, groups={"handler": "office:1"})
    services.merge(into=second, others=[first], by=by, words="同一账户")
    services.merge(into=third, others=[second], by=by, words="同一经办")
    first.refresh_from_db()
    assert first.merged_into == third
    assert first.history.last().changes["merged_into"] == [second.number, third.number]
    second.refresh_from_db()
    services.unmerge(clue=second, by=by, words="不是一回事")
    assert set(second.merged.all()) == {first}
    assert not third.merged.exists()


def test_a_duty_that_was_paid_meanwhile_is_over_when_it_is_taken_out(desk, pair, by):
    Clue.objects.update(duty=True, status=Status.CHECKED)
    whole, part = merged([Clue.objects.get(pk=clue.pk) for clue in pair], by)
    Clue.objects.filter(pk=part.pk).update(still_detected=False)
    services.unmerge(clue=part, by=by, words="两件事")
    part.refresh_from_db()
    assert part.status == Status.NO_LONGER_DETECTED


def test_what_is_merged_is_not_worked_on_by_itself(pair, by):
    """It would have two numbers and two ends."""
    _whole, part = merged(pair, by)
    with pytest.raises(StateConflict):
        services.register(clue=part, by=by, words="属实")
    with pytest.raises(StateConflict):
        services.send_to_check(clue=part, by=by)


def test_a_payment_behind_both_counts_once_in_what_they_come_to(desk, pair, by):
    paid = [{"kind": "payment", "id": 7, "amount": 100}]
    whole, part = pair
    other = desk.clue(3, amount=50)
    Clue.objects.filter(pk__in=[whole.pk, part.pk]).update(evidence=paid, amount=100)
    whole, part = (Clue.objects.get(pk=clue.pk) for clue in (whole, part))
    assert together(whole, [part, other]) == 150


def test_a_part_of_another_region_is_not_told_to_whom_it_does_not_concern(desk, pair):
    """Whoever serves the city may merge what lies in two counties."""
    whole, part = pair
    Clue.objects.filter(pk=part.pk).update(region_code="350125101214")
    services.merge(
        into=whole, others=[Clue.objects.get(pk=part.pk)], by=desk.users["city"], words="同一账户"
    )
    for user, told in (("city", 1), ("county", 0)):
        reader = desk.users[user]
        assert len(parts_of(whole, reader)) == told
        page = signed_in(reader).get(whole.get_absolute_url())
        assert len(page.context["merged"]) == told
