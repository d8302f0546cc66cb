"""Every role on every address; and no address without a declaration."""

from types import SimpleNamespace

from django.contrib import admin
from django.test import Client
from django.urls import path

import pytest
from unfold.sites import UnfoldAdminSite

from accounts.choices import SECOND_FACTOR_ROLES, Role
from accounts.declarations import declared
from accounts.permissions import PUBLIC, ROLE_PERMISSIONS, SIGNING_IN, Permission
from portal.checks import all_views, every_view_declares_its_permission, refuse_to_start
from tests.visitors import enter


ANONYMOUS = "anonymous"
# What stands in for the parts of an address; the objects need not exist to be refused or let in.
SAMPLES = {
    "number": "1", "pk": "1", "code": "350100000000", "address": "x" * 32, "slug": "none",
    "size": "large", "release": "00000000-0000-0000-0000-000000000000",
}  # fmt: skip


def addresses():
    """(address, declared permission) of every route but the admin's: see test_admin_permissions."""
    for route, pattern, namespaces in all_views():
        if "admin" in namespaces or route.startswith("^"):
            continue
        address = "/" + route
        for name, converter in pattern.pattern.converters.items():
            value = "YD2026-000001" if "clues" in address else SAMPLES.get(name, "1")
            for spelled in ("str", "int", "slug", "path", "uuid"):
                address = address.replace(f"<{spelled}:{name}>", value)
            assert converter
        if "(?P" in address:
            address = address.split("(?P")[0].replace("^", "") + "1/"
        yield address.replace("$", "").replace("^", ""), declared(pattern.callback, namespaces)


ADDRESSES = sorted(set(addresses()))


def signed_in(town, role):
    return enter(Client(), town.users[role])


def test_there_are_addresses_to_test():
    assert len(ADDRESSES) > 30
    assert {permission for _address, permission in ADDRESSES} >= {
        PUBLIC, SIGNING_IN, Permission.SEE_CLUES, Permission.WORK_CLUES, Permission.ANSWER_CHECKS,
        Permission.UPLOAD_SHEETS,
    }  # fmt: skip


@pytest.mark.parametrize("role", [ANONYMOUS, *Role.values])
def test_every_role_gets_only_what_it_holds(town, role):
    client = Client() if role == ANONYMOUS else signed_in(town, role)
    held = ROLE_PERMISSIONS.get(role, frozenset())
    wrong = []
    for address, permission in ADDRESSES:
        if permission == SIGNING_IN:
            continue
        answer = client.get(address)
        refused = answer.status_code in (401, 403) or (
            answer.status_code == 302 and "/sign-in/" in answer.url
        )
        allowed = permission == PUBLIC or (
            permission in held and permission != Permission.FEED_SHEETS
        )
        # A feed address takes office tokens only, never a session.
        if allowed == refused and not (
            permission == Permission.FEED_SHEETS and answer.status_code == 405
        ):
            wrong.append((address, permission, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_without_the_second_factor_nothing_opens(town, role):
    client = Client()
    client.force_login(town.users[role])
    for address, permission in ADDRESSES:
        if permission in ROLE_PERMISSIONS[role]:
            answer = client.get(address)
            assert answer.status_code == 302, address
            assert "/second-factor/" in answer.url


def test_no_form_is_taken_without_its_token(town):
    """What signs nobody in and changes only what its visitor sees does without."""
    browser, taken = Client(enforce_csrf_checks=True), []
    for address, _permission in ADDRESSES:
        if address.startswith("/api/"):
            continue
        answer = browser.post(address, {"q": "x"})
        if answer.status_code != 403 or "403_csrf.html" not in {t.name for t in answer.templates}:
            taken.append(address)

    assert taken == [
        "/contrast/1/", "/entitlements/", "/language/350100000000/", "/search/", "/search/mine/",
        "/search/suggest/", "/text-size/1/",
    ]  # fmt: skip


def test_public_pages_know_reading_only(town, client):
    for address, permission in ADDRESSES:
        if permission == PUBLIC:
            for method in ("PUT", "PATCH", "DELETE", "TRACE"):
                assert client.generic(method, address).status_code == 405, (method, address)


@pytest.mark.parametrize("role", [ANONYMOUS, *Role.values])
def test_the_admin_is_for_administrators(town, role):
    client = Client() if role == ANONYMOUS else signed_in(town, role)
    opened = client.get("/admin/").status_code == 200

    assert opened == (role == Role.ADMINISTRATOR)


def test_every_admin_page_opens(town):
    from django.contrib import admin
    from django.urls import reverse

    client = signed_in(town, Role.ADMINISTRATOR)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert client.get(reverse(name)).status_code == 200, name


def test_a_view_without_a_declaration_stops_the_start_up(monkeypatch):
    def bare(request):
        """A view that somebody forgot to mark."""

    resolver = SimpleNamespace(url_patterns=[path("forgotten/", bare)])
    monkeypatch.setattr("portal.checks.get_resolver", lambda: resolver)

    (error,) = every_view_declares_its_permission(None)
    assert "forgotten/" in error.msg


def test_a_server_without_system_checks_runs_them_too(monkeypatch):
    refuse_to_start()
    monkeypatch.setattr(admin, "site", UnfoldAdminSite())
    with pytest.raises(SystemExit, match=r"portal\.E002"):
        refuse_to_start()


def test_all_views_of_this_site_are_declared():
    assert every_view_declares_its_permission(None) == []
