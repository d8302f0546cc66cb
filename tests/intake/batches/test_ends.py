"""Every batch comes to an end: no state without a way out, no job that kills its worker for ever."""

from django.db import DataError, OperationalError
from django.test import Client
from django.urls import reverse

import pytest
from billiard.exceptions import SoftTimeLimitExceeded

from auditing.models import SensitiveAccess
from core import vault
from core.bounded import NotInARequest, answering
from core.exceptions import NotAllowed, StateConflict
from funds.models import Payment
from intake import services, tasks
from intake.choices import TRANSITIONS, Status
from intake.models import Batch
from tests.intake.batches.roster import uploaded
from tests.town import payment


ENDS = {Status.WITHDRAWN, Status.DISCARDED}


@pytest.mark.parametrize("state", Status.values)
def test_from_every_state_there_is_a_way_to_an_end(state):
    reached, seen = {state}, set()
    while reached - seen:
        seen |= reached
        reached |= {to for each in seen for to in TRANSITIONS[each]}
    assert reached & ENDS


@pytest.mark.parametrize("state", [Status.RECEIVED, Status.READING, Status.REFUSED])
def test_an_uploader_gives_up_what_is_under_way_or_refused(town, state):
    batch = uploaded(town)
    Batch.objects.filter(pk=batch.pk).update(status=state)
    cadre = Client()
    cadre.force_login(town.users["uploader"])
    page = cadre.get(reverse("intake:batch", args=[batch.pk])).content.decode()
    assert reverse("intake:discard", args=[batch.pk]) in page
    cadre.post(reverse("intake:discard", args=[batch.pk]))

    batch.refresh_from_db()
    assert batch.status == Status.DISCARDED


def test_what_is_given_up_while_it_is_read_stays_given_up(town, monkeypatch):
    batch = uploaded(town)
    from intake.services import reading

    real = reading.read_sheet

    def given_up(*args, **options):
        services.discard(batch=Batch.objects.get(pk=batch.pk), by=town.users["uploader"])
        return real(*args, **options)

    monkeypatch.setattr(reading, "read_sheet", given_up)
    assert services.read(batch_id=batch.pk).status == Status.DISCARDED
    assert not batch.problems.exists()


def kill(*_args, **_options):
    raise SystemExit("killed")


def test_a_file_that_killed_two_workers_is_refused_and_a_person_may_try_again(town, monkeypatch):
    batch = uploaded(town)
    with monkeypatch.context() as trap:
        trap.setattr("intake.services.reading.read_sheet", kill)
        for _time in range(2):
            with pytest.raises(SystemExit):
                services.read(batch_id=batch.pk)
            assert list(Batch.objects.stranded()) == [batch]
        batch = services.read(batch_id=batch.pk)
    assert (batch.status, batch.problems.get().code) == (Status.REFUSED, "file-killed-worker")
    assert not Batch.objects.stranded().exists()

    sent = []
    monkeypatch.setattr(tasks.read_batch, "delay_on_commit", sent.append)
    cadre = Client()
    cadre.force_login(town.users["uploader"])
    again = reverse("intake:read-again", args=[batch.pk])
    assert again in cadre.get(reverse("intake:batch", args=[batch.pk])).content.decode()
    cadre.post(again)
    assert sent == [batch.pk]
    assert services.read(batch_id=batch.pk).status == Status.CHECKED


def test_a_fault_of_the_portal_is_no_attempt(town, monkeypatch):
    batch = uploaded(town)

    def database_down(*_args, **_options):
        raise OperationalError

    with monkeypatch.context() as trap:
        trap.setattr("intake.services.reading.read_sheet", database_down)
        for _time in range(4):
            with pytest.raises(OperationalError):
                services.read(batch_id=batch.pk)
    assert services.read(batch_id=batch.pk).status == Status.CHECKED


@pytest.mark.parametrize(
    ("error", "code"),
    [(SoftTimeLimitExceeded(), "file-too-slow"), (DataError(), "value-out-of-range")],
)
def test_what_will_never_end_well_is_refused_at_once(town, monkeypatch, error, code):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr("intake.services.reading.load_draft", fail)
    batch = services.read(batch_id=uploaded(town).pk)
    assert (batch.status, batch.problems.get().code) == (Status.REFUSED, code)


