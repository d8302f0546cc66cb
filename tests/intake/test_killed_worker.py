"""A worker killed at any point: after it is started again, all rows are there, each once."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

import pytest

from funds.models import Payment, PaymentTotal
from intake import services, tasks
from intake.choices import Status
from intake.models import Batch
from tests.functional.conftest import own_environment
from tests.town import HEADINGS, identity, make_town, payment, workbook


ROOT = Path(__file__).resolve().parents[2]
ROWS = 60
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.in_a_child]

# A worker with a trap: at the named place it stops and waits to be killed.
TRAP = """
import os, sys, time
sys.path.insert(0, {root!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
place = {place!r}

def spring(*args, **kwargs):
    open({flag!r}, "w").close()
    time.sleep(120)

if place == "reading":
    import intake.services.reading as module
    module.read_sheet = spring
elif place == "kept":
    import intake.services.reading as module
    module._keep_problems = spring
elif place == "copied":
    import funds.uploads.payments as module
    module.add_batch = spring
elif place == "summed":
    import intake.services.publishing as module
    module.record = spring
from intake import services
getattr(services, {act!r})(batch_id={batch})
"""


def killed_at(place, act, batch, tmp_path):
    """Run one service in its own process and kill it where the trap sprang."""
    flag = tmp_path / "sprung"
    code = TRAP.format(root=str(ROOT), place=place, flag=str(flag), act=act, batch=batch.pk)
    process = subprocess.Popen([sys.executable, "-c", code], env=own_environment(), cwd=ROOT)
    deadline = time.monotonic() + 60
    while not flag.exists():
        assert process.poll() is None, "the worker ended before the trap"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until_released(batch)


def wait_until_released(batch):
    """The database notices a dead client when it next writes to it or is told; give it a moment."""
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
                " AND state <> 'active'"
            )
            time.sleep(0.05)
    pytest.fail(f"batch {batch.pk} is still held")


@pytest.fixture
def uploaded():
    town = make_town()
    rows = [payment(n, number=identity(n), account=f"62303610{n:011d}") for n in range(1, ROWS + 1)]
    batch = services.receive(
        kind="payments", data=workbook(HEADINGS, rows), file_name="x.xlsx", office=town.office,
        by=town.users["uploader"], programme_code="2080502",
    )  # fmt: skip
    return town, batch


def finish(town, batch):
    """What beat does every minute, and then the people."""
    batch = services.read(batch_id=batch.pk)
    if batch.status == Status.CHECKED:
        services.submit(batch=batch, by=town.users["uploader"])
        services.approve(batch=batch, by=town.users["reviewer"])
    return services.publish(batch_id=batch.pk)


def assert_whole(batch):
    assert batch.status == Status.PUBLISHED
    assert Payment.objects.filter(batch=batch).count() == ROWS
    assert Payment.objects.values("row_number").distinct().count() == ROWS
    assert set(PaymentTotal.objects.values_list("payments", flat=True)) == {ROWS}


@pytest.mark.parametrize("place", ["reading", "kept"])
def test_killed_while_reading(uploaded, tmp_path, place):
    town, batch = uploaded
    killed_at(place, "read", batch, tmp_path)
    batch.refresh_from_db()
    assert batch.status == Status.READING
    assert list(Batch.objects.stranded()) == [batch]

    assert_whole(finish(town, batch))


@pytest.mark.parametrize("place", ["copied", "summed"])
def test_killed_while_publishing(uploaded, tmp_path, place):
    town, batch = uploaded
    batch = services.read(batch_id=batch.pk)
    services.submit(batch=batch, by=town.users["uploader"])
    services.approve(batch=batch, by=town.users["reviewer"])
    killed_at(place, "publish", batch, tmp_path)
    batch.refresh_from_db()
    assert (batch.status, Payment.objects.count()) == (Status.APPROVED, 0)

    assert_whole(services.publish(batch_id=batch.pk))


def test_a_real_worker_killed_with_its_task_is_replaced(uploaded):
    """Celery itself: the killed worker's task comes back to the next one."""
    town, batch = uploaded
    broker = settings.CELERY_BROKER_URL
    assert broker
    command = [
        sys.executable, "-m", "celery", "-A", "portal", "worker", "-P", "solo",
        "--loglevel", "ERROR", "-Q", "killed", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    quiet = {"cwd": ROOT, "env": own_environment(), "stderr": subprocess.DEVNULL}
    tasks.read_batch.apply_async([batch.pk], queue="killed")
    first = subprocess.Popen(command, **quiet)
    time.sleep(1.5)
    first.kill()
    first.wait()
    batch.refresh_from_db()
    if batch.status in (Status.RECEIVED, Status.READING):
        # What beat's resume_stranded does.
        tasks.read_batch.apply_async([batch.pk], queue="killed")
    second = subprocess.Popen(command, **quiet)
    try:
        deadline = time.monotonic() + 60
        while batch.status != Status.CHECKED and time.monotonic() < deadline:
            time.sleep(0.2)
            batch.refresh_from_db()
    finally:
        second.terminate()
        second.wait()

    assert_whole(finish(town, batch))


def test_stranded_batches_are_sent_again(uploaded, monkeypatch):
    town, batch = uploaded
    sent = []
    monkeypatch.setattr(tasks.read_batch, "delay", lambda number: sent.append(("read", number)))
    monkeypatch.setattr(
        tasks.publish_batch, "delay", lambda number: sent.append(("publish", number))
    )
    tasks.resume_stranded()
    services.read(batch_id=batch.pk)
    services.submit(batch=Batch.objects.get(), by=town.users["uploader"])
    services.approve(batch=Batch.objects.get(), by=town.users["reviewer"])
    tasks.resume_stranded()

    assert sent == [("read", batch.pk), ("publish", batch.pk)]
