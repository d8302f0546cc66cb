"""Correcting one published row: visible, by two persons, with the sums in step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

import pytest

from accounts.choices import Role
from auditing.models import AuditEvent
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.sealing import IDENTITY, seal
from funds.choices import PaymentState
from funds.models import Correction, Payment, PaymentTotal
from funds.services.correcting import decide_correction, request_correction
from intake.models import Change
from intake.services import decide_withdrawal, request_withdrawal
from tests.town import DAXI, HOUYU, identity, make_user, payment


REASON = "金额登记有误"


@pytest.fixture
def published(town):
    return town.publish(payment(1), payment(2, "林国栋", amount="200.00"))


@pytest.fixture
def row(published):
    return Payment.objects.get(batch=published, row_number=2)


def ask(town, row, **changes):
    return request_correction(
        payment=row, changes=changes, reason=REASON, by=town.users[Role.UPLOADER]
    )


def corrected(town, row, **changes):
    correction = ask(town, row, **changes)
    return decide_correction(correction=correction, by=town.users[Role.REVIEWER], approved=True)


def recomputed() -> dict[tuple[int, str, date], tuple[int, Decimal]]:
    """The sums as they must be, from the rows alone."""
    sums: dict[tuple[int, str, date], tuple[int, Decimal]] = {}
    for paid in Payment.objects.filter(state=PaymentState.PAID):
        for length in (2, 4, 6, 9, 12):
            key = (
                paid.programme_id,
                paid.region_id[:length].ljust(12, "0"),
                paid.paid_on.replace(day=1),
            )
            number, amount = sums.get(key, (0, Decimal(0)))
            sums[key] = (number + 1, amount + paid.amount)
    return sums


def kept() -> dict[tuple[int, str, date], tuple[int, Decimal]]:
    return {
        (total.programme_id, total.region_code, total.month): (total.payments, total.amount)
        for total in PaymentTotal.objects.exclude(payments=0)
    }


def test_a_new_version_stands_and_the_old_one_stays_marked(town, row):
    new = corrected(town, row, amount=Decimal("80.00")).new
    row.refresh_from_db()
    assert (row.state, row.replaced_by_id, row.amount) == ("replaced", new.pk, Decimal("100.00"))
    assert (new.state, new.version, new.amount) == ("paid", 2, Decimal("80.00"))
    assert (new.batch_id, new.sheet, new.row_number) == (row.batch_id, row.sheet, row.row_number)
    assert new.beneficiary_id == row.beneficiary_id
    assert new.account == row.account
    assert list(Payment.objects.standing().filter(row_number=2)) == [new]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal("80.00")},
        {"paid_on": date(2026, 2, 28)},
        {"region_id": HOUYU},
        {"state": "returned"},
        {"beneficiary_name": "陈秀莹", "beneficiary_id": seal(identity(77), IDENTITY)},
        {"period_from": date(2026, 2, 1), "period_to": date(2026, 2, 28)},
        {"payee_name": "林大山", "payee_id": seal(identity(78), IDENTITY)},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_kept_sums_equal_recomputed_ones(town, row, changes):
    correction = corrected(town, row, **changes)
    for column, value in changes.items():
        assert getattr(correction.new, column) == value
    assert kept() == recomputed()


def test_the_batch_keeps_its_sum_and_says_that_it_changed(town, row, published):
    corrected(town, row, amount=Decimal("80.00"))
    published.refresh_from_db()
    assert published.amount == Decimal("280.00")
    assert Change.objects.filter(batch=published, kind="corrected").count() == 1
    actions = AuditEvent.objects.filter(target=f"batch:{published.pk}").values_list(
        "action", flat=True
    )
    assert {"funds.request-correction", "funds.correct"} <= set(actions)


def test_a_row_can_be_corrected_again(town, row):
    first = corrected(town, row, amount=Decimal("80.00"))
    second = corrected(town, first.new, amount=Decimal("90.00"))
    assert second.new.version == 3
    assert kept() == recomputed()


def test_returned_money_can_be_said_to_have_arrived_after_all(town, row):
    first = corrected(town, row, state="returned")
    corrected(town, first.new, state="paid")
    assert kept() == recomputed()


def test_the_person_who_asks_never_decides(town, row):
    reviewer = town.users[Role.REVIEWER]
    correction = request_correction(
        payment=row, changes={"amount": Decimal(1)}, reason=REASON, by=reviewer
    )
    with pytest.raises(NotAllowed):
        decide_correction(correction=correction, by=reviewer, approved=True)
    row.refresh_from_db()
    assert row.state == "paid"
    second = make_user("reviewer2", Role.REVIEWER, town.office)
    assert decide_correction(correction=correction, by=second, approved=True).new


def test_the_database_refuses_one_person_for_both(town, row):
    correction = ask(town, row, amount=Decimal(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(
            decided_by=correction.requested_by, decided_at=timezone.now()
        )


def test_an_uploader_does_not_decide(town, row):
    other = make_user("uploader2", Role.UPLOADER, town.office)
    with pytest.raises(NotAllowed):
        decide_correction(correction=ask(town, row, amount=Decimal(1)), by=other, approved=True)


def test_another_office_neither_asks_nor_decides(town, row):
    uploader = make_user("far-uploader", Role.UPLOADER, town.other_office)
    reviewer = make_user("far-reviewer", Role.REVIEWER, town.other_office)
    with pytest.raises(NotAllowed):
        request_correction(payment=row, changes={"amount": Decimal(1)}, reason=REASON, by=uploader)
    correction = ask(town, row, amount=Decimal(1))
    with pytest.raises(NotAllowed):
        decide_correction(correction=correction, by=reviewer, approved=True)


def test_refused_leaves_everything_as_it_was(town, row):
    before = kept()
    correction = decide_correction(
        correction=ask(town, row, amount=Decimal(1)), by=town.users[Role.REVIEWER], approved=False
    )
    assert correction.new is None
    row.refresh_from_db()
    assert row.state == "paid"
    assert kept() == before
    # It may be asked for again.
    assert ask(town, row, amount=Decimal(2)).pk != correction.pk


def test_decided_once(town, row):
    correction = ask(town, row, amount=Decimal(1))
    reviewer = town.users[Role.REVIEWER]
    decide_correction(correction=correction, by=reviewer, approved=True)
    with pytest.raises(StateConflict):
        decide_correction(correction=correction, by=reviewer, approved=True)
    # Somebody else's page still shows it as waiting.
    stale = Correction.objects.get(pk=correction.pk)
    stale.decided_by = None
    with pytest.raises(StateConflict):
        decide_correction(correction=stale, by=reviewer, approved=False)
    assert Payment.objects.filter(row_number=2).count() == 2


def test_only_one_correction_of_a_row_waits(town, row):
    ask(town, row, amount=Decimal(1))
    with pytest.raises(StateConflict):
        ask(town, row, amount=Decimal(2))


def test_a_withdrawn_batch_takes_no_correction(town, row, published):
    correction = ask(town, row, amount=Decimal(1))
    request = request_withdrawal(batch=published, by=town.users[Role.UPLOADER], reason=REASON)
    decide_withdrawal(request=request, by=town.users[Role.REVIEWER], approved=True)
    with pytest.raises(StateConflict):
        decide_correction(correction=correction, by=town.users[Role.REVIEWER], approved=True)
    row.refresh_from_db()
    with pytest.raises(StateConflict):
        ask(town, row, amount=Decimal(2))
    assert kept() == recomputed() == {}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"amount": Decimal("100.00")},
        {"amount": Decimal(0)},
        {"amount": Decimal(-5)},
        {"period_to": date(2025, 1, 1)},
        {"paid_on": date(2999, 1, 1)},
        {"state": "withdrawn"},
        {"beneficiary_name": None},
        {"region_id": DAXI},
        {"region_id": "350112201000"},
        {"batch_id": 1},
    ],
    ids=repr,
)
def test_impossible_values_are_refused(town, row, changes):
    with pytest.raises(PortalError):
        ask(town, row, **changes)
    assert not Correction.objects.exists()


def test_a_reason_is_needed_and_holds_no_number(town, row):
    by = town.users[Role.UPLOADER]
    with pytest.raises(PortalError):
        request_correction(payment=row, changes={"amount": Decimal(1)}, reason=" ", by=by)
    correction = request_correction(
        payment=row, changes={"amount": Decimal(1)}, reason=f"{identity(1)}登记错", by=by
    )
    assert identity(1) not in correction.reason


def test_the_public_sees_that_it_happened_and_why(town, row, client):
    new = corrected(town, row, amount=Decimal("80.00")).new
    for shown in (Payment.objects.get(pk=row.pk), new):
        page = client.get(shown.get_absolute_url())
        assert page.status_code == 200
        assert REASON in page.content.decode()


def test_the_published_row_itself_is_never_edited(row):
    with (
        pytest.raises(DatabaseError, match="never edited"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE funds_payment SET amount = 1 WHERE id = %s", [row.pk])
