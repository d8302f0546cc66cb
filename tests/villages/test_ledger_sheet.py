"""A village's sheet becomes lines, both balances and a kept statement."""

from datetime import date
from decimal import Decimal

from django.db import DatabaseError

import pytest

from intake import services
from intake.models import Batch
from intake.services.deciding import approve_at_console
from tests.town import FUQI, HOUYU, identity
from tests.villages.ledgers import HEADINGS, MARCH, line, stated
from villages.choices import Category, Entry
from villages.models import LedgerLine, Statement
from villages.selectors import statements


def problems(batch):
    return [(p.code, p.row) for p in batch.problems.exclude(severity="note")]


def test_every_entry_stands_with_its_class_and_the_balances(ledger):
    batch = ledger()

    assert (batch.accepted, batch.rejected, batch.amount) == (5, 0, Decimal("30486.50"))
    assert problems(batch) == []
    assert [
        (x.entry, x.month, x.category, x.amount) for x in LedgerLine.objects.order_by("id")
    ] == [
        (Entry.OPENING, date(2026, 3, 1), "", Decimal("12000.00")),
        (Entry.INCOME, date(2026, 3, 1), Category.SUBSIDY, Decimal("30000.00")),
        (Entry.EXPENSE, date(2026, 3, 1), Category.OFFICE, Decimal("186.50")),
        (Entry.EXPENSE, date(2026, 3, 1), Category.WELFARE, Decimal("300.00")),
        (Entry.CLOSING, date(2026, 3, 1), "", Decimal("41513.50")),
    ]
    kept = Statement.objects.get()
    assert (kept.opening, kept.income, kept.expense, kept.closing, kept.lines) == (
        Decimal("12000.00"), Decimal("30000.00"), Decimal("486.50"), Decimal("41513.50"), 3,
    )  # fmt: skip


def test_totals_and_carried_rows_are_no_entries(ledger):
    total = ("", "", "本月合计", "", "30000", "486.50", "", "", "", "", "", "", "")
    year = ("", "", "本年累计", "", "90000", "70000", "", "", "", "", "", "", "")
    batch = ledger(*MARCH[:-1], total, year, MARCH[-1])

    assert (batch.accepted, batch.rejected) == (5, 0)
    assert problems(batch) == []


def test_one_column_of_money_with_its_side(ledger):
    batch = ledger(
        ("2026-03-05", "1", "拨款", "收入", 500), ("2026-03-06", "2", "买纸", "支出", 40),
        headings=("日期", "凭证号", "摘要", "收支", "金额"),
    )  # fmt: skip
    assert batch.accepted == 2
    assert Statement.objects.get().income == 500


def test_money_without_a_side_is_no_entry(town):
    batch = town.read(
        ("2026-03-05", "1", "拨款", 500), kind="village-ledger", region_code=FUQI,
        headings=("日期", "凭证号", "摘要", "金额"),
    )  # fmt: skip
    assert (batch.accepted, problems(batch)) == (0, [("ledger-no-amount", 2)])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (line("2026-03-05", "1", "又收又支", income="1", expense="2"), "ledger-both-amounts"),
        (line("2026-03-05", "1", "什么都没有"), "ledger-no-amount"),
        (line("", "1", "没有日期", expense="5"), "ledger-no-month"),
        (line("2099-03-05", "1", "将来", expense="5"), "ledger-in-future"),
    ],
)
def test_a_wrong_row_is_told_and_left_out(ledger, row, code):
    batch = ledger(*MARCH, row)
    assert problems(batch) == [(code, 7)]
    assert (batch.accepted, batch.rejected) == (5, 1)


def test_a_class_that_is_none_becomes_other_with_a_warning(ledger):
    batch = ledger(
        line("2026-03-05", "1", "杂项", "杂七杂八", expense="5"),
        line("2026-03-06", "2", "收租", "办公费", income="5"),
    )
    assert problems(batch) == [("ledger-category-unclear", 2), ("ledger-category-side", 3)]
    assert list(LedgerLine.objects.order_by("id").values_list("category", flat=True)) == [
        Category.OTHER_EXPENSE, Category.OTHER_INCOME,
    ]  # fmt: skip


def test_a_stated_balance_that_the_lines_do_not_give_is_told_once(ledger):
    rows = list(MARCH)
    rows[2] = line(
        "2026-03-12", "记-2", "购买办公用纸", "办公费", expense="186.50", balance="41000"
    )
    batch = ledger(*rows)
    assert problems(batch) == [("ledger-balance-differs", 4)]
    assert batch.accepted == 5


