"""Health, language, text size, error pages, headers."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

import pytest

from portal import embedded
from portal.secrets import in_production, listed, required, secret
from tests.town import PASSWORD


def test_health(db, client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}


def test_not_ready_without_redis(db, client, monkeypatch):
    import redis

    def refuse():
        raise redis.exceptions.ConnectionError

    monkeypatch.setattr("portal.views.client", refuse)
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["redis"]) == (503, "ConnectionError")


def test_not_ready_without_the_database_and_ready_again_after_it(db, client, monkeypatch):
    from django.db import OperationalError, connection

    def refuse():
        raise OperationalError('connection to server at "db" failed for user "portal"')

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        answer = client.get("/readyz")
    assert answer.status_code == 503
    # The kind of trouble, and nothing about where the database stands.
    assert answer.json() == {"status": "not ready", "database": "OperationalError"}

    assert client.get("/readyz").status_code == 200


def test_chinese_is_the_default_whatever_the_browser_says(town, client):
    answer = client.get("/", headers={"Accept-Language": "en-US,en"})

    assert answer["Content-Language"] == "zh-hans"
    assert 'lang="zh-hans"' in answer.content.decode().lower()


def test_the_chosen_language_stays(town, client):
    answer = client.get("/language/en/?next=/programmes/")
    assert answer.url == "/programmes/"
    assert client.get("/")["Content-Language"] == "en"
    client.get("/language/zh-hans/")

    assert client.get("/")["Content-Language"] == "zh-hans"


def test_an_unknown_language_or_size_is_not_found(town, client):
    assert client.get("/language/xx/").status_code == 404
    assert client.get("/text-size/huge/").status_code == 404


def test_large_text_stays(town, client):
    normal = client.get("/").content
    client.get("/text-size/large/")

    assert client.get("/").content != normal


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_links_back_never_leave_the_site(client, target):
    assert client.get("/language/en/", {"next": target}).url == "/"


def test_pages_carry_a_strict_policy(town, client):
    for address in ("/", reverse("accounts:sign-in"), "/no-such-page/"):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_page_from_the_cache_carries_the_same_headers(town, client):
    first, second = client.get("/"), client.get("/")

    assert second["X-Page-Cache"] == "hit"
    for name in ("Content-Security-Policy", "X-Frame-Options", "Content-Type", "Content-Language"):
        assert first[name] == second[name], name


def test_a_missing_variable_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.delenv("PORTAL_HOSTS", raising=False)

    with pytest.raises(ImproperlyConfigured, match="Set the environment variable PORTAL_HOSTS"):
        required("PORTAL_HOSTS", "the portal's host names.")


def test_production_refuses_to_start_without_its_variables():
    import subprocess
    import sys

    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "DATABASE", "REDIS"))
    } | {"PORTAL_MODE": "production", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    finished = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=environment, cwd=embedded.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert finished.returncode != 0
    assert "Set the environment variable PORTAL_SECRET_KEY" in finished.stderr


def test_the_server_error_page_needs_nothing(client):
    from django.template.loader import render_to_string

    assert "500" in render_to_string("errors/500.html")


@pytest.mark.parametrize("value", ["abc", "g" * 64, "a" * 63])
def test_a_malformed_secret_is_refused_with_its_mend(monkeypatch, value):
    monkeypatch.setenv("PORTAL_SECRET_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="openssl rand -hex 32"):
        secret("PORTAL_SECRET_KEY", "…", 32)


def test_an_unknown_mode_is_refused(monkeypatch):
    monkeypatch.setenv("PORTAL_MODE", "prod")
    with pytest.raises(ImproperlyConfigured, match="production"):
        in_production()


def test_a_list_may_have_spaces():
    assert listed("a.example, b.example ,") == ["a.example", "b.example"]


def test_a_stale_pid_file_of_a_stranger_is_forgotten(tmp_path):
    """After a reboot the number of a killed server may belong to any program."""
    file = tmp_path / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n/somewhere\n")
    embedded._forget_stranger(file, "postgres")
    assert not file.exists()

    file.write_text(f"{os.getpid()}\n")
    embedded._forget_stranger(file, Path(f"/proc/{os.getpid()}/comm").read_text().strip())
    assert file.exists()


def test_wrong_passwords_lock_out_only_their_own_address(town, settings):
    """Behind our proxy every visitor has the proxy's address; the real one is in X-Real-IP."""
    settings.PRODUCTION = True
    browser = Client()
    for _attempt in range(6):
        answer = browser.post(
            reverse("accounts:sign-in"), {"username": "uploader", "password": "wrong"},
            headers={"x-real-ip": "203.0.113.7"},
        )  # fmt: skip
    assert answer.status_code == 429
    other = browser.post(
        reverse("accounts:sign-in"), {"username": "uploader", "password": PASSWORD},
        headers={"x-real-ip": "203.0.113.8"},
    )  # fmt: skip
    assert other.status_code == 302


@pytest.mark.parametrize(
    "target", ["x", "home", "javascript:alert(1)", "//evil.example/", "\\\\evil"]
)
@pytest.mark.parametrize("address", ["/language/en/", "/text-size/large/"])
def test_a_way_back_that_is_none_leads_home(client, address, target):
    """A word would be taken for a view's name."""
    answer = client.get(address, {"next": target})
    assert (answer.status_code, answer.url) == (302, "/")
