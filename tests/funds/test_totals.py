"""Kept sums always equal what counting would find."""

from decimal import Decimal

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Sum

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from core.divisions import ancestors
from funds.models import Payment, PaymentTotal
from funds.services.totals import take_batch_out
from tests.depth import examples
from tests.town import DAXI, FUQI, HOUYU, LUOLIAN, identity, make_town, payment


PLACES = {FUQI: ("猴屿乡", "浮岐村"), HOUYU: ("猴屿乡", "猴屿村"), LUOLIAN: ("罗联乡", "罗联村")}


def counted():
    """The sums as counting all payments finds them."""
    sums: dict = {}
    rows = (
        Payment.objects.filter(state="paid")
        .values("programme", "region", "paid_on")
        .annotate(n=Count("id"), s=Sum("amount"))
    )
    for row in rows:
        for code in ancestors(row["region"]):
            key = (row["programme"], code, row["paid_on"].replace(day=1))
            n, s = sums.get(key, (0, Decimal(0)))
            sums[key] = (n + row["n"], s + row["s"])
    return sums


def kept():
    return {
        (t.programme_id, t.region_code, t.month): (t.payments, t.amount)
        for t in PaymentTotal.objects.all()
        if t.payments
    }


class TotalsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.town = make_town()

    @given(
        batches=st.lists(
            st.tuples(
                st.lists(
                    st.tuples(
                        st.sampled_from(sorted(PLACES)),
                        st.integers(1, 10_000_00),
                        st.integers(1, 12),
                    ),
                    min_size=1,
                    max_size=5,
                ),
                st.booleans(),
            ),
            min_size=1,
            max_size=3,
        )
    )
    @settings(max_examples=examples(12), deadline=None)
    def test_after_any_history_of_publishing_and_withdrawing(self, batches):
        serial = 0
        for rows, withdrawn in batches:
            lines = []
            for code, cents, month in rows:
                serial += 1
                township, village = PLACES[code]
                lines.append(
                    payment(
                        serial, number=identity(serial % 499), village=village, township=township,
                        amount=f"{cents / 100:.2f}", period=f"2025年{month}月",
                        paid_on=f"2025-{month:02d}-10",
                    )
                )  # fmt: skip
            batch = self.town.publish(*lines)
            if withdrawn:
                with connection.cursor() as cursor:
                    take_batch_out(cursor, batch.pk)

        assert kept() == counted()


def test_every_level_up_to_the_province_has_its_sum(town):
    town.publish(payment(1), payment(2, amount="50", village="罗联村", township="罗联乡"))

    found = dict(PaymentTotal.objects.values_list("region_code", "amount"))
    assert found == {
        "350000000000": 150, "350100000000": 150, "350112000000": 150,
        "350112201000": 100, "350112202000": 50, FUQI: 100, LUOLIAN: 50,
    }  # fmt: skip
    assert DAXI not in found


def test_money_that_the_bank_sent_back_is_no_money_paid(town):
    headings = ("村", "姓名", "身份证号", "金额", "所属期", "发放结果")
    town.publish(("浮岐村", "陈秀英", identity(1), 100, "2026年3月", "退回"), headings=headings)

    assert Payment.objects.get().state == "returned"
    assert not PaymentTotal.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_payment SET amount = amount + 1",
        "UPDATE funds_payment SET beneficiary_name = 'x'",
        "DELETE FROM funds_payment",
    ],
)
def test_the_database_refuses_to_edit_published_rows(town, statement):
    town.publish(payment(1))

    with (
        pytest.raises(DatabaseError, match="never edited"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_mark_of_a_row_may_change(town):
    town.publish(payment(1))
    Payment.objects.update(state="withdrawn")

    assert Payment.objects.get().state == "withdrawn"
