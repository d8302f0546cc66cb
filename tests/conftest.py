"""What every test finds. tests/environment.py has started the services before."""

from __future__ import annotations

import gc
import os
import re
import shutil
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import coverage
import pytest
from billiard.exceptions import SoftTimeLimitExceeded


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rule", metavar="CODE", help="only what tests this rule (tests/matching)")


# These take longest: begun first, none of them is waited for while other workers have nothing to do.
_LONG = ("tests/seeding/", "tests/functional/", "tests/matching/test_killed_worker.py")


def _place(item: pytest.Item) -> tuple[bool, bool]:
    """Whether it empties the database at its end, with what migrations put there: after all others."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")), not item.nodeid.startswith(_LONG)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_place)
    code = config.getoption("--rule")
    if code is None:
        return
    kept = [item for item in items if _asks_about(item, code)]
    if not any(item.get_closest_marker("rule") for item in kept):
        raise pytest.UsageError(f"no test is of the rule {code!r}; see tests/matching/cases")
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_collection_finish() -> None:
    """What is there now stays: going through it again and again for garbage takes a test in twenty."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def _asks_about(item: pytest.Item, code: str) -> bool:
    own = [mark.args[0] for mark in item.iter_markers("rule")]
    given = getattr(item, "callspec", None)
    if given is not None:
        own.append(given.params.get("code"))
    return code in own or item.get_closest_marker("every_rule") is not None


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings
    from django.template import engines

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if os.environ.get("COVERAGE_RUN"):
        # Where a template's lines begin and end is known in debugging only.
        for engine in engines.all():
            engine.engine.debug = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Counting what is reached takes time of its own, which a timed test must not pay."""
    counting = None
    if item.get_closest_marker("timed") and os.environ.get("COVERAGE_RUN"):
        counting = coverage.Coverage.current()
    if counting is not None:
        counting.stop()
    try:
        return (yield)
    finally:
        if counting is not None:
            counting.start()


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """This worker's own database; --create-db migrates anew what it is copied from."""
    from tests.databases import own_database
    from tests.environment import RUN

    with django_db_blocker.unblock(), own_database(RUN, anew=request.config.getvalue("create_db")):
        yield


@pytest.fixture(autouse=True)
def _fresh_redis():
    """Neither pages, counters nor lockouts of another test."""
    from django.conf import settings

    forget_keys(settings.CACHES["default"]["KEY_PREFIX"])


def forget_keys(prefix: str) -> None:
    from core.redis_client import client, page_client

    for one in (client(), page_client()):
        if keys := list(one.scan_iter(f"*{prefix}:*", count=5_000)):
            one.delete(*keys)


@pytest.fixture(scope="session", autouse=True)
def _no_keys_left():
    """Those of the last test, and of runs that were killed."""
    yield
    from core.redis_client import client
    from tests.environment import RUN, WORKER, run_lives

    forget_keys(f"test-{RUN}-{WORKER}")
    for key in client().scan_iter("*test-r*", count=5_000):
        found = re.search(r"test-(r\w+)-", key.decode())
        if found and not run_lives(found[1]):
            client().delete(key)


@pytest.fixture(autouse=True)
def _files_are_read_here(request, monkeypatch):
    """Not in a child process, which costs more than most sheets of tests: tests of what a file may do
    to its reader are marked `in_a_child`.
    """
    if request.node.get_closest_marker("in_a_child") is None:
        monkeypatch.setattr("core.bounded.run", _run_here)


def _run_here(
    work: Callable[[Callable[[bytes], None]], bytes], *, bounds: Any = None, hear: Any = None
) -> bytes:
    """`core.bounded.run` without its bounds."""
    from core import bounded

    bounded.forbid_in_requests("work on an uploaded file")
    try:
        return work(hear or (lambda _said: None))
    except Exception as error:
        # What `hear` raises is the caller's own.
        if isinstance(error, SoftTimeLimitExceeded):
            raise
        raise bounded.ChildFailed(traceback.format_exc()) from error


@pytest.fixture
def town(db):
    """A county with two towns and a handful of villages, five programmes, and staff."""
    from tests.town import make_town

    return make_town()


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

    # Playwright's own loop runs in this thread; Django would refuse queries beside it.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                # A microphone that beeps, and nobody who is asked.
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
            ],
        )
        yield running
        running.close()
