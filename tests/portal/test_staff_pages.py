"""Headers of what staff see."""

from django.test import Client

import pytest

from accounts.choices import Role
from tests.visitors import signed_in


@pytest.mark.parametrize("address", ["/desk/sign-in/", "/desk/", "/desk/no-such-page/", "/admin/"])
def test_nothing_staff_see_is_stored(town, address):
    for client in (Client(), signed_in(town.users[Role.ADMINISTRATOR])):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_public_pages_may_be_kept(town, client):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")


def test_the_admin_has_a_policy_of_its_own_without_inline_scripts(town):
    policy = signed_in(town.users[Role.ADMINISTRATOR]).get("/admin/")["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == "'self' 'unsafe-eval'"
    assert rules["style-src"] == "'self' 'unsafe-inline'"
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"


def test_elsewhere_nothing_is_evaluated(town, client):
    policy = client.get("/desk/sign-in/")["Content-Security-Policy"]
    assert "unsafe" not in policy
