"""Health, language, text size, error pages, headers."""

import json
import os
import subprocess
import sys
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


def in_production_mode(code, **more):
    """What a process says that starts in production with these variables only."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "DATABASE", "REDIS"))
    } | {"PORTAL_MODE": "production", "DJANGO_SETTINGS_MODULE": "portal.settings", **more}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment, cwd=embedded.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_refuses_to_start_without_its_variables():
    finished = in_production_mode("import django; django.setup()")

    assert finished.returncode != 0
    assert "Set the environment variable PORTAL_SECRET_KEY" in finished.stderr


def test_production_shows_no_errors_and_binds_cookies_to_tls_and_host():
    names = (
        "DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_DOMAIN",
        "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "EMAIL_USE_SSL", "EMAIL_USE_TLS",
    )  # fmt: skip
    finished = in_production_mode(
        "import json; from django.conf import settings;"
        f"print(json.dumps({{name: getattr(settings, name) for name in {names}}}))",
        PORTAL_DEBUG="1", PORTAL_SECRET_KEY="a" * 64, PORTAL_DATA_KEY="b" * 128,
        PORTAL_HOSTS="portal.example", DATABASE_URL="postgres://nobody@127.0.0.1:1/none",
        REDIS_URL="redis://127.0.0.1:1", PORTAL_EMAIL_PORT="587",
    )  # fmt: skip

    assert json.loads(finished.stdout) == {
        "DEBUG": False, "SESSION_COOKIE_NAME": "__Host-session", "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_DOMAIN": None, "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000, "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "EMAIL_USE_SSL": False, "EMAIL_USE_TLS": True,
    }, finished.stderr  # fmt: skip


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
