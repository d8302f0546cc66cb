"""The portal as it runs in production: as a role that adds to logs and changes nothing in them."""

from __future__ import annotations

from decimal import Decimal

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

import pytest

from auditing.services import record
from funds.models import Payment
from publication.services.files import publish_files
from publication.services.roles import LOGS
from publication.services.signing import sign
from publication.services.trail import seal_trail
from publication.services.verifying import verify
from tests.environment import RUN, WORKER
from tests.publication.test_verifying import correct, log_town, withdraw
from tests.town import payment


ROLE = f"application_{RUN}_{WORKER}"


@pytest.fixture
def application(town):
    """Everything from here on is done by the application's role, whose end the rollback is."""
    log_town()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant_application", ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield town
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_application_does_its_work_and_changes_no_log(application, settings, tmp_path):
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"
    batch = application.publish(payment(1), payment(2, "林国平"))
    correct(application, Payment.objects.get(row_number=2), amount=Decimal("80.00"))
    other = application.publish(payment(3, "何成", period="2026年5月", paid_on="2026-05-10"))
    withdraw(application, other)
    record(action="a.b", by=None)
    seal_trail()
    sign()
    publish_files()
    assert verify().count == 0
    forbidden = [
        f"DELETE FROM funds_payment WHERE batch_id = {batch.pk}",
        "ALTER TABLE funds_payment DISABLE TRIGGER USER",
        "SET LOCAL session_replication_role = replica",
        "DROP TRIGGER publication_block_stays ON publication_block",
        "TRUNCATE funds_payment",
    ]
    for table in LOGS:
        forbidden += [f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"]
        forbidden += [f"ALTER TABLE {table} DISABLE TRIGGER ALL"]
    with connection.cursor() as cursor:
        for table in (each for each in LOGS if each.startswith("publication")):
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 2",
                [table],
            )
            (column,) = cursor.fetchone()
            forbidden.append(f'UPDATE {table} SET "{column}" = "{column}"')
        for statement in forbidden:
            with (
                pytest.raises(DatabaseError, match="denied|must be owner|append-only"),
                transaction.atomic(),
            ):
                cursor.execute(statement)


def test_a_role_that_is_not_there_is_said(town):
    with pytest.raises(CommandError, match="nobody-of-this-name"), transaction.atomic():
        call_command("grant_application", "nobody-of-this-name")
