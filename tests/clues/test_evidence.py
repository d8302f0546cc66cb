"""Cards of every shape: two sides, no registry, several registry rows, units without a person."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import translation

import pytest

from clues.selectors import (
    fact_in_words,
    others_of,
    pairs_of,
    payments_of,
    registry_rows,
    sentence_of,
)
from clues.selectors.evidence import PAYMENTS_SHOWN
from funds.models import Payment
from funds.selectors.rows import claim_in_words
from intake.models import Batch
from tests.town import FUQI, identity, payment
from tests.visitors import signed_in
from villages.models import LedgerLine, Voucher


def paid(number=1, **values):
    return {
        "kind": "payment", "id": number, "batch": None, "sheet": "Sheet1", "row": number + 1,
        "name": "陈秀英", "period_from": f"2026-0{number}-01", "period_to": f"2026-0{number}-28",
        "paid_on": f"2026-0{number}-10", "amount": 100,
    } | values  # fmt: skip


def registered(registry="vehicles", **values):
    return {"kind": "registry", "registry": registry, "batch": None, "sheet": "S", "row": 3,
            "name": "陈秀英"} | values  # fmt: skip


def pairs(desk, *rows):
    found = pairs_of(desk.clue(1, evidence=list(rows)), "浮岐村")
    return {pair.label: pair for pair in found}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_a_death_before_the_first_period_cannot_be(desk):
    found = pairs(desk, paid(3), registered("deaths", died_on="2026-01-15"))
    assert found["Dates"].mark == "conflicts"
    assert found["Dates"].registered == ("died on 15 January 2026",)
    assert (found["Full name"].mark, found["Identity number"].mark) == ("agrees", "agrees")


def test_another_name_differs(desk):
    found = pairs(desk, paid(1), registered("deaths", name="林大山", died_on="2025-01-15"))
    assert (found["Full name"].mark, found["Full name"].registered) == ("differs", ("林大山",))


def test_several_registry_rows_stand_line_by_line(desk):
    found = pairs(
        desk,
        paid(1),
        registered(vehicle_type="小型轿车", price=86000, status="正常"),
        registered(vehicle_type="轻型货车", price=5.5, status="正常"),
    )
    assert found["Type of vehicle"].registered == ("小型轿车", "轻型货车")
    assert found["Price"].registered == ("¥86,000.00", "¥5.50")
    assert found["Status"].registered == ("正常",)
    assert found["Full name"].registered == ("陈秀英",)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"from": "2025-01-02", "to": "2026-01-03"}, "2 January 2025 to 3 January 2026"),
        ({"since": "2025-01-02"}, "since 2 January 2025"),
        ({"until": "2025-01-02"}, "until 2 January 2025"),
        ({}, "no date"),
    ],
)
def test_dates_of_a_registry_row(desk, values, told):
    assert pairs(desk, paid(1), registered(**values))["Dates"].registered == (told,)


def test_what_nobody_has_named_stands_under_its_own_name(desk):
    found = pairs(desk, paid(1), registered(colour="红", filed=True, owners=["甲", "乙"]))
    assert found["colour"].registered == ("红",)
    assert found["On record"].registered == ("yes",)
    assert found["owners"].registered == ("甲、乙",)


def test_a_registry_s_own_kind_is_its_type(desk):
    row = registered("properties", area="88.5") | {"type": "住宅"}
    assert pairs(desk, paid(1), row)["Type"].registered == ("住宅",)
    clue = desk.clue(2, evidence=[paid(1), row])
    assert (len(registry_rows(clue)), others_of(clue)) == (1, [])


def test_without_a_registry_there_are_only_payments(desk):
    clue = desk.clue(1, evidence=[paid(1), paid(2)])
    assert pairs_of(clue, "浮岐村") == []
    assert len(payments_of(clue)) == 2


def test_rules_about_units_have_a_table_for_each_kind(desk):
    clue = desk.clue(
        1,
        evidence=[
            {"kind": "batch", "batch": None, "days_late": 47, "paid_on": "2026-03-08", "amount": 5},
            {
                "kind": "standard",
                "amount": 120,
                "valid_from": "2025-01-01",
                "programme": "高龄津贴",
            },
            {"kind": "something", "x": 1},
        ],
        facts={"name": "", "unit": "民政局"},
    )
    tables = {table.title: table for table in others_of(clue)}
    assert tables["Sheets"].labels == ("Paid on", "Days late", "Amount")
    assert tables["Sheets"].rows[0][1] == ("8 March 2026", "47", "¥5.00")
    assert tables["something"].rows[0][1] == ("1",)
    assert not tables["something"].placed
    assert clue.named == "民政局"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [paid(1)] * 30,
        [{"kind": "payment", "amount": "x"}],
        [{"kind": "payment"}, registered()],
        [registered()],
        [{"kind": "village", "place": "浮岐村", "people": 120, "share": None}],
        [{}],
        [paid(1), {"kind": "registry", "registry": "gone-registry"}],
    ],
)
def test_every_card_opens(desk, rows):
    clue = desk.clue(1, evidence=rows, facts={"name": ""})
    browser = signed_in(desk.users["county"])
    page = browser.get(clue.get_absolute_url())
    assert page.status_code == 200
    assert len(page.context["payments"]) <= PAYMENTS_SHOWN
    assert browser.post(reverse("clues:dossier", args=[clue.number])).status_code == 200
    visits = browser.get(reverse("clues:visits"), {"region": clue.region_code})
    assert visits.status_code == 200


def test_rows_of_a_village_s_books_lead_to_their_pages(desk):
    clue = desk.clue(
        1,
        evidence=[
            {"kind": "ledger", "id": 7, "batch": None, "sheet": "S", "row": 4, "month": "2026-03-01",
             "day": "2026-03-05", "summary": "工程款", "handler": "林福生", "amount": 50},
            {"kind": "contract", "id": 8, "batch": None, "sheet": "S", "row": 2, "number": "HT-1", "name": "茶园"},
        ],
        facts={"name": "", "contract": "茶园", "month": "2026-03"}, grade="exact",
    )  # fmt: skip
    entries, contracts = others_of(clue)
    # The amount stands before who handled it, and the month says nothing beside the day.
    assert entries.labels == ("Date", "What for", "Amount", "Handled by")
    assert (entries.linked, contracts.linked) == (1, 1)
    (entry, _cells), (contract, _more) = entries.rows[0], contracts.rows[0]
    assert entry["page"].startswith("/ledger/")
    assert contract["page"] == f"/villages/{clue.region_code}/contracts/HT-1/"
    page = signed_in(desk.users["county"]).get(clue.get_absolute_url()).content.decode()
    assert entry["page"] in page
    assert contract["page"] in page
    # No person was matched, so nothing is said of an identity number.
    assert (clue.named, clue.shown_grade) == ("茶园", "computed")


def entry(number, **more):
    return {
        "kind": "ledger", "id": number, "batch": None, "sheet": "S", "row": number, "day": "2026-03-05",
        "voucher": f"记-{number}", "summary": "砂石料款", "counterparty": "砂石场", "amount": 50,
        "entry": "expense", "handler": "林福生", "approver": "陈光荣",
    } | more  # fmt: skip


@pytest.mark.parametrize(("entries", "beside"), [(1, True), (3, True), (4, False)])
def test_few_entries_stand_side_by_side_field_by_field(desk, entries, beside):
    clue = desk.clue(1, evidence=[entry(n) for n in range(1, entries + 1)], facts={"name": ""})
    (ledger,) = others_of(clue)
    assert ledger.side_by_side is beside
    voucher = ledger.fields[1]
    assert (voucher[0], [cell for _row, cell in voucher[2]]) == (
        "Voucher", [f"记-{n}" for n in range(1, entries + 1)]
    )  # fmt: skip
    page = signed_in(desk.users["county"]).get(clue.get_absolute_url()).content.decode()
    assert ('class="beside"' in page) is beside
    for number in range(1, entries + 1):
        assert f"记-{number}<" in page


def test_all_hands_of_an_entry_are_one_field_and_its_kind_stands_over_the_sum(desk):
    clue = desk.clue(1, evidence=[entry(1), entry(2, handler="")], facts={"name": ""})
    (ledger,) = others_of(clue)
    assert ledger.labels == (
        "Date", "Voucher", "What for", "From or to whom", "Expense", "Handled, witnessed, approved",
    )  # fmt: skip
    assert [cells[-1] for _row, cells in ledger.rows] == ["林福生 / — / 陈光荣", "— / — / 陈光荣"]

    mixed = desk.clue(2, evidence=[entry(1), entry(2, entry="income")], facts={"name": ""})
    assert {"Amount", "Income or expense"} <= set(others_of(mixed)[0].labels)


def test_an_entry_says_how_many_slips_it_has_and_where_they_are(desk):
    """Any inspector gets from the clue to the pictures, and there to the sealed originals."""
    entry = LedgerLine.objects.create(
        batch_id=1, sheet="S", row_number=4, region_id=FUQI, month=date(2026, 3, 1), summary="工程款",
        entry="expense", voucher_number="记-7", amount=50,
    )  # fmt: skip
    bare = LedgerLine.objects.create(
        batch_id=1, sheet="S", row_number=5, region_id=FUQI, month=date(2026, 3, 1), summary="误工",
        entry="expense", amount=60,
    )  # fmt: skip
    for state in ("draft", "discarded"):
        Voucher.objects.create(
            region_id=FUQI, month=entry.month, voucher_number="记-7", status=state, place=1,
            kind="voucher", sha256=bytes(32), width=9, height=9,
            office=desk.users["county"].office, uploaded_by=desk.users["county"],
        )  # fmt: skip
    rows = [{"kind": "ledger", "id": line.pk, "summary": line.summary} for line in (entry, bare)]
    clue = desk.clue(1, evidence=rows, facts={"name": ""})
    ((first, _cells), (second, _more)) = others_of(clue)[0].rows
    assert first["slips"] == 1
    assert first["slips_page"] == f"/desk/vouchers/{FUQI}/2026-03/line/?number=%E8%AE%B0-7"
    assert "slips" not in second
    browser = signed_in(desk.users["county"])
    assert first["slips_page"] in browser.get(clue.get_absolute_url()).content.decode()
    assert browser.get(first["slips_page"]).status_code == 200


def test_a_units_months_and_counts_read_like_its_sentence(desk):
    rows = [{"kind": "total", "period": "2025-11", "payments": 1245, "amount": 49000}]
    ((_row, cells),) = others_of(desk.clue(1, evidence=rows))[0].rows
    assert cells == ("November 2025", "1,245", "¥49,000.00")


def test_numbers_in_a_sentence_are_written_alike():
    assert fact_in_words(560260) == fact_in_words(560260.0) == "560,260"
    assert fact_in_words(1234.5) == "1,234.5"
    words = {"paid": 560260, "registered": True}
    assert sentence_of("¥{paid}; {amount}", words, Decimal("492788.00")) == "¥560,260; ¥492,788"
    assert sentence_of("{amount}", {}, Decimal("0.5")) == "¥0.50"
    assert sentence_of("{lacking}", words, Decimal(1)) == ""


def test_a_month_in_a_sentence_is_a_month():
    assert fact_in_words("2026-03") == "March 2026"
    assert fact_in_words("2026-13") == "2026-13"
    assert fact_in_words("HT-2026-03") == "HT-2026-03"


def test_a_register_s_line_beside_no_payment_is_shown(desk):
    """Of what somebody does not get nothing was paid; the register's line is the evidence."""
    (sent,) = desk.concerned(desk.offices["bureau"])
    line = {"kind": "registry", "registry": "deaths", "batch": sent["batch"], "sheet": "一",
            "row": 7, "name": "陈秀英", "died_on": "2026-01-02"}  # fmt: skip
    clue = desk.clue(1, evidence=[line])
    (table,) = others_of(clue)
    assert "陈秀英" in table.rows[0][1]
    assert table.placed


