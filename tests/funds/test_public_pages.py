"""Public pages: what they say, what they hide, and what they cost."""

from django.template.loader import render_to_string
from django.utils import timezone

import pytest

from core.templatetags.present import day
from funds.models import Payment
from intake import services
from intake.models import Batch
from tests.town import DAXI, FUQI, identity, payment


@pytest.fixture
def paid(town):
    town.publish(payment(1), payment(2, "林国平", amount="250.50"))
    town.publish(payment(3, "黄美珠", amount="90"), programme_code="2081107")
    town.publish(payment(4, "郑小童", amount="1450"), programme_code="2082501")
    return town


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_home_counts_from_kept_sums(paid, client):
    text = page(client, "/")

    assert "高龄津贴" in text
    assert 'action="/search/"' in text
    assert 'method="post"' in text


def test_a_village_lists_names_masks_and_hides_by_class(paid, client):
    text = page(client, f"/villages/{FUQI}/")

    assert "陈秀英" in text
    # One masked person among two named ones: whoever reads both knows who it is.
    assert "黄" not in text
    assert "2081107" not in text
    assert "郑小童" not in text
    assert "郑*童" not in text
    assert "¥250.50" in text


def test_a_private_sum_is_in_no_village_or_town_page_nor_in_the_api(paid, client):
    for address in (
        f"/villages/{FUQI}/",
        "/regions/350112201000/",
        f"/api/v1/totals/?region={FUQI}",
        "/api/v1/totals/?region=350112201000",
        # A single person of the whole city.
        "/api/v1/totals/?region=350100000000",
        "/regions/350100000000/",
        "/programmes/2082501/",
        "/",
    ):
        text = page(client, address)
        assert "1,450" not in text, address
        assert "1450" not in text, address
        if "api" in address:
            assert "2082501" not in text, address


def test_a_villages_page_and_csv_show_the_same_rows(paid, client):
    text = client.get(f"/villages/{FUQI}/payments.csv").content.decode("utf-8-sig")

    assert len(text.strip().splitlines()) == 1 + 2
    narrowed = client.get(f"/villages/{FUQI}/payments.csv?programme=2081107").content.decode()
    assert len(narrowed.strip().splitlines()) == 1


def test_a_programme_says_where_money_came_from_and_what_is_left(paid, client):
    headings = ("拨款单位", "收款单位", "文号", "拨付日期", "金额")
    paid.publish(
        ("福州市财政局", "长乐区财政局", "榕财社〔2026〕1号", "2026-03-01", 1000),
        kind="allocations", headings=headings, programme_code="2080502",
        region_code="350112000000",
    )  # fmt: skip
    text = page(client, "/programmes/2080502/")

    assert "榕财社〔2026〕1号" in text
    assert "¥1,000.00" in text
    assert "¥350.50" in text
    assert "¥649.50" in text


def test_names_stand_off_what_explains_a_programme(paid, client):
    address = "/programmes/2080502/"
    plain, county = page(client, address), page(client, f"{address}?region=350112000000")
    for text in (plain, county):
        assert "林国平" not in text
        assert "/payments/" not in text.replace("payments.csv", "")
    assert "noindex" not in plain
    assert 'name="description"' in plain
    # Each leads one step down, and the town names.
    assert "?region=350112000000#payments" in plain
    assert "?region=350112201000#payments" in county
    town = page(client, f"{address}?region=350112201000")
    assert "林国平" in town
    assert "noindex" in town
    assert client.get(f"{address}payments.csv")["X-Robots-Tag"] == "noindex"


def test_a_payment_reads_like_a_receipt(paid, client):
    shown = Payment.objects.get(beneficiary_name="林国平")
    text = page(client, shown.get_absolute_url())

    for words in ("¥250.50", "林国平", "2026年3月", "高龄津贴", "长乐区民政局", "0591-8300-1202"):
        assert words in text, words
    batch = shown.batch
    approved = render_to_string("funds/_approval.html", {"batch": batch}).strip()
    assert day(batch.decided_at) in approved
    batch.at_console = False
    by_two = render_to_string("funds/_approval.html", {"batch": batch})
    assert f"{day(batch.decided_at)}由本单位第二个人审核同意" in by_two
    # What it says to quote stands where the list is.
    listed = page(client, f"/batches/{batch.pk}/")
    assert f"{shown.row_number} <span" in listed
    for shown_page in (text, listed):
        assert f'href="/batches/?office={batch.office.code}"' in shown_page
        assert approved in shown_page


def test_a_payments_address_cannot_be_guessed(paid, client):
    shown = Payment.objects.first()
    assert str(shown.pk) not in shown.address
    for wrong in ("1", "x" * 32, shown.address[:-2] + "AA", shown.address.swapcase()):
        page(client, f"/payments/{wrong}/", status=404)


