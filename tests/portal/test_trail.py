"""Who guards the guardians: auditors read what staff of their region did and looked at."""

from django.urls import reverse

import pytest

from accounts.choices import Role
from accounts.models import User
from auditing.services import record_sensitive_access
from tests.town import make_user
from tests.visitors import signed_in


TRAIL = "portal:trail"


@pytest.fixture
def auditor(town):
    """Of the whole city, where the inspector is as well."""
    User.objects.filter(pk=town.users[Role.AUDITOR].pk).update(region_code="350100000000")
    return User.objects.get(pk=town.users[Role.AUDITOR].pk)


def test_acts_and_looks_of_the_region_are_read(town, auditor):
    inspector = town.users[Role.INSPECTOR]
    signed_in(inspector).get(reverse("clues:clue-list"))
    browser = signed_in(auditor)
    page = browser.get(reverse(TRAIL), {"kind": "looks", "who": inspector.full_name})
    assert [person for _line, person, *_told in page.context["lines"]] == [inspector]
    narrowed = browser.get(reverse(TRAIL), {"kind": "looks", "what": "clues"})
    assert [line.subject for line, *_told in narrowed.context["lines"]] == ["clues"]


def test_not_those_of_another_region(town, auditor):
    other = make_user("far", Role.INSPECTOR, town.other_office)
    User.objects.filter(pk=other.pk).update(region_code="350200000000")
    signed_in(User.objects.get(pk=other.pk)).get(reverse("clues:clue-list"))
    page = signed_in(auditor).get(reverse(TRAIL), {"kind": "looks", "what": "clues"})
    assert not page.context["lines"]


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.UPLOADER, Role.REVIEWER])
def test_those_who_are_in_it_do_not_read_it(town, role):
    assert signed_in(town.users[role]).get(reverse(TRAIL)).status_code == 403


def test_reading_the_trail_is_in_the_trail(town, auditor):
    browser = signed_in(auditor)
    browser.get(reverse(TRAIL))
    page = browser.get(reverse(TRAIL), {"kind": "looks", "what": "trail"})
    assert page.context["lines"]


def test_it_costs_the_same_however_long_it_is(town, auditor, django_assert_num_queries):
    browser = signed_in(auditor)
    address = reverse(TRAIL) + "?kind=looks"
    browser.get(address)
    for more in (1, 6):
        for _time in range(more):
            browser.get(reverse("clues:clue-list"))
        with django_assert_num_queries(9):
            browser.get(address)


def test_a_clue_is_found_by_the_number_that_is_printed(town, auditor):
    browser = signed_in(auditor)
    record_sensitive_access(by=auditor, subject="clue:YD2026-000080", reason="证据卡")
    page = browser.get(reverse(TRAIL), {"kind": "looks", "what": "yd2026-000080"})
    assert [clue for _line, _person, clue, _told in page.context["lines"]] == ["YD2026-000080"]
