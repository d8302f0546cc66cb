"""What a villager sees of the village's money."""

from __future__ import annotations

from datetime import date

import pytest

from core.caching import forget_pages
from intake import services
from tests.town import DAXI, FUQI, payment
from tests.villages.ledgers import line, stated
from villages.models import LedgerLine


@pytest.fixture(autouse=True)
def _no_old_pages():
    forget_pages()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_the_village_s_month_stands_on_its_page_beside_the_benefits(client, town, ledger):
    ledger()
    town.publish(payment(1))
    text = page(client, f"/villages/{FUQI}/")

    for words in ("41,513.50", "30,000.00", "486.50", "县水利局拨小型水利维修款", "陈秀英"):
        assert words in text
    assert LedgerLine.objects.get(voucher_number="记-2").get_absolute_url() in text


def test_on_paper_a_village_says_where_it_stands_and_what_is_left_out(client, town, settings):
    settings.PAGE_SIZE = 2
    town.publish(*(payment(n) for n in range(1, 4)))
    address = f"/villages/{FUQI}/"
    text = page(client, address)
    assert f"http://testserver{address}" in text
    assert '<div class="paper-code"><svg' in text
    assert "这张纸上是3笔中的2笔" in text
    assert "这张纸上" not in page(client, address + "?year=1999")


def test_a_village_without_ledger_says_so(client, town):
    assert "还没有" in page(client, f"/villages/{DAXI}/")
    assert "还没有" in page(client, f"/villages/{DAXI}/finances/")


def test_a_month_is_read_entry_by_entry_with_the_running_balance(client, ledger):
    ledger()
    text = page(client, f"/villages/{FUQI}/finances/2026-03/")
    for words in ("记-1", "42,000.00", "41,813.50", "41,513.50", "文具店", "2026年3月12日"):
        assert words in text


def test_who_receives_aid_is_masked_and_who_sells_is_named(client, ledger):
    ledger()
    for address in (
        f"/villages/{FUQI}/finances/2026-03/",
        LedgerLine.objects.get(voucher_number="记-3").get_absolute_url(),
        f"/villages/{FUQI}/ledger.csv",
        f"/villages/{FUQI}/feed.atom",
        f"/villages/{FUQI}/finances/2026-03/wall/",
    ):
        assert "林秀珍" not in page(client, address), address
    assert "***" in page(client, f"/villages/{FUQI}/finances/2026-03/")
    assert "文具店" in page(client, f"/villages/{FUQI}/ledger.csv")


def test_a_gap_is_shown_not_hidden(client, ledger):
    ledger()
    ledger(
        stated("上期结余", "41000.00"), line("2026-05-02", "记-1", "买纸", "办公费", expense="10"),
        stated("本期结余", "40000"), period=(date(2026, 5, 1), date(2026, 5, 31)),
    )  # fmt: skip
    for address in (f"/villages/{FUQI}/", f"/villages/{FUQI}/finances/2026-05/"):
        text = page(client, address)
        assert "513.50" in text
        assert "990.00" in text
        assert "2026年3月" in text


def test_a_line_has_an_address_of_its_own_that_cannot_be_guessed(client, ledger):
    ledger()
    shown = LedgerLine.objects.get(voucher_number="记-2")
    text = page(client, shown.get_absolute_url())
    for words in ("186.50", "林福生", "郑国强", "黄志明", "同意", "记-2"):
        assert words in text
    assert client.get("/ledger/1/").status_code == 404
    opening = LedgerLine.objects.get(entry="opening")
    assert client.get(opening.get_absolute_url()).status_code == 404


def test_a_withdrawn_line_keeps_its_page_with_the_reason(client, town, ledger):
    batch = ledger()
    request = services.request_withdrawal(
        batch=batch, by=town.users["uploader"], reason="整月传错了"
    )
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)
    text = page(client, LedgerLine.objects.get(voucher_number="记-2").get_absolute_url())
    assert "整月传错了" in text
    month = page(client, f"/villages/{FUQI}/finances/2026-03/")
    assert "整月传错了" in month
    assert "<s>−¥186.50</s>" in month


def test_what_was_withdrawn_of_a_month_stays_beside_what_stands(client, town, ledger):
    first = ledger()
    ledger(line("2026-03-28", "记-4", "补记", "办公费", expense="10"))
    request = services.request_withdrawal(batch=first, by=town.users["uploader"], reason="传错了表")
    services.decide_withdrawal(request=request, by=town.users["reviewer"], approved=True)
    month = page(client, f"/villages/{FUQI}/finances/2026-03/")
    assert "补记" in month
    assert "传错了表" in month


def test_the_wall_sheet_has_a_code_for_every_line(client, ledger):
    ledger()
    text = page(client, f"/villages/{FUQI}/finances/2026-03/wall/")
    assert text.count('class="wall-code"><svg') == 3
    assert "wall-a3" in page(client, f"/villages/{FUQI}/finances/2026-03/wall-a3/")


def test_the_feed_has_an_entry_per_line(client, ledger):
    ledger()
    response = client.get(f"/villages/{FUQI}/feed.atom")
    text = response.content.decode()
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert text.count("<entry>") == 3
    assert "<title>重阳节慰问林阿婆 −¥300.00</title>" in text


@pytest.mark.parametrize(
    "address",
    [
        "/villages/999999999999/finances/",
        "/villages/350112000000/finances/",
        f"/villages/{FUQI}/finances/2026-13/",
        f"/villages/{FUQI}/finances/2020-01/",
        f"/villages/{FUQI}/finances/x/wall/",
        "/ledger/x/",
    ],
)
def test_what_is_not_there_is_404(client, ledger, address):
    ledger()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        (f"/villages/{FUQI}/", 9),
        (f"/villages/{FUQI}/finances/", 5),
        (f"/villages/{FUQI}/finances/2026-03/", 8),
        (f"/villages/{FUQI}/finances/2026-03/wall/", 5),
        (f"/villages/{FUQI}/feed.atom", 2),
    ],
)
def test_pages_cost_the_same_for_many_lines(
    client, town, ledger, django_assert_num_queries, address, queries
):
    ledger(*[line(f"2026-03-{day:02d}", f"记-{day}", f"事项{day}", "办公费", expense=day) for day in range(1, 29)])  # fmt: skip
    town.publish(payment(1))
    client.get(f"/villages/{FUQI}/")
    forget_pages()
    with django_assert_num_queries(queries):
        page(client, address)