def test_a_withdrawn_batch_says_so_with_its_reason(paid, client):
    shown = Payment.objects.get(beneficiary_name="陈秀英")
    request = services.request_withdrawal(
        batch=shown.batch, by=paid.users["uploader"], reason="整批金额算错，将重新发布"
    )
    services.decide_withdrawal(request=request, by=paid.users["reviewer"], approved=True)

    assert "整批金额算错" in page(client, f"/batches/{shown.batch_id}/")
    assert "整批金额算错" in page(client, shown.get_absolute_url())
    assert "陈秀英" not in page(client, f"/villages/{FUQI}/")


def test_confidential_and_unpublished_batches_are_not_public(paid, client):
    registry = paid.deaths(("陈秀英", identity(9), "2026-02-15"))
    draft = paid.read(payment(7, "王依妹", amount="77"))

    page(client, f"/batches/{registry.pk}/", status=404)
    page(client, f"/batches/{draft.pk}/", status=404)
    assert "registry" not in page(client, "/batches/")


def test_a_number_in_a_filter_is_not_answered(paid, client):
    answer = client.get("/programmes/", {"q": identity(1)})

    assert (answer.status_code, answer.url) == (302, "/search/")


def test_an_empty_village_explains_itself(paid, client):
    page(client, f"/villages/{DAXI}/")


@pytest.mark.parametrize(
    "address",
    [
        "/villages/999999999999/",
        "/regions/1/",
        "/programmes/none/",
        "/policies/none/",
        "/batches/999999999/",
    ],
)
def test_what_is_not_there_is_not_found(paid, client, address):
    page(client, address, status=404)


def test_the_api_is_bounded_and_needs_a_village_or_programme(paid, client):
    assert client.get("/api/v1/payments/").status_code == 400
    answer = client.get(f"/api/v1/payments/?village={FUQI}&size=100000").json()

    assert {row["name"] for row in answer["results"]} == {"陈秀英", "林国平"}
    assert len(client.get(f"/api/v1/payments/?village={FUQI}&size=1").json()["results"]) == 1


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 12),
        (f"/villages/{FUQI}/", 7),
        ("/programmes/2080502/", 20),
        ("/regions/350100000000/", 12),
    ],
)
def test_query_counts_do_not_grow_with_rows(
    paid, client, django_assert_num_queries, address, queries
):
    paid.publish(*[payment(n, "张三", account=f"62303610{n:011d}") for n in range(20, 60)])
    with django_assert_num_queries(queries):
        client.get(address)


def test_money_handed_down_two_levels_is_never_added_up(town, client, monkeypatch, settings):
    settings.PAGE_SIZE = 2
    headings = ("拨款单位", "收款单位", "乡镇", "村", "文号", "拨付日期", "金额")
    batch = town.publish(
        ("长乐区财政局", "猴屿乡财政所", "猴屿乡", "", "文1号", "2026-03-01", 1000),
        ("猴屿乡财政所", "浮岐村委会", "猴屿乡", "浮岐村", "文2号", "2026-03-05", 600),
        ("猴屿乡财政所", "浮岐村委会", "猴屿乡", "浮岐村", "文3号", "2026-03-06", 400),
        kind="allocations", headings=headings, programme_code="2080502",
        region_code="350112000000",
    )  # fmt: skip
    assert batch.amount == 2000
    for address in (f"/batches/{batch.pk}/", "/batches/"):
        page = client.get(address).content.decode()
        assert page.count("1,000.00") >= 2
        assert "2,000.00" not in page
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert ("文2号" in page, "文3号" in page, "after=" in page) == (True, False, True)
    monkeypatch.setattr("funds.views.public.programmes.ALLOCATIONS_SHOWN", 1)
    address = "/programmes/2080502/?region=350112000000"
    assert "全部显示" in client.get(address).content.decode()
    page = client.get(address + "&transfers=all").content.decode()
    assert ("文1号" in page, "文3号" in page, "全部显示" in page) == (True, True, False)


def test_what_was_published_is_narrowed_by_office_kind_and_month(paid, client):
    shown = Batch.objects.latest("pk")
    month = f"{timezone.localtime(shown.published_at):%Y-%m}"
    for query, expected in (
        (f"office={shown.office.code}&kind=payments&month={month}", True),
        ("month=2001-01", False), ("month=x", False), ("kind=allocations", False),
    ):  # fmt: skip
        page = client.get(f"/batches/?{query}").content.decode()
        assert (f"/batches/{shown.pk}/" in page) is expected, query
    assert "registry:deaths" not in client.get("/batches/").content.decode()
