"""From a checked sheet to published rows and back: once, and whole."""

from decimal import Decimal

from django.db import ProgrammingError, connection

import pytest

from auditing.models import AuditEvent
from core.exceptions import NotAllowed, StateConflict
from funds.models import Payment, PaymentTotal
from intake import services
from intake.choices import Status
from intake.models import Change
from tests.intake.batches.roster import approved, uploaded
from tests.town import FUQI, payment


def test_a_sheet_goes_its_whole_way(town):
    batch = services.publish(batch_id=approved(town).pk)

    assert (batch.status, batch.accepted, batch.rejected) == (Status.PUBLISHED, 3, 0)
    assert batch.amount == Decimal("1400.50")
    payments = list(Payment.objects.order_by("row_number"))
    assert [(p.beneficiary_name, p.amount, p.region_id, p.row_number) for p in payments] == [
        ("陈秀英", Decimal("100.00"), FUQI, 2),
        ("林国平", Decimal("1200.50"), FUQI, 3),
        ("黄美珠", Decimal("100.00"), "350112201201", 4),
    ]
    actions = list(
        AuditEvent.objects.filter(target=f"batch:{batch.pk}")
        .order_by("id")
        .values_list("action", "actor_name")
    )
    assert actions == [
        ("intake.receive", "uploader"),
        ("intake.check", "uploader"),
        ("intake.submit", "uploader"),
        ("intake.approve", "reviewer"),
        ("intake.publish", "reviewer"),
    ]
    assert list(Change.objects.values_list("batch", "kind")) == [(batch.pk, "published")]


def test_a_table_that_has_grown_is_counted_at_once(town):
    """Or a cross-check soon afterwards is planned blindly, and may run for hours."""
    services.publish(batch_id=approved(town).pk)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'funds_payment'")
        assert cursor.fetchone()[0] >= 3
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'funds_payment'")
        assert cursor.fetchone()[0] > 0


def test_publishing_again_changes_nothing(town):
    batch = approved(town)
    services.publish(batch_id=batch.pk)
    services.publish(batch_id=batch.pk)

    assert Payment.objects.count() == 3
    assert PaymentTotal.objects.get(region_code=FUQI).payments == 2


def test_reading_again_changes_nothing(town):
    batch = services.read(batch_id=uploaded(town).pk)
    services.submit(batch=batch, by=town.users["uploader"])

    assert services.read(batch_id=batch.pk).status == Status.SUBMITTED


def test_a_failure_in_the_middle_publishes_nothing(town, monkeypatch):
    """Kept sums fail after the rows were copied: neither stays."""
    batch = approved(town)
    monkeypatch.setattr(
        "funds.uploads.payments.add_batch",
        lambda cursor, batch: cursor.execute("SELECT no_such_column"),
    )
    with pytest.raises(ProgrammingError):
        services.publish(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (Payment.objects.count(), batch.status) == (0, Status.APPROVED)


def test_withdrawing_takes_rows_and_sums_back_and_says_why(town):
    batch = services.publish(batch_id=approved(town).pk)
    uploader, reviewer = town.users["uploader"], town.users["reviewer"]
    request = services.request_withdrawal(batch=batch, by=uploader, reason="整批重复发放")
    with pytest.raises(NotAllowed):
        services.decide_withdrawal(request=request, by=uploader, approved=True)
    services.decide_withdrawal(request=request, by=reviewer, approved=True)

    batch.refresh_from_db()
    assert (batch.status, batch.withdrawal_reason) == (Status.WITHDRAWN, "整批重复发放")
    assert set(Payment.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert set(PaymentTotal.objects.values_list("payments", "amount")) == {(0, Decimal(0))}
    assert Change.objects.filter(batch=batch, kind="withdrawn").count() == 1


def test_a_withdrawal_that_is_declined_leaves_all_as_it_is(town):
    batch = services.publish(batch_id=approved(town).pk)
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="弄错了,不用撤"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=False)

    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}
    with pytest.raises(StateConflict):
        services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)


def test_a_mended_sheet_can_leave_out_what_is_published(town):
    town.publish(payment(1), payment(2, "林国平"))
    batch = services.read(batch_id=uploaded(town, rows=[payment(1), payment(3, "黄美珠")]).pk)
    assert batch.comparison["already_published"] == 1
    services.submit(batch=batch, by=town.users["uploader"], leave_out_published=True)
    services.approve(batch=batch, by=town.users["reviewer"])
    batch = services.publish(batch_id=batch.pk)

    assert (batch.accepted, batch.amount) == (1, Decimal("100.00"))
    assert Payment.objects.filter(beneficiary_name="陈秀英").count() == 1
