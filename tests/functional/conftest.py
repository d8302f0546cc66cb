"""A real browser and a real Celery worker on the test's own database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]


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
def at(browser, live_server):
    """Open a page of the site in a fresh browser session of a given size."""
    contexts = []

    def open_page(width=1280, height=900):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda message: page.faults.append(message.text) if message.type == "error" else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()


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


@pytest.fixture
def look():
    """Pictures of a page at both sizes, into the folder that PORTAL_PICTURES names, if it does."""
    folder = os.environ.get("PORTAL_PICTURES", "")

    def take(page, name):
        if not folder:
            return
        for width, height in ((360, 740), (1280, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

    return take


def go_on(page, selector):
    """Click what leads to another page, and be there."""
    with page.expect_navigation():
        page.click(selector)


def until(condition, seconds: float = 60.0):
    """Wait for something that happens in another process."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")