def test_payments_of_two_programmes_say_which_each_is(desk):
    desk.town.publish(payment(1, "陈秀英"))
    paid = Payment.objects.get()
    row = {"kind": "payment", "id": paid.pk, "name": "陈秀英", "amount": 100}
    clue = desk.clue(1, evidence=[row], facts={"name": "陈秀英", "second_programme": "低保"})
    assert payments_of(clue)[0]["claim"].startswith(paid.programme.name)
    clue.facts = {"name": "陈秀英"}
    assert payments_of(clue)[0]["claim"] == ""


def test_the_dates_of_both_lists_stand_beside_each_other(desk):
    """A registry that ends long before the payments explains much by itself."""
    roster = desk.town.publish(payment(1, "陈秀英"))
    desk.town.deaths(("陈秀英", identity(1), "2026-01-15"))
    register = Batch.objects.get(kind="registry:deaths")
    Batch.objects.filter(pk=register.pk).update(period_to=date(2026, 1, 31))
    found = pairs(desk, paid(batch=roster.pk), registered("deaths", batch=register.pk))
    lists = found["Dates of the lists"]
    assert lists.registered == ("up to 31 January 2026",)
    assert lists.paid.startswith("published ")


def test_a_payment_says_what_it_was_reckoned_from_and_that_it_came_back(desk):
    desk.town.publish(payment(1, "陈秀英"))
    paid = Payment.objects.get()
    paid.units, paid.standard, paid.state = Decimal("3.0000"), Decimal(90), "returned"
    words = claim_in_words(paid)
    assert words.startswith(f"{paid.programme.name} 3 ")
    assert "× ¥90.00" in words
    assert words.endswith(f"({paid.get_state_display()})")
