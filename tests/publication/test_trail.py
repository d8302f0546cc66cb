"""The audit trail under seal: nobody takes a line out, changes one, or writes one in later."""

from __future__ import annotations

from django.db import transaction

from auditing.models import AuditEvent
from auditing.services import record, record_sensitive_access
from publication.models import Statement, TrailSeal
from publication.services.trail import seal_again, seal_trail
from publication.services.verifying import verify
from tests.publication.test_verifying import behind_the_back, log_town


def found(report):
    return {(each.kind, each.what.value, each.detail.split()[0]) for each in report.differences}


def test_every_line_is_sealed_once_and_each_change_is_named(town):
    log_town()
    first = record(
        action="a.b", by=town.users["uploader"], target="x:1", detail={"n": 1, "s": "说"}
    )
    record_sensitive_access(by=town.users["inspector"], subject="clue:1", reason="核查")
    whole = AuditEvent.objects.count() + 1
    assert seal_trail() == whole
    assert seal_trail() == 0
    second = record(action="a.c", by=None)
    # One that a long transaction brings late has a lower number than what is sealed already.
    behind_the_back("UPDATE auditing_auditevent SET id = id - 100000 WHERE id = %s", second.pk)
    assert seal_trail() == 1
    # One that is written with a day long past is sealed at once as well.
    third = record(action="a.e", by=None)
    behind_the_back(
        "UPDATE auditing_auditevent SET at = at - interval '1 year' WHERE id = %s", third.pk
    )
    assert seal_trail() == 1
    assert Statement.objects.filter(verb="trail").count() == 1
    assert found(verify()) == set()
    for sql, expected in {
        "UPDATE auditing_auditevent SET target = 'y' WHERE id = %s": "changed",
        "DELETE FROM auditing_auditevent WHERE id = %s": "gone",
    }.items():
        with transaction.atomic():
            behind_the_back(sql, first.pk)
            assert found(verify()) == {("trail", expected, "auditevent")}
            transaction.set_rollback(True)
    with transaction.atomic():
        record(action="a.d", by=None)
        behind_the_back(
            "UPDATE auditing_auditevent SET at = at - interval '3 days' WHERE action = 'a.d'"
        )
        assert found(verify()) == {("trail", "not-logged", "auditevent")}
        transaction.set_rollback(True)
    with transaction.atomic():
        behind_the_back("DELETE FROM publication_trailseal WHERE event = %s", first.pk)
        assert {("trail", "log", "root"), ("trail", "log", "head")} <= found(verify())
        transaction.set_rollback(True)
    # What two persons took out of a line openly gets a second seal.
    with transaction.atomic():
        behind_the_back("UPDATE auditing_auditevent SET detail = '{}' WHERE id = %s", first.pk)
        seal_again(model=AuditEvent, pks=[first.pk])
        assert TrailSeal.objects.filter(event=first.pk, kind="auditevent").count() == 2
        assert found(verify()) == set()
