"""Contracts, works and decisions: one row replaces another, and a withdrawal brings it back."""

from datetime import date
from decimal import Decimal

import pytest

from intake import services
from tests.town import FUQI, identity
from tests.villages.ledgers import HEADINGS, line
from villages.models import Contract, DecisionEntry, WorksEntry
from villages.selectors import records
from villages.selectors.quorums import faults


CONTRACT = ("合同编号", "合同名称", "类型", "收付", "承包方", "签订日期", "起始日期", "终止日期", "年租金", "缴款间隔月数", "首次缴款日期", "决议编号")  # fmt: skip
LEASE = ("HT-1", "后山茶园承包", "资源", "出租", "陈有田", "2024-01-10", "2024-02-01", "2027-01-31", 6000, 12, "2024-02-01", "JY-1")  # fmt: skip
WORKS = ("工程编号", "工程名称", "步骤", "日期", "金额", "单位", "资金来源")
STEPS = ("决议编号", "事项", "类别", "步骤", "日期", "应到", "实到", "同意", "反对", "弃权")


def publish(town, kind, headings, *rows):
    return town.publish(*rows, kind=kind, headings=headings, region_code=FUQI)


def withdraw(town, batch):
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="传错了，重传"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)


def test_instalments_fall_due_over_the_term(town):
    publish(town, "village-contracts", CONTRACT, LEASE)
    contract = Contract.objects.get()
    assert [due.day for due in records.instalments(contract)] == [
        date(2024, 2, 1), date(2025, 2, 1), date(2026, 2, 1),
    ]  # fmt: skip
    account = records.account_of(contract, until=date(2025, 6, 1), moved=Decimal(6000))
    assert (account.due, account.missing) == (12000, 6000)
    # The oldest is settled first, and the next one by what is left.
    assert [due.left for due in account.dues] == [0, 6000, 6000]

    account = records.account_of(contract, until=date(2025, 6, 1), moved=Decimal(7000))
    assert [due.left for due in account.dues] == [0, 5000, 6000]


@pytest.mark.parametrize(
    ("first", "months", "second"),
    [(date(2024, 1, 31), 1, date(2024, 2, 29)), (date(2023, 12, 31), 6, date(2024, 6, 30))],
)
def test_a_month_s_last_day_stays_the_last(first, months, second):
    contract = Contract(
        first_due_on=first, every_months=months, instalment=1, ends_on=date(2024, 7, 1)
    )
    assert records.instalments(contract)[1].day == second


def test_a_newer_row_replaces_the_older_and_a_withdrawal_brings_it_back(town):
    first = publish(town, "village-contracts", CONTRACT, LEASE)
    second = publish(town, "village-contracts", CONTRACT, (*LEASE[:8], 7000, *LEASE[9:]))
    assert Contract.objects.standing().get().batch_id == second.pk
    assert Contract.objects.get(batch=first).replaced_by.batch_id == second.pk

    third = publish(town, "village-contracts", CONTRACT, (*LEASE[:8], 8000, *LEASE[9:]))
    withdraw(town, second)
    assert Contract.objects.standing().get().batch_id == third.pk
    withdraw(town, third)
    assert Contract.objects.standing().get().batch_id == first.pk


def test_the_same_twice_in_a_sheet_is_refused(town):
    batch = publish(town, "village-contracts", CONTRACT, LEASE, LEASE)
    assert batch.accepted == 1
    assert batch.problems.get().code == "record-repeated"


def test_works_go_step_by_step(town, client):
    publish(
        town, "village-works", WORKS,
        ("GC-1", "水渠维修", "立项", "2026-01-05", "", "", ""),
        ("GC-1", "水渠维修", "询价", "2026-01-20", 52000, "甲公司", ""),
        ("GC-1", "水渠维修", "询价", "2026-01-20", 50000, "乙公司", ""),
        ("GC-1", "水渠维修", "验收", "2026-03-01", "", "", ""),
        ("GC-1", "水渠维修", "付款", "2026-03-20", 50000, "乙公司", "县水利局"),
    )  # fmt: skip
    (works,) = records.works_of(FUQI)
    assert [step.step for step in works.steps] == ["proposal", "tender", "tender", "acceptance", "payment"]  # fmt: skip
    assert works.paid == 50000
    text = client.get(WorksEntry.objects.first().get_absolute_url()).content.decode()
    for words in ("水渠维修", "甲公司", "乙公司", "50,000.00", "县水利局"):
        assert words in text


def meeting(step, entitled, attended, favour):
    return DecisionEntry(step=step, entitled=entitled, attended=attended, in_favour=favour)


@pytest.mark.parametrize(
    ("entry", "holds"),
    [
        (meeting("party", 30, 20, 16), True),
        (meeting("party", 30, 19, 16), False),
        (meeting("party", 30, 20, 15), False),
        (meeting("assembly", 300, 151, 76), True),
        (meeting("assembly", 300, 150, 80), False),
        (meeting("assembly", 300, 160, 80), False),
        (meeting("households", 90, 61, 31), True),
        (meeting("households", 90, 60, 40), False),
        (meeting("representatives", 30, 20, 11), True),
        (meeting("representatives", 30, 20, 10), False),
        (meeting("representatives", 30, 19, 19), False),
        (meeting("representatives", None, 20, 11), False),
        (meeting("proposed", None, None, None), True),
    ],
)
def test_quorums_of_the_law(entry, holds):
    """村民委员会组织法 art. 22, 25; two thirds and more than half of those entitled in the Party."""
    assert (faults(entry) == []) is holds


