"""A real worker killed in the middle of a run: taken up again, every clue stands once, as in full."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.db import connection

import pytest

from clues.models import Clue
from matching import tasks
from matching.models import ProcessedChange, RuleResult, RuleShard, Run
from matching.services import run_crosscheck
from matching.services.runs import start_run, waiting_shards
from tests.functional.conftest import own_environment
from tests.town import identity, make_town, payment


ROOT = Path(__file__).resolve().parents[2]
RULES = ["account-of-several-households", "near-identical-numbers", "one-number-two-names", "paid-after-death"]  # fmt: skip
SHARDS = 2
PEOPLE = 30
pytestmark = pytest.mark.django_db(transaction=True)

# A worker that stops inside one shard's transaction, its clues written and not committed, until
# it is killed. A second worker springs no trap: the flag stands already.
TRAPPED = """
import os, sys, time
sys.path.insert(0, {root!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
from matching.models import RuleShard
import matching.services.shards as running

end = running._end

def spring(shard):
    if RuleShard.objects.exclude(finished_at=None).count() == {after} and not os.path.exists({flag!r}):
        open({flag!r}, "w").close()
        time.sleep(120)
    end(shard)

running._end = spring
from portal.celery import app
app.worker_main([
    "worker", "-P", "solo", "--loglevel", "ERROR", "-Q", {queue!r},
    "--without-gossip", "--without-mingle",
])
"""


@pytest.fixture
def suspicious_town():
    """People of whom half are dead, whose account is shared, and whose numbers are alike."""
    town = make_town()
    people = range(1, PEOPLE + 1)
    town.deaths(*[("陈秀英", identity(serial), "2026-02-15") for serial in people if serial % 2])
    shared = "6230361000000099999"
    town.publish(*[payment(serial, account=shared if serial < 9 else "") for serial in people])
    town.publish(
        payment(1, "林国平", period="2026年4月", paid_on="2026-04-10"),
        *[payment(serial, period="2026年4月", paid_on="2026-04-10") for serial in range(2, 12)],
    )
    return town


def worker(flag: Path, after: int, queue: str) -> subprocess.Popen[bytes]:
    code = TRAPPED.format(root=str(ROOT), after=after, flag=str(flag), queue=queue)
    with flag.with_suffix(".log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", code], env=own_environment(), cwd=ROOT, stdout=log, stderr=log
        )


def wait_for(condition, process, log, seconds=90):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, log.read_text()[-3_000:]
        assert time.monotonic() < deadline, log.read_text()[-3_000:]
        time.sleep(0.1)


def wait_until_released():
    """The database ends a dead worker's transaction when it notices; it is told."""
    with connection.cursor() as cursor:
        for _attempt in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone()[0] == 0:
                return
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            time.sleep(0.05)
    pytest.fail("the killed worker's locks are still held")


def clues():
    rows = Clue.objects.filter(still_detected=True).order_by("source", "source_key")
    return [(c.source, c.source_key, c.grade, c.amount, c.facts, c.evidence) for c in rows]


@pytest.mark.parametrize(
    ("full", "after"),
    [
        (False, 3),
        *(pytest.param(*each, marks=pytest.mark.thorough) for each in [(False, 0), (True, 5)]),
    ],
)
def test_a_killed_worker_s_run_is_taken_up(suspicious_town, tmp_path, monkeypatch, full, after):
    """Killed in its first shard, between rules, in the last rule's: always the same in the end."""
    assert settings.CELERY_BROKER_URL

    # Nobody else's worker, and no task left by another test.
    queue = f"killed-{uuid.uuid4()}"

    def queued(run, shard):
        tasks.crosscheck_shard.apply_async([run, shard], queue=queue)

    run = start_run(codes=RULES, full=full, shards=SHARDS)
    shards = waiting_shards(run.pk)
    assert len(shards) == len(RULES) * SHARDS
    for shard in shards:
        queued(run.pk, shard)
    flag, log = tmp_path / "sprung", tmp_path / "sprung.log"
    first = worker(flag, after, queue)
    try:
        wait_for(flag.exists, first, log)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    wait_until_released()
    assert RuleShard.objects.exclude(finished_at=None).count() == after
    assert Run.objects.get(pk=run.pk).finished_at is None

    # What beat does every quarter of an hour.
    monkeypatch.setattr(tasks.crosscheck_shard, "delay", queued)
    tasks.resume()
    second = worker(flag, after, queue)
    try:
        wait_for(lambda: Run.objects.get(pk=run.pk).finished_at is not None, second, log)
    finally:
        second.terminate()
        second.wait()

    assert not RuleResult.objects.exclude(error="").exists()
    found = clues()
    assert {source for source, *_rest in found} == set(RULES)
    assert Clue.objects.count() == len(found)
    assert Clue.objects.values("number").distinct().count() == len(found)
    for result in RuleResult.objects.all():
        assert result.new == result.found == sum(c[0] == result.rule for c in found)
        seen = ProcessedChange.objects.filter(fingerprint=result.input_fingerprint)
        assert sorted(seen.values_list("change_id", flat=True)) == result.changes
    again = run_crosscheck(codes=RULES, full=True)
    assert [(r.new, r.cleared) for r in again.results.all()] == [(0, 0)] * len(RULES)
    Clue.objects.all().delete()
    run_crosscheck(codes=RULES, full=True)
    assert clues() == found
