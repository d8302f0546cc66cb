"""A real browser and a real Celery worker on the test's own database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
# Playwright's own loop runs in this thread; Django would refuse queries beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium() -> str | None:
    return next(
        (
            path
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    if path is None:
        if os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is missing. On Debian: apt-get install chromium fonts-noto-cjk.")
        pytest.skip("Chromium is missing; set PORTAL_REQUIRE_BROWSER=1 to make this a failure")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
            ],
        )
        yield running
        running.close()


def own_environment() -> dict[str, str]:
    """This test's database, for a process of its own."""
    from django.db import connection

    options = connection.settings_dict
    host = options["OPTIONS"].get("host") or options["HOST"]
    url = os.environ.get("DATABASE_URL")
    base = url.rsplit("/", 1)[0] if url else "postgres://postgres@"
    suffix = "" if url else f"?host={host}"
    return os.environ | {"DATABASE_URL": f"{base}/{options['NAME']}{suffix}"}


@pytest.fixture
def worker(transactional_db):
    """A Celery worker as production runs it, with one process."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "celery", "-A", "portal", "worker", "-P", "solo", "--loglevel",
            "ERROR", "--without-gossip", "--without-mingle",
        ],
        cwd=ROOT, env=own_environment(),
    )  # fmt: skip
    yield process
    process.terminate()
    process.wait(timeout=30)


def until(condition, seconds: float = 60.0):
    """Wait for something that happens in another process."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")
