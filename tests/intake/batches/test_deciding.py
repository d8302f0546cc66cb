"""Two persons decide, each once, and nothing is public without them."""

from django.db import IntegrityError, connection, transaction

import pytest

from core.exceptions import NotAllowed, PortalError, StateConflict
from funds.models import Payment
from intake import services
from intake.choices import Status
from intake.exceptions import BatchBusy
from intake.models import Batch
from tests.intake.batches.roster import approved, uploaded
from tests.town import identity, make_user


def test_the_uploader_cannot_approve(town):
    """By permission, by policy, and by the database."""
    batch = services.read(batch_id=uploaded(town).pk)
    uploader = town.users["uploader"]
    services.submit(batch=batch, by=uploader)

    with pytest.raises(NotAllowed):
        services.approve(batch=batch, by=uploader)
    uploader.role = "reviewer"
    with pytest.raises(NotAllowed):
        services.approve(batch=batch, by=uploader)
    with pytest.raises(IntegrityError, match="batch_two_persons"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(decided_by=uploader)


def test_nothing_is_published_without_a_decision(town):
    batch = services.read(batch_id=uploaded(town).pk)

    with pytest.raises(StateConflict):
        services.publish(batch_id=batch.pk)
    with (
        pytest.raises(IntegrityError, match="batch_published_was_decided"),
        transaction.atomic(),
    ):
        Batch.objects.filter(pk=batch.pk).update(status=Status.APPROVED)


def test_a_reviewer_of_another_office_cannot_decide(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    stranger = make_user("stranger", "reviewer", town.other_office)

    with pytest.raises(NotAllowed):
        services.approve(batch=batch, by=stranger)


def test_sending_back_needs_a_reason_and_allows_a_new_submission(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    with pytest.raises(PortalError):
        services.send_back(batch=batch, by=town.users["reviewer"], note=" ")
    services.send_back(batch=batch, by=town.users["reviewer"], note="少了一户")

    assert services.submit(batch=batch, by=town.users["uploader"]).status == Status.SUBMITTED


def test_two_reviewers_cannot_both_decide(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])
    stale = Batch.objects.get(pk=batch.pk)
    services.approve(batch=batch, by=town.users["reviewer"])

    with pytest.raises(StateConflict):
        services.send_back(batch=stale, by=town.users["reviewer"], note="too late")


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_a_worker_holds_is_left_alone(town):
    """The lock belongs to a database session, so a worker that dies lets go."""
    batch = uploaded(town)
    with connection.cursor() as cursor:
        other = connection.copy()
        try:
            with other.cursor() as held:
                held.execute("SELECT pg_advisory_lock(%s, %s)", [0x4D42, batch.pk])
            with pytest.raises(BatchBusy):
                services.read(batch_id=batch.pk)
            with other.cursor() as held:
                held.execute("SELECT pg_advisory_unlock_all()")
        finally:
            other.close()
        cursor.execute("SELECT 1")

    assert services.read(batch_id=batch.pk).status == Status.CHECKED


def test_the_three_roles_are_kept_apart(town):
    headings = (
        "村",
        "户主姓名",
        "户主身份证号",
        "收款人姓名",
        "收款人身份证号",
        "享受人",
        "享受人身份证号",
        "补贴金额",
        "所属期",
    )
    row = (
        "浮岐村",
        "陈大",
        identity(1),
        "陈二",
        identity(2),
        "陈三",
        identity(3),
        100,
        "2026年3月",
    )
    town.publish(row, headings=headings)

    paid = Payment.objects.get()
    assert (paid.head_name, paid.payee_name, paid.beneficiary_name) == ("陈大", "陈二", "陈三")
    assert len({bytes(paid.head_id), bytes(paid.payee_id), bytes(paid.beneficiary_id)}) == 3


def test_a_number_in_a_public_reason_is_left_out(town):
    batch = services.publish(batch_id=approved(town).pk)
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason=f"弄错了 {identity(1)} 的钱"
    )

    assert identity(1) not in request.reason


def test_a_registry_is_its_offices_and_the_inspectors_business(town):
    registry = town.deaths(("陈秀英", identity(1), "2026-02-15"), office=town.other_office)
    town.users["auditor"].region_code = "350100000000"

    for role, sees in (("inspector", True), ("auditor", False), ("uploader", False)):
        found = Batch.objects.visible_to(town.users[role]).filter(pk=registry.pk)
        assert found.exists() is sees, role
