"""A bank's result file marks the published payments that it is about, and only those."""

from decimal import Decimal

from django.db import DatabaseError, transaction

import pytest

from accounts.choices import Role
from funds.models import BankResult, Payment, PaymentTotal
from intake import services
from intake.models import Batch, Change
from matching.services import run_crosscheck
from tests.town import COUNTY, FUQI, HEADINGS as ROSTER, identity, payment
from tests.visitors import signed_in


HEADINGS = ("户名", "账号", "金额", "处理结果", "失败原因")
BY_NUMBER = ("姓名", "身份证号", "金额", "处理结果")
PEOPLE = {1: "陈秀英", 2: "林国平", 3: "黄美珠"}


@pytest.fixture
def roster(town):
    return town.publish(*(payment(serial, name) for serial, name in PEOPLE.items()))


def account(serial):
    return f"6230361000000{serial:05d}"


def line(serial, result="失败", name="", amount="100.00", reason="账号不存在"):
    return name or PEOPLE[serial], account(serial), amount, result, reason


def states():
    return dict(Payment.objects.values_list("beneficiary_name", "state"))


def total():
    return PaymentTotal.objects.get(region_code=COUNTY).amount


def send(town, *rows, headings=HEADINGS, **options):
    return town.publish(*rows, kind="bank-result", headings=headings, **options)


def withdraw(town, batch):
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="银行文件发错"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)


def codes(batch):
    return [(p.row, p.code) for p in batch.problems.filter(severity="error").order_by("row")]


def test_what_came_back_counts_as_paid_no_more(town, roster, client):
    batch = send(town, line(1, "交易成功", reason=""), line(2), line(3, "退汇"))

    assert states() == {"陈秀英": "paid", "林国平": "returned", "黄美珠": "returned"}
    assert total() == 100
    roster.refresh_from_db()
    assert (roster.amount, batch.amount) == (100, 200)
    page = client.get(f"/villages/{FUQI}/").content.decode()
    assert "银行退回" in page
    assert "账号不存在" not in page


def test_the_cross_checks_look_at_the_roster_again(town, roster):
    run_crosscheck(codes=["same-programme-twice"])
    send(town, line(2))

    assert Change.objects.filter(batch=roster, kind="corrected").count() == 1
    assert run_crosscheck(codes=["same-programme-twice"]).results.get().looked_at > 0


def test_a_withdrawn_file_leaves_what_stood_before(town, roster):
    withdraw(town, send(town, line(2)))

    assert set(states().values()) == {"paid"}
    assert total() == 300
    assert Batch.objects.get(pk=roster.pk).amount == 300
    assert BankResult.objects.get().ended


def test_two_files_of_the_same_return_are_one_return(town, roster):
    first = send(town, line(2))
    send(town, line(2))
    withdraw(town, first)

    assert states()["林国平"] == "returned"
    assert total() == 200


def test_of_two_files_withdrawn_both_nothing_is_left(town, roster):
    for batch in [send(town, line(2)), send(town, line(2, reason="户名不符"))]:
        withdraw(town, batch)

    assert states()["林国平"] == "paid"
    assert total() == 300


def test_what_the_roster_itself_calls_returned_stays_so(town):
    headings = (*ROSTER, "发放结果")
    town.publish(
        (*payment(2, "林国平"), "退回"), (*payment(3, "黄美珠"), "成功"), headings=headings
    )
    withdraw(town, send(town, line(2), line(3, "成功", reason="")))

    assert states() == {"林国平": "returned", "黄美珠": "paid"}
    assert total() == 100


def test_by_number_a_payment_is_found_whatever_its_account(town, roster):
    send(town, ("林国平", identity(2), 100, "退回"), headings=BY_NUMBER)

    assert states()["林国平"] == "returned"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([line(2, amount="100.01")], [(2, "bank-line-unmatched")]),
        ([line(2, name="陈秀英")], [(2, "bank-line-name")]),
        ([line(2), line(2, "成功")], [(3, "bank-line-repeated")]),
        ([line(2, "处理中")], [(2, "choice-unknown")]),
        ([line(2, "")], [(2, "missing")]),
    ],
)
def test_a_line_that_leaves_a_doubt_is_refused_by_its_place(town, roster, rows, expected):
    assert codes(town.read(*rows, kind="bank-result", headings=HEADINGS)) == expected


def test_of_several_months_the_period_tells_which(town, roster):
    town.publish(payment(2, "林国平", period="2026年4月", paid_on="2026-04-10"))

    assert codes(town.read(line(2), kind="bank-result", headings=HEADINGS)) == [
        (2, "bank-line-ambiguous")
    ]
    from intake.reading.values.periods import month_of

    send(town, line(2), period=month_of(2026, 4))
    assert [(p.period_from.month, p.state) for p in Payment.objects.filter(beneficiary_name="林国平").order_by("period_from")] == [(3, "paid"), (4, "returned")]  # fmt: skip


def test_another_office_s_payments_are_not_touched(town, roster):
    batch = town.read(line(2), kind="bank-result", headings=HEADINGS, office=town.other_office)

    assert codes(batch) == [(2, "bank-line-unmatched")]


def test_without_number_or_account_the_sheet_is_asked_about(town, roster):
    batch = town.read(
        ("林国平", 100, "失败"), kind="bank-result", headings=("户名", "金额", "处理结果")
    )

    assert (batch.status, codes(batch)) != ("checked", [])


def test_what_was_corrected_meanwhile_keeps_what_it_is(town, roster):
    batch = town.read(line(2), kind="bank-result", headings=HEADINGS)
    Payment.objects.filter(beneficiary_name="林国平").update(state="replaced")
    services.deciding.approve_at_console(batch=batch, operator="tests")
    services.publish(batch_id=batch.pk)

    assert states()["林国平"] == "replaced"


def test_it_is_no_public_page_and_its_rows_stand(town, roster, client):
    batch = send(town, line(2))

    assert client.get(f"/batches/{batch.pk}/").status_code == 404
    page = signed_in(town.users[Role.UPLOADER]).get(f"/desk/batches/{batch.pk}/").content.decode()
    assert account(2) not in page
    with pytest.raises(DatabaseError), transaction.atomic():
        BankResult.objects.update(amount=Decimal(1))
