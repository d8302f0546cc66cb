"""What was published before there was a log comes into it once, in whatever state it is."""

from __future__ import annotations

from django.core.management import CommandError, call_command
from django.db import connection

import pytest

from publication.models import Statement
from publication.services.verifying import verify
from tests.publication.test_verifying import behind_the_back, busy, found  # noqa: F401 - a fixture
from tests.town import payment


TABLES = ("tile", "statement", "run", "block", "checkpoint", "verification")


def forget_the_log():
    """As a portal of before: rows and marks, and no log."""
    for table in TABLES:
        behind_the_back(f"DELETE FROM publication_{table}")
    behind_the_back("UPDATE publication_head SET size = 0, root = sha256(''), partial = '{}'")


def test_it_is_taken_in_as_it_stands_and_only_once(town, busy, capsys):  # noqa: F811 - the fixture
    forget_the_log()
    assert found(verify())
    call_command("take_into_log")
    assert found(verify()) == set()
    assert not Statement.objects.filter(verb="published").exists()
    # Interrupted, it goes on; once something is published it is over.
    call_command("take_into_log")
    assert found(verify()) == set()
    town.publish(payment(8, "郑小童", period="2026年8月", paid_on="2026-08-10"))
    with pytest.raises(CommandError):
        call_command("take_into_log")
    call_command("take_into_log", "--if-empty")
    assert found(verify()) == set()
    assert connection.in_atomic_block