def test_a_decision_says_what_was_decided_and_what_rests_on_it(town, client):
    publish(
        town, "village-decisions", (*STEPS, "决议内容"),
        ("JY-1", "茶园发包", "发包", "村民代表决议", "2023-12-20", 30, 24, 22, 1, 1, "同意发包三年，每年六千元。"),
        ("JY-1", "茶园发包", "发包", "决议公开", "2023-12-22", "", "", "", "", "", "见墙上。"),
        ("JY-2", "修路", "工程", "支部提议", "2023-12-20", "", "", "", "", "", ""),
    )  # fmt: skip
    publish(town, "village-contracts", (*CONTRACT, "工程编号"), (*LEASE, "GC-1"))
    named = (*WORKS, "决议编号", "合同编号")
    publish(
        town, "village-works", named,
        ("GC-1", "茶园步道", "立项", "2026-01-05", 900, "", "", "", "HT-1"),
        ("GC-2", "茶园水池", "村民决议", "2026-01-06", 800, "", "", "JY-1", "HT-9"),
        ("GC-3", "别的工程", "立项", "2026-01-07", 700, "", "", "JY-9", ""),
    )  # fmt: skip
    text = client.get(f"/villages/{FUQI}/decisions/JY-1/").content.decode()
    for words in ("同意发包三年", "HT-1", "后山茶园承包", "茶园步道", "茶园水池"):
        assert words in text
    assert "别的工程" not in text
    undecided = client.get(f"/villages/{FUQI}/decisions/JY-2/").content.decode()
    assert "还没有能作决定的会议" in undecided
    assert "没有公布过哪份合同" in undecided

    contract = client.get(f"/villages/{FUQI}/contracts/HT-1/").content.decode()
    assert "同意发包三年" in contract
    assert "茶园步道" in contract
    # What others name is a link only where it is published.
    here = f"/villages/{FUQI}"
    for number, there, missing in (
        ("GC-1", "contracts/HT-1/", ""),
        ("GC-2", "decisions/JY-1/", "contracts/HT-9/"),
        ("GC-3", "", "decisions/JY-9/"),
    ):
        works = client.get(f"{here}/works/{number}/").content.decode()
        assert f"{here}/{there}" in works
        assert not missing or f"{here}/{missing}" not in works
        assert not missing or "（未公布）" in works


def test_a_decision_shows_what_is_missing(town, client):
    publish(
        town, "village-decisions", STEPS,
        ("JY-1", "茶园发包", "发包", "支部提议", "2023-12-01", "", "", "", "", ""),
        ("JY-1", "茶园发包", "发包", "村民代表决议", "2023-12-20", 30, 18, 18, 0, 0),
        ("JY-1", "茶园发包", "发包", "决议公开", "2023-12-22", "", "", "", "", ""),
    )  # fmt: skip
    (decision,) = records.decisions_of(FUQI)
    assert len(decision.missing) == 2
    text = client.get(f"/villages/{FUQI}/decisions/JY-1/").content.decode()
    assert "两委" in text
    assert "18" in text


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((30, 31, 20, 0, 0), "decision-more-than-entitled"),
        ((30, 20, 18, 2, 1), "decision-more-votes"),
    ],
)
def test_counts_that_cannot_be_are_refused(town, row, code):
    batch = town.read(
        ("JY-1", "茶园发包", "发包", "村民代表决议", "2023-12-20", *row),
        kind="village-decisions", headings=STEPS, region_code=FUQI,
    )  # fmt: skip
    assert [p.code for p in batch.problems.all()] == [code]


def test_contracts_show_what_is_due_and_what_the_ledger_has(town, client, ledger):
    publish(town, "village-contracts", CONTRACT, LEASE)
    ledger(
        (*line("2024-02-03", "记-1", "茶园租金", "租金收入", income=6000, to="陈有田"), "HT-1"),
        headings=(*HEADINGS, "合同编号"),
    )
    listed = client.get(f"/villages/{FUQI}/contracts/").content.decode()
    text = client.get(f"/villages/{FUQI}/contracts/HT-1/").content.decode()
    for words in ("后山茶园承包", "陈有田", "18,000.00", "12,000.00"):
        assert words in listed
        assert words in text
    assert "2025年2月1日" in text
    assert "茶园租金" in text


@pytest.mark.parametrize("kind", ["contracts", "works", "decisions"])
def test_empty_boards_say_so(town, client, kind):
    assert client.get(f"/villages/{FUQI}/{kind}/").status_code == 200
    assert client.get(f"/villages/{FUQI}/{kind}/none/").status_code == 404


@pytest.mark.parametrize(
    ("one", "other"),
    [("20260301-001", "20260302-002"), ("HT-2026-03-15-001", "HT-2026-03-16-002"),
     (f"HT-{identity(1)}", f"HT-{identity(2)}")],
)  # fmt: skip
def test_two_contracts_with_long_numbers_stay_two(town, one, other):
    """A number hidden as if it were a person's would make one of them replace the other."""
    publish(town, "village-contracts", CONTRACT, (one, *LEASE[1:]), (other, *LEASE[1:]))
    numbers = Contract.objects.standing().values_list("number", flat=True)
    assert len(set(numbers)) == 2
    assert not any(identity(serial) in number for serial in (1, 2) for number in numbers)
