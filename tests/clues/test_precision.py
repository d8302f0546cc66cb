"""How often a rule was right, from what the checks found."""

from django.urls import reverse

import pytest

from clues.models import Clue
from clues.selectors.precision import precision_of
from tests.visitors import signed_in


CITY, RULE = "350100000000", "paid-after-death"


@pytest.fixture
def checked(desk):
    """Two right, one innocent, one still to be checked, one of another rule, one not looked at."""
    findings = ("true", "mended", "allowed", "to-be-checked", "")
    for serial, finding in enumerate(findings):
        Clue.objects.filter(pk=desk.clue(serial).pk).update(explanation=finding)
    other = desk.clue(9, source="prisoner-paid")
    Clue.objects.filter(pk=other.pk).update(explanation="true")


def test_it_is_confirmed_over_checked(checked, django_assert_num_queries):
    with django_assert_num_queries(1):
        precision = precision_of(RULE, CITY)
    assert (precision.found, precision.checked, precision.confirmed) == (5, 3, 2)
    assert precision.percent == 67
    assert len(precision.by_finding) == 3


def test_nothing_checked_is_no_percentage(desk):
    desk.clue(1)
    assert precision_of(RULE, CITY).percent is None
    assert precision_of(RULE, "350200000000").found == 0


def test_the_rule_s_staff_page_shows_it(desk, checked):
    page = signed_in(desk.users["county"]).get(reverse("matching:rule", args=[RULE]))
    assert page.context["precision"].percent == 67
    assert "67%" in page.content.decode()
