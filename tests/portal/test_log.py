"""What the process log shows: what tasks did, without any number."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from intake import services
from intake.tasks import read_batch
from tests.town import HEADINGS, identity, payment, workbook


ROOT = Path(__file__).resolve().parents[2]
SAY = """
import logging, os
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
import django
django.setup()
logging.getLogger("intake.tasks").info("batch %s is published, {number}", 7)
logging.getLogger("intake.tasks").debug("hidden")
"""


@pytest.mark.parametrize(("level", "shown"), [(None, True), ("INFO", True), ("WARNING", False)])
def test_what_tasks_did_is_shown_without_numbers(level, shown):
    environment = {key: os.environ[key] for key in os.environ if key != "PORTAL_LOG_LEVEL"}
    told = subprocess.run(
        [sys.executable, "-c", SAY.format(number=identity(1))],
        env=environment | ({"PORTAL_LOG_LEVEL": level} if level else {}),
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip

    assert ("INFO intake.tasks batch 7 is published" in told) is shown
    assert identity(1) not in told
    assert "hidden" not in told


@pytest.mark.django_db
def test_a_task_says_what_became_of_the_batch(town, caplog):
    batch = services.receive(
        kind="payments", data=workbook(HEADINGS, [payment(1), payment(2, "林国平")]),
        file_name="花名册.xlsx", by=None, at_console=True, office=town.office,
        programme_code="2080502",
    )  # fmt: skip
    caplog.set_level("INFO", "intake.tasks")
    read_batch(batch.pk)

    assert caplog.messages == [f"batch {batch.pk} is checked: 2 rows accepted, 0 rejected"]
