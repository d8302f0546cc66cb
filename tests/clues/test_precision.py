"""How often a rule was right, from what the checks found."""

from django.db import DatabaseError, transaction
from django.urls import reverse

import pytest

from clues import services
from clues.models import Clue, Finding
from clues.selectors.precision import precision_of
from tests.inspectors import close_by_two
from tests.visitors import signed_in


CITY, RULE = "350100000000", "paid-after-death"


def answer(desk, clue, finding):
    if finding:
        check = services.send_to_check(clue=clue, by=desk.users["county"])
        services.answer_check(check=check, by=desk.users["town"], finding=finding, words="查过")


@pytest.fixture
def checked(desk):
    """Two right, one innocent, one still to be checked, one of another rule, one not looked at."""
    findings = ("true", "mended", "allowed", "to-be-checked", "")
    for serial, finding in enumerate(findings):
        answer(desk, desk.clue(serial), finding)
    answer(desk, desk.clue(9, source="prisoner-paid"), "true")


def test_it_is_confirmed_over_checked(checked, django_assert_num_queries):
    with django_assert_num_queries(2):
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


def test_no_later_event_forgets_what_was_found(desk):
    """Opened again, found with other facts, lost, merged: one innocent stays one innocent."""
    by, allowed = desk.users["county"], {"finding": "allowed", "words": "按政策可以"}
    reopened, changed, lost, merged = (desk.clue(n, groups={"person": "ab"}) for n in range(1, 5))
    for clue in (reopened, changed, lost, merged):
        services.explain(clue=clue, by=by, **allowed)
    services.reopen(clue=reopened, by=by, words="再看")
    desk.clue(2, facts={"payments": 2})
    services.reopen(clue=lost, by=by, words="再看")
    services.reopen(clue=merged, by=by, words="再看")
    services.merge(into=reopened, others=[merged], by=by, words="同一人")
    desk.found(desk.hit(1), desk.hit(2, facts={"payments": 2}))
    found = precision_of(RULE, CITY)
    assert (found.checked, found.confirmed) == (4, 0)
    # The same of the same facts counts once; another finding, or of other facts, beside it.
    services.explain(clue=reopened, by=by, **allowed)
    assert precision_of(RULE, CITY).checked == 4
    services.explain(clue=Clue.objects.get(pk=changed.pk), by=by, **allowed)
    clue = services.reopen(clue=reopened, by=by, words="有新证据")
    clue = services.register(clue=clue, by=by, words="属实")
    clue = services.assign(clue=clue, by=by, to=by)
    clue = services.dispose(clue=clue, by=by, disposal="talk", words="函询")
    close_by_two(clue=clue, by=by, finding="mended", words="已退款")
    found = precision_of(RULE, CITY)
    assert (found.checked, found.confirmed) == (6, 1)


def test_a_finding_is_neither_changed_nor_taken_away(checked):
    for write in (lambda: Finding.objects.update(finding="true"), Finding.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()