def test_only_the_uploading_office_reads_again_and_only_once_per_file(town):
    batch = uploaded(town)
    Batch.objects.filter(pk=batch.pk).update(status=Status.REFUSED)
    batch.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.read_again(batch=batch, by=town.users["reviewer"])
    uploaded(town)
    with pytest.raises(StateConflict):
        services.read_again(batch=batch, by=town.users["uploader"])


def test_amounts_whose_sum_no_column_holds_are_refused_by_place(town):
    rows = [payment(1, amount="60000000万元"), payment(2, amount="70000000万元")]
    batch = services.read(batch_id=uploaded(town, rows=rows).pk)
    problem = batch.problems.get()

    assert (batch.status, problem.code) == (Status.REFUSED, "amounts-too-large")
    assert (problem.sheet, problem.row) == ("Sheet", 3)
    assert "3" in batch.refusal


def approved(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    return services.approve(batch=batch, by=town.users["reviewer"])


def test_a_publication_that_killed_two_workers_goes_back_with_its_reason(town, monkeypatch):
    batch = approved(town)
    with monkeypatch.context() as trap:
        trap.setattr("intake.services.publishing._publish", kill)
        for _time in range(2):
            with pytest.raises(SystemExit):
                services.publish(batch_id=batch.pk)
        batch = services.publish(batch_id=batch.pk)
    assert (batch.status, Payment.objects.count()) == (Status.RETURNED, 0)
    assert batch.decision_note

    services.submit(batch=batch, by=town.users["uploader"])
    services.approve(batch=batch, by=town.users["reviewer"])
    assert services.publish(batch_id=batch.pk).status == Status.PUBLISHED


def test_a_publication_that_overflows_a_sum_goes_back_at_once(town):
    for serial in (1, 2):
        batch = town.read(payment(serial, amount="99999999.999999万元"))
        from intake.services.deciding import approve_at_console

        services.answer_at_console(batch=batch, text="已经核对过", operator="tests")
        approve_at_console(batch=batch, operator="tests")
        batch = services.publish(batch_id=batch.pk)
    assert batch.status == Status.RETURNED
    assert Payment.objects.count() == 1
    assert not Batch.objects.stranded().exists()


def test_marking_that_killed_two_workers_ends_as_a_list(town, monkeypatch):
    batch = town.read(payment(1), payment(2, village="哪里村"))
    with monkeypatch.context() as trap:
        trap.setattr("intake.services.marking.mark_up", kill)
        for _time in range(2):
            with pytest.raises(SystemExit):
                services.make_marked_workbook(batch_id=batch.pk)
        services.make_marked_workbook(batch_id=batch.pk)
    assert vault.exists(batch.marked_name)


def test_a_page_never_marks_and_says_that_it_is_being_made(town, monkeypatch):
    batch = town.read(payment(1), payment(2, village="哪里村"))
    with answering(), pytest.raises(NotInARequest):
        services.make_marked_workbook(batch_id=batch.pk)
    with answering(), pytest.raises(NotInARequest):
        services.read(batch_id=uploaded(town).pk)
    sent = []
    monkeypatch.setattr(tasks.mark_workbook, "delay_on_commit", sent.append)
    cadre = Client()
    address = reverse("intake:marked-workbook", args=[batch.pk])
    cadre.force_login(town.users["uploader"])
    first, second = cadre.get(address), cadre.get(f"{address}?waiting=1")

    assert (first.status_code, second.status_code, sent) == (202, 202, [batch.pk])
    assert f"{address}?waiting=1" in first.content.decode()
    asked = cadre.get(address, headers={"HX-Request": "true"})
    assert asked.status_code == 204
    services.make_marked_workbook(batch_id=batch.pk)
    ready = cadre.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'href="{address}"' in ready
    assert "hx-get" not in ready
    assert not SensitiveAccess.objects.exists()
    assert cadre.get(address).content[:2] == b"PK"
    assert SensitiveAccess.objects.count() == 1


def test_every_task_has_an_end():
    from portal.celery import app

    for name, task in app.tasks.items():
        if not name.startswith("celery."):
            limit = task.time_limit or app.conf.task_time_limit
            soft = task.soft_time_limit or app.conf.task_soft_time_limit
            assert 0 < soft < limit < app.conf.broker_transport_options["visibility_timeout"]
