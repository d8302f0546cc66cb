"""A merging that was a mistake is undone, and everybody can read so."""

import pytest

from clues import services
from clues.choices import Status
from clues.models import Clue
from clues.permissions import units_concerned
from core.exceptions import NotAllowed, StateConflict


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
    services.split_off(clue=part, by=by, words="是两户人家")
    part.refresh_from_db()
    assert (part.status, part.merged_into) == (Status.SUSPECTED, None)
    assert part.history.last().words == "是两户人家"
    assert part.number in whole.history.last().words


def test_what_was_registered_is_registered_again_with_time(pair, by):
    for clue in pair:
        services.register(clue=clue, by=by, words="属实")
    whole, part = merged([Clue.objects.get(pk=clue.pk) for clue in pair], by)
    services.split_off(clue=part, by=by, words="是两户人家")
    part.refresh_from_db()
    assert part.status == Status.REGISTERED
    assert part.due_on is not None


def test_the_units_behind_it_go_with_it(desk, pair, by):
    whole, part = pair
    Clue.objects.filter(pk=part.pk).update(evidence=desk.concerned(desk.offices["town"]))
    whole, part = merged((whole, Clue.objects.get(pk=part.pk)), by)
    services.split_off(clue=part, by=by, words="是两户人家")
    assert units_concerned(Clue.objects.get(pk=whole.pk)) == frozenset()


def test_not_out_of_what_is_closed_or_by_whom_it_is_none_of_the_business(desk, pair, by):
    whole, part = pair
    with pytest.raises(StateConflict):
        services.split_off(clue=part, by=by, words="误并")
    whole, part = merged(pair, by)
    with pytest.raises(NotAllowed):
        services.split_off(clue=part, by=desk.users["police"], words="误并")
    Clue.objects.filter(pk=whole.pk).update(status=Status.CLOSED)
    with pytest.raises(StateConflict):
        services.split_off(clue=Clue.objects.get(pk=part.pk), by=by, words="误并")