def test_a_gap_between_months_is_told_and_kept(ledger):
    ledger()
    batch = ledger(stated("上期结余", "41000.00"), line("2026-04-02", "记-1", "买纸", "办公费", expense="10"), period=(date(2026, 4, 1), date(2026, 4, 30)))  # fmt: skip

    assert ("ledger-carry-over", 2) in problems(batch)
    april, march = statements.months_of(FUQI)
    assert (april.gap, april.before, march.gap) == (Decimal("-513.50"), march, None)


def test_a_month_without_opening_carries_on(ledger):
    ledger()
    ledger(line("2026-04-02", "记-1", "买纸", "办公费", expense="10"))
    april = statements.months_of(FUQI)[0]
    assert (april.opening, april.closing, april.gap) == (Decimal("41513.50"), Decimal("41503.50"), None)  # fmt: skip


def test_a_quarter_in_one_sheet_falls_into_its_months(ledger):
    ledger(
        stated("上期结余", "100"), line("2026-01-05", "1", "收租", "租金收入", income="50"),
        line("2026-03-06", "2", "买纸", "办公费", expense="20"), stated("本期结余", "130"),
        period=(date(2026, 1, 1), date(2026, 3, 31)),
    )  # fmt: skip
    march, january = statements.months_of(FUQI)
    assert (january.closing, march.closing, march.error, march.missing_months) == (150, 130, 0, 1)


def test_a_line_of_a_quarter_without_a_day_is_asked_about(town):
    batch = town.read(
        line("", "1", "收租", "租金收入", income="50"),
        line("2026-03-06", "2", "买纸", "办公费", expense="20"),
        kind="village-ledger", headings=HEADINGS, region_code=FUQI,
        period=(date(2026, 1, 1), date(2026, 3, 31)),
    )  # fmt: skip
    assert (batch.accepted, problems(batch)) == (1, [("ledger-which-month", 2)])


def test_carried_lines_in_other_words(ledger):
    total = ("", "", "月结", "", "50", "20", "130", "", "", "", "", "", "")
    ledger(
        stated("期初库存现金", "100"), line("2026-03-05", "1", "收租", "租金收入", income="50"),
        line("2026-03-06", "2", "买纸", "办公费", expense="20"), total, stated("结转下月", "130"),
    )  # fmt: skip
    kept = Statement.objects.get()
    assert (kept.opening, kept.income, kept.expense, kept.closing) == (100, 50, 20, 130)


def test_a_second_sheet_of_a_month_is_told_and_added(ledger, town):
    first = ledger()
    batch = ledger(line("2026-03-28", "记-4", "补记", "办公费", expense="10"))
    assert ("ledger-month-published", 2) in problems(batch)
    assert Statement.objects.get().lines == 4
    assert batch.problems.get(code="ledger-month-published").params["batch"] == first.pk


def test_lines_that_stand_already_are_pointed_out_and_left_out(town, ledger):
    ledger()
    draft = town.read(*MARCH, line("2026-03-28", "记-4", "补记", "办公费", expense="10"), kind="village-ledger", headings=HEADINGS, region_code=FUQI)  # fmt: skip
    assert draft.comparison["already_published"] == 3
    Batch.objects.filter(pk=draft.pk).update(leave_out_published=True)
    approve_at_console(batch=draft, operator="tests")
    published = services.publish(batch_id=draft.pk)
    assert (published.accepted, published.amount) == (1, 10)
    assert Statement.objects.get().lines == 4


def test_several_villages_in_one_sheet(town):
    headings = ("行政村", *HEADINGS)
    town.publish(
        ("浮岐村", *MARCH[0]), ("浮岐村", *MARCH[1]), ("猴屿村", *MARCH[2]),
        kind="village-ledger", headings=headings,
    )  # fmt: skip
    assert set(Statement.objects.values_list("region_code", "lines")) == {(FUQI, 1), (HOUYU, 1)}


def test_numbers_of_persons_never_stand_in_a_plain_column(ledger):
    number = identity(7)
    headings = (*HEADINGS, "收款人身份证号", "收款账号", "发票号码")
    ledger(
        (*line("2026-03-05", "1", f"补助{number}", "福利", expense="5", to=f"张三{number}"), number, "6230361000000000017", number),
        headings=headings,
    )  # fmt: skip
    row = LedgerLine.objects.get()
    text = " ".join(
        str(v) for v in LedgerLine.objects.values().get().values() if not isinstance(v, bytes)
    )
    assert number not in text
    assert "6230361000000000017" not in text
    assert (row.counterparty_id is not None, row.account is not None, row.invoice_number) == (True, True, "")  # fmt: skip


def test_withdrawing_takes_lines_and_statement_back(ledger, town):
    batch = ledger()
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="整月传错了"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)
    assert not LedgerLine.objects.standing().exists()
    assert not Statement.objects.exists()


def test_published_lines_are_never_edited(ledger):
    ledger()
    with pytest.raises(DatabaseError):
        LedgerLine.objects.update(amount=1)
