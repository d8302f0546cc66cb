"""Whoever narrows the queue stays in what was narrowed, from card to card."""

from django.urls import reverse

import pytest

from clues.models import Clue
from tests.clues.test_acts import act
from tests.visitors import signed_in


@pytest.fixture
def browser(desk):
    return signed_in(desk.users["county"])


@pytest.fixture
def three(desk):
    """The middle one is of another rule."""
    return [
        desk.clue(1, amount=300),
        desk.clue(2, amount=200, source="prisoner-paid"),
        desk.clue(3, amount=100),
    ]


NARROWED = "?source=paid-after-death&status=waiting"


def test_a_card_leads_to_the_next_of_what_was_narrowed(browser, three):
    page = browser.get(three[0].get_absolute_url() + NARROWED)
    assert page.context["after"] == three[2]
    assert browser.get(three[0].get_absolute_url()).context["after"] == three[1]
    address = NARROWED.replace("&", "&amp;")
    assert f"{three[2].get_absolute_url()}{address}" in page.content.decode()


def test_a_decided_one_leads_on_and_says_which_it_was(browser, three):
    answer = browser.post(
        reverse("clues:act", args=[three[0].number, "explain"]) + NARROWED,
        {"finding": "allowed", "words": "按政策可以"}, follow=True,
    )  # fmt: skip
    assert answer.redirect_chain[-1][0] == three[2].get_absolute_url() + NARROWED
    (message,) = answer.context["messages"]
    assert three[0].number in str(message)


def test_what_is_held_is_said_to_be_held(browser, three):
    browser.post(reverse("clues:take-next"))
    answer = browser.post(reverse("clues:take-next"), follow=True)
    assert answer.context["clue"] == three[0]
    assert len(answer.context["messages"]) == 1


def test_a_refused_act_for_many_keeps_ticks_and_words(browser, three):
    answer = browser.post(
        reverse("clues:bulk"), {"act": "explain", "words": "录错人", "clue": [three[0].number]}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count(" checked>") == 1
    assert "录错人" in page
    assert not Clue.objects.exclude(status="suspected").exists()


def test_an_address_that_takes_forms_leads_back_to_its_page(browser, three):
    """Who had to sign in again while typing comes back to it by a link."""
    card = three[0].get_absolute_url()
    for name in ("act", "dossier", "letter"):
        more = ["explain"] if name == "act" else []
        answer = browser.get(reverse(f"clues:{name}", args=[three[0].number, *more]))
        assert answer.url == card
    for name in ("bulk", "take-next"):
        answer = browser.get(reverse(f"clues:{name}") + NARROWED)
        assert answer.url == reverse("clues:clue-list") + NARROWED


def test_a_slip_of_the_day_is_refused(browser, three):
    refused = act(
        browser, three[0], "explain", finding="allowed", words="可以", clean_until="2099-01-01"
    )
    assert refused.status_code == 400


def test_an_address_that_narrows_to_nothing_is_refused_before_the_act(browser, three):
    address = reverse("clues:act", args=[three[0].number, "explain"]) + "?of=nope&by=account"
    answer = browser.post(address, {"finding": "allowed", "words": "按政策可以"})
    three[0].refresh_from_db()
    assert (answer.status_code, three[0].status) == (404, "suspected")


@pytest.mark.parametrize("grade", ["exact", "computed"])
def test_how_sure_is_narrowed_by_what_the_list_says(desk, browser, grade):
    desk.clue(1, grade="exact")
    books = desk.clue(2, grade="exact")
    Clue.objects.filter(pk=books.pk).update(facts={"contract": "养殖场承包合同"})
    page = browser.get(reverse("clues:clue-list"), {"grade": grade})
    assert [clue.shown_grade for clue in page.context["page"]] == [grade]
