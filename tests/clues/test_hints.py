"""What a statistical rule hints at stands apart, in no queue and no sum, until somebody takes it up."""

from __future__ import annotations

from django.urls import reverse

import pytest

from clues import services
from clues.models import Clue
from clues.selectors.groups import groups_by
from clues.selectors.statistics import statistics
from tests.visitors import signed_in


@pytest.fixture
def hint(desk):
    desk.found(desk.hit(1), source="paid-late", hint=True)
    desk.clue(2)
    return Clue.objects.get(source="paid-late")


def numbers(browser, **asked):
    page = browser.get(reverse("clues:clue-list"), asked).content.decode()
    return {clue.number for clue in Clue.objects.all() if f"{clue.number}/" in page}


def test_no_queue_and_no_sum_has_it(desk, hint):
    other = Clue.objects.exclude(pk=hint.pk).get()
    assert [list(found) for found in (Clue.objects.open(), Clue.objects.waiting())] == [[other]] * 2
    assert groups_by("village", Clue.objects.all()) == []
    assert services.take_next(by=desk.users["county"]) == other


def test_it_is_found_where_hints_are_asked_for(desk, hint):
    browser = signed_in(desk.users["county"])
    other = Clue.objects.exclude(pk=hint.pk).get()
    for asked in ({}, {"status": ""}, {"status": "open"}, {"status": "suspected"}):
        assert numbers(browser, **asked) == {other.number}, asked
    assert numbers(browser, status="hints") == {hint.number}


def test_taken_up_it_is_a_clue_like_others(desk, hint):
    services.take(clue=hint, by=desk.users["county"])
    assert hint in Clue.objects.open()
    services.release(clue=hint, by=desk.users["county"])
    assert hint not in Clue.objects.open()


def test_the_statistics_count_it_once_it_is_judged(desk, hint):
    code = hint.region_code
    assert statistics(code).total.values["suspected"] == 1
    services.explain(clue=hint, by=desk.users["county"], finding="allowed", words="按政策可以")
    total = statistics(code).total.values
    assert (total["suspected"], total["checked"]) == (2, 1)
