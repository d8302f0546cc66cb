"""A queue worked through without a mouse, in a real browser."""

import pytest

from clues.models import Clue
from tests.clues.conftest import make_desk
from tests.town import make_town
from tests.visitors import signed_in


pytestmark = pytest.mark.browser


@pytest.fixture
def desk(transactional_db):
    """Committed, for the server under test has a connection of its own."""
    return make_desk(make_town())


@pytest.fixture
def page(browser, live_server, desk):
    context = browser.new_context(base_url=live_server.url)
    session = signed_in(desk.users["county"]).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    opened = context.new_page()
    faults = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    yield opened
    assert faults == []
    context.close()


def test_from_the_queue_to_a_decision_by_keys_alone(page, desk):
    first, second, third = (desk.clue(n, amount=1000 - n) for n in (1, 2, 3))
    page.goto("/desk/clues/")
    for key in ("j", "j", "k", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**{second.get_absolute_url()}")
    page.keyboard.press("e")
    assert page.locator("#act-explain").get_attribute("open") is not None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("keys j and e are letters here")
    page.keyboard.press("Tab")
    page.locator("#act-explain button").press("Enter")
    page.wait_for_url(f"**{third.get_absolute_url()}")
    second.refresh_from_db()
    assert (second.status, second.explanation) == ("explained", "registry-wrong")
    assert second.history.last().words == "keys j and e are letters here"
    page.keyboard.press("k")
    page.wait_for_url(f"**{first.get_absolute_url()}")
    page.keyboard.press("u")
    page.wait_for_url("**/desk/clues/")


def test_ticking_taking_and_the_list_of_keys(page, desk):
    for serial in (1, 2):
        desk.clue(serial, amount=1000 - serial)
    page.goto("/desk/clues/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator(".tick input:checked").count() == 1
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("t")
    page.wait_for_url("**/desk/clues/YD*/")
    assert Clue.objects.get(holder=desk.users["county"]).amount == 999
