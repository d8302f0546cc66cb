from django.db import DatabaseError, connection, transaction

import pytest

from accounts.models import User
from auditing.models import AuditEvent, SensitiveAccess
from auditing.services import record, record_sensitive_access
from tests.town import identity


@pytest.mark.parametrize("statement", ["UPDATE {} SET actor_name = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [AuditEvent, SensitiveAccess])
def test_the_log_cannot_be_changed(town, statement, model):
    user = town.users["auditor"]
    record(action="test.act", by=user)
    record_sensitive_access(by=user, subject="batch:1", reason="test")

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))


def test_the_log_cannot_be_emptied(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE auditing_auditevent ENABLE TRIGGER auditevent_keep")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE auditing_auditevent")


def test_numbers_never_enter_the_log(town):
    number = identity(1)
    event = record(action="test.act", by=None, detail={"note": f"person {number}"})
    access = record_sensitive_access(
        by=town.users["auditor"], subject="x", reason=f"asked for {number}"
    )

    assert number not in str(event.detail)
    assert number not in access.reason


def test_what_was_looked_at_stays_readable_and_holds_no_number(db):
    person = User(pk=7, username="reader")
    for subject, kept in (("visits:350112201000", True), (f"clue:{identity(1)}", False)):
        look = record_sensitive_access(by=person, subject=subject, reason="—")
        look.refresh_from_db()
        assert (look.subject == subject) is kept
        assert identity(1) not in look.subject
