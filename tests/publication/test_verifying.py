"""Everything published against the log: a busy life differs in nothing, each quiet change is named."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection, transaction

import pytest

from accounts.choices import Role
from funds.models import Payment, Programme, Standard
from funds.services.correcting import decide_correction, request_correction
from funds.services.logging import log_catalogue
from intake import services
from publication.models import Verification
from publication.services.signing import sign
from publication.services.verifying import verify
from tests.town import FUQI, make_town, payment
from tests.villages.ledgers import HEADINGS as LEDGER, MARCH
from villages.models import Contract, LedgerLine


def behind_the_back(sql, *values):
    """What somebody who owns the database can do: no trigger stands in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")
        return cursor.rowcount


def correct(town, row, **changes):
    asked = request_correction(
        payment=row, changes=changes, reason="金额登记有误", by=town.users[Role.UPLOADER]
    )
    return decide_correction(correction=asked, by=town.users[Role.REVIEWER], approved=True).new


def withdraw(town, batch):
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="文件发错，重新公开"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)


def log_town():
    """The town's own catalogue came into the tables directly."""
    log_catalogue(Programme.objects.all())
    log_catalogue(Standard.objects.all())


CONTRACT = (
    "合同编号", "合同名称", "类型", "收付", "承包方", "签订日期", "起始日期", "终止日期", "年租金",
    "缴款间隔月数", "首次缴款日期",
)  # fmt: skip
LEASE = (
    "HT-1", "后山茶园承包", "资源", "出租", "陈有田", "2024-01-10", "2024-02-01", "2027-01-31", 6000,
    12, "2024-02-01",
)  # fmt: skip
RESULT = ("户名", "账号", "金额", "处理结果", "失败原因")
PEOPLE = ("陈秀英", "林国平", "何成")


@pytest.fixture
def busy(town):
    """Payments published, corrected, sent back by the bank, withdrawn; a village's book and contracts."""
    first = town.publish(*(payment(serial, name) for serial, name in enumerate(PEOPLE, 1)))
    correct(town, Payment.objects.get(batch=first, row_number=3), amount=Decimal("80.00"))
    bank = [
        town.publish(
            ("何成", "623036100000000003", "100.00", "失败", "账号不存在"), kind="bank-result",
            headings=RESULT,
        )
    ]  # fmt: skip
    second = town.publish(payment(4, "周小美", period="2026年4月", paid_on="2026-04-10"))
    withdraw(town, second)
    withdraw(town, bank[0])
    village = {"kind": "village-contracts", "headings": CONTRACT, "region_code": FUQI}
    leases = [
        town.publish((*LEASE[:8], rent, *LEASE[9:]), **village) for rent in (6000, 7000, 8000)
    ]
    withdraw(town, leases[1])
    withdraw(town, leases[2])
    town.publish(*MARCH, kind="village-ledger", headings=LEDGER, region_code=FUQI)
    log_town()
    sign()
    return first


def found(report):
    return {(each.kind, each.row, each.what.value) for each in report.differences}


