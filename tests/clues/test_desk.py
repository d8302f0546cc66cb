"""The inspectors' queue and evidence card."""

from __future__ import annotations

from django.urls import reverse

import pytest

from accounts.choices import Role
from auditing.models import SensitiveAccess
from clues.models import Clue
from clues.selectors import guidance_for, headline_of, masked_number_of, payments_of
from core.masking import mask_identity
from matching.services import run_crosscheck
from tests.town import identity, make_user, payment
from tests.visitors import signed_in


@pytest.fixture
def town(town):
    """Who reads clues serves an office that sent none of the sheets."""
    for role in (Role.INSPECTOR, Role.AUDITOR):
        town.users[role].office = town.other_office
        town.users[role].save()
    return town


@pytest.fixture
def found(town):
    """Two clues: one with the name as registered, one under another name."""
    town.publish(
        payment(1, "陈秀英"),
        payment(2, "林国栋", amount="250.00"),
        payment(3, "黄美兰"),
    )
    town.deaths(("陈秀英", identity(1), "2025-05-03"), ("林大山", identity(2), "2025-06-01"))
    run_crosscheck(codes=["paid-after-death"])
    return {clue.facts["name"]: clue for clue in Clue.objects.all()}


def test_the_queue_is_for_inspectors_and_auditors(town, found):
    for role, status in (
        (Role.INSPECTOR, 200),
        (Role.UPLOADER, 403),
        (Role.REVIEWER, 403),
        (Role.ADMINISTRATOR, 403),
        # reads, and does nothing
        (Role.AUDITOR, 200),
    ):
        browser = signed_in(town.users[role])
        assert browser.get(reverse("clues:clue-list")).status_code == status
        address = found["陈秀英"].get_absolute_url()
        assert browser.get(address).status_code == status


def test_surest_first_and_filters(town, found):
    browser = signed_in(town.users[Role.INSPECTOR])
    address = reverse("clues:clue-list")
    page = browser.get(address).content.decode()
    assert page.index("陈秀英") < page.index("林国栋")
    page = browser.get(address, {"sort": "amount"}).content.decode()
    assert page.index("林国栋") < page.index("陈秀英")
    assert "黄美兰" not in page
    page = browser.get(address, {"grade": "exact"}).content.decode()
    assert "林国栋" not in page
    assert "陈秀英" in page
    page = browser.get(address, {"amount": "200"}).content.decode()
    assert "陈秀英" not in page
    for faulty in ({"amount": "x"}, {"severity": "x"}, {"status": "x"}, {"source": "x"}):
        assert browser.get(address, faulty).status_code == 200


def test_pages_of_the_queue(town, found, settings):
    settings.PAGE_SIZE = 1
    browser = signed_in(town.users[Role.INSPECTOR])
    first = browser.get(reverse("clues:clue-list"))
    second = browser.get(reverse("clues:clue-list"), {"after": first.context["page"].next})
    assert [clue.facts["name"] for clue in second.context["page"]] == ["林国栋"]


def test_closed_ones_are_hidden_until_asked_for(town, found):
    Clue.objects.filter(pk=found["陈秀英"].pk).update(status="no-longer-detected")
    browser = signed_in(town.users[Role.INSPECTOR])
    assert "陈秀英" not in browser.get(reverse("clues:clue-list")).content.decode()
    page = browser.get(reverse("clues:clue-list"), {"status": ""}).content.decode()
    assert "陈秀英" in page


def test_the_card_says_why_what_and_what_next(town, found):
    clue = found["陈秀英"]
    page = signed_in(town.users[Role.INSPECTOR]).get(clue.get_absolute_url()).content.decode()
    guidance = guidance_for(clue.source, clue.last_run)
    assert headline_of(clue, guidance) in page
    for text in (*guidance.innocent, *guidance.next_steps, *guidance.basis, clue.rule_version):
        assert text in page or text.replace("'", "&#x27;") in page
    row = clue.evidence[0]
    assert f"{reverse('funds-desk:rows', args=[row['batch']])}?sheet=Sheet&amp;row=2" in page
    assert identity(1) not in page
    assert SensitiveAccess.objects.filter(subject=f"clue:{clue.number}").count() == 1


def test_of_two_people_both_numbers_are_told_apart(town):
    """Two of one name in one village: which row is whose, and both numbers for a reason."""
    town.publish(payment(1, "陈秀英"), payment(2, "陈秀英"))
    run_crosscheck(codes=["near-identical-numbers"])
    clue = Clue.objects.get()
    numbers = [mask_identity(identity(serial)) for serial in (1, 2)]
    assert sorted(masked_number_of(clue).split(" / ")) == sorted(numbers)
    assert sorted(row["number"] for row in payments_of(clue)) == sorted(numbers)
    browser = signed_in(town.users[Role.INSPECTOR])
    page = browser.get(clue.get_absolute_url()).content.decode()
    assert page.count(numbers[0]) == page.count(numbers[1]) == 2
    assert identity(1) not in page


def test_the_headline_never_calls_a_living_person_dead(found):
    clue = found["林国栋"]
    headline = headline_of(clue, guidance_for(clue.source, clue.last_run))
    assert "林大山" in headline
    assert "林国栋登记于" not in headline
    assert "¥250" in headline
    assert "¥250.00" not in headline


def test_a_headline_survives_a_rule_that_is_gone(found):
    clue = found["陈秀英"]
    clue.source = "no-such-rule"
    assert guidance_for(clue.source, clue.last_run) is None
    assert headline_of(clue, None) == "no-such-rule"


def test_another_region_is_not_seen(town, found):
    far = make_user("far-inspector", Role.INSPECTOR, town.other_office)
    browser = signed_in(far)
    assert "陈秀英" not in browser.get(reverse("clues:clue-list")).content.decode()
    assert browser.get(found["陈秀英"].get_absolute_url()).status_code == 404