# What somebody does behind everybody's back, and what the verification says of it.
TAMPERED = {
    "UPDATE funds_payment SET amount = 30 WHERE row_number = 3 AND version = 2": {
        ("payment", 3, "changed"), ("total", None, "kept-total")},
    "UPDATE funds_payment SET beneficiary_id = other.beneficiary_id FROM funds_payment AS other"
    " WHERE funds_payment.row_number = 2 AND other.row_number = 4"
    " AND other.batch_id = funds_payment.batch_id": {("payment", 2, "changed")},
    "DELETE FROM funds_payment WHERE row_number = 4": {
        ("payment", 4, "gone"), ("total", None, "kept-total")},
    "INSERT INTO funds_payment SELECT * FROM jsonb_populate_record(NULL::funds_payment, (SELECT"
    " to_jsonb(p) || '{\"id\": 99999999, \"row_number\": 9}' FROM funds_payment AS p"
    " WHERE row_number = 2 AND version = 1 AND state = 'paid' LIMIT 1))": {
        ("payment", 9, "not-logged"), ("total", None, "kept-total")},
    "UPDATE funds_payment SET state = 'withdrawn' WHERE row_number = 4": {
        ("payment", 4, "state"), ("total", None, "kept-total")},
    "UPDATE funds_payment SET replaced_by_id = NULL WHERE state = 'replaced'": {
        ("payment", 3, "state")},
    "UPDATE funds_paymenttotal SET amount = amount + 1 WHERE region_code = '350112000000'": {
        ("total", None, "kept-total")},
    "UPDATE funds_programme SET disclosure = 'private' WHERE code = '2080502'": {
        ("programme", None, "state")},
    "UPDATE villages_ledgerline SET summary = '招待费' WHERE amount = 300": {
        ("ledger", 5, "changed")},
    "UPDATE villages_contract SET state = 'standing' WHERE instalment = 8000": {
        ("contract", 2, "state")},
    "UPDATE intake_batch SET status = 'withdrawn', withdrawn_at = now(), withdrawal_reason = '无'"
    " WHERE kind = 'village-ledger'": {("batch", None, "kept-total")},
    "UPDATE publication_block SET commitments = sha256('x') || substr(commitments, 33)"
    " WHERE kind = 'payment/1' AND first_key = (SELECT min(id) FROM funds_payment)": {
        ("payment", 2, "changed"), ("log", None, "log")},
    "UPDATE publication_statement SET entry = 'x' WHERE verb = 'withdrawn' AND kind = 'payment/1'": {
        ("log", None, "log")},
}  # fmt: skip


def test_what_was_done_openly_differs_in_nothing_and_all_else_is_named(town, busy):
    report = verify()
    assert found(report) == set()
    models = (Payment, Contract, LedgerLine, Programme, Standard)
    assert report.rows == sum(model.objects.count() for model in models)
    assert Verification.objects.get().differences == 0
    few = verify(whole=False)
    for sql, expected in TAMPERED.items():
        with transaction.atomic():
            assert behind_the_back(sql), sql
            assert found(verify(whole=False)) == expected, sql
            # A difference stays one until all was compared again.
            assert found(verify(whole=False)) == expected, sql
            assert found(verify()) == expected, sql
            transaction.set_rollback(True)
    assert few.count == 0
    assert found(verify()) == set()


@pytest.mark.django_db(transaction=True)
def test_the_daily_comparison_looks_at_what_was_touched():
    """Each step is a transaction of its own here, as in life."""
    town = make_town()
    log_town()
    first = town.publish(*(payment(serial, name) for serial, name in enumerate(PEOPLE, 1)))
    second = town.publish(payment(4, "周小美", period="2026年4月", paid_on="2026-04-10"))
    whole = verify(whole=False)
    few = Programme.objects.count() + Standard.objects.count()
    assert (whole.whole, whole.count, whole.rows) == (True, 0, 4 + few)
    # While anybody else on the server writes, what was written since is looked at once more.
    untouched = verify(whole=False)
    assert (untouched.whole, untouched.count) == (False, 0)
    assert few <= untouched.rows <= 4 + few
    with transaction.atomic():
        behind_the_back("UPDATE funds_payment SET bank = 'x' WHERE batch_id = %s", second.pk)
    touched = verify(whole=False)
    assert not touched.whole
    assert 1 + few <= touched.rows <= 4 + few
    assert found(touched) == {("payment", 2, "changed")}
    assert verify(whole=False).rows == 4 + few
    with transaction.atomic():
        behind_the_back("UPDATE funds_payment SET bank = '' WHERE batch_id = %s", second.pk)
        behind_the_back(
            "DELETE FROM funds_payment WHERE batch_id = %s AND row_number = 3", first.pk
        )
    assert found(verify(whole=False)) == {("payment", 3, "gone"), ("total", None, "kept-total")}
