"""Pictures of money: what they say, that they give nobody away, and that all have the same ways on."""

import csv
import io
from xml.dom import minidom

import pytest

from core.pictures import kinds, picture_of
from funds.models import PaymentTotal
from regions.models import Population
from tests.town import COUNTY, FUQI, payment


CITY, HOUYU_TOWN = "350100000000", "350112201000"
HEADINGS = ("拨款单位", "收款单位", "文号", "拨付日期", "金额")


@pytest.fixture
def paid(town):
    town.publish(payment(1), payment(2, "林国平", amount="250.50"))
    town.publish(payment(5, "王依妹", village="罗联村", township="罗联乡", amount="80"))
    town.publish(payment(3, "黄美珠", amount="90"), programme_code="2081107")
    town.publish(
        ("福州市财政局", "长乐区财政局", "榕财社〔2026〕1号", "2026-03-01", 1000),
        kind="allocations", headings=HEADINGS, programme_code="2080502", region_code=COUNTY,
    )  # fmt: skip
    for code in (HOUYU_TOWN, "350112202000"):
        Population.objects.create(region_id=code, year=2020, people=100, source="人口普查")
    return town


def rows_of(kind, **given):
    found = picture_of(kind, given)
    return found and found.rows


def test_a_flow_says_from_whom_for_what_and_to_where(paid):
    rows = rows_of("flow", region=COUNTY)
    assert [(a, b, str(c)) for a, b, c in rows] == [
        ("福州市财政局", "高龄津贴", "1000.00"),
        ("高龄津贴", "还没发下去", "569.50"),
        ("高龄津贴", "猴屿乡", "350.50"),
        ("高龄津贴", "罗联乡", "80.00"),
    ]
    # A masked programme of one person stands in no picture of a town, nor as a difference.
    for region in (COUNTY, HOUYU_TOWN, CITY):
        for kind in kinds():
            found = picture_of(kind, {"region": region, "year": "2026"})
            assert "90.00" not in str(found), (kind, region)
    # What was paid before anything is handed down is said so.
    assert ("没公布从哪里来", "高龄津贴") in {row[:2] for row in rows_of("flow", region=HOUYU_TOWN)}
    assert rows_of("flow", region=COUNTY, year="2001") is None
    assert rows_of("flow", region=COUNTY, programme="2082501") is None


def test_a_head_of_the_residents_only_where_two_places_are_counted(paid):
    rows = rows_of("per-head", region=COUNTY, year="2026")
    assert [(row[0], row[1], str(row[4])) for row in rows] == [
        ("猴屿乡", 100, "3.50"), ("罗联乡", 100, "0.80"),
    ]  # fmt: skip
    assert "人口普查" in picture_of("per-head", {"region": COUNTY, "year": "2026"}).note
    Population.objects.filter(region=HOUYU_TOWN).delete()
    assert rows_of("per-head", region=COUNTY, year="2026") is None
    assert rows_of("per-head", region=COUNTY) is None


DRAWN = [
    ("months", f"region={COUNTY}"), ("months", f"region={FUQI}&programme=2080502"),
    ("places", f"region={COUNTY}"), ("places", f"region={COUNTY}&programme=2080502&year=2026"),
    ("flow", f"region={COUNTY}"), ("per-head", f"region={COUNTY}&year=2026"),
    ("two-places", f"a={HOUYU_TOWN}&b=350112202000"),
]  # fmt: skip


def test_every_picture_has_sentence_table_and_files(paid, client, subtests):
    for kind, query in DRAWN:
        with subtests.test(kind=kind, query=query):
            _has_everything(client, kind, query)


def _has_everything(client, kind, query):
    address = f"/pictures/{kind}/?{query}"
    page = client.get(address).content.decode()
    found = picture_of(kind, dict(each.split("=") for each in query.split("&")))
    assert f"<h1>{found.title}</h1>" in page
    assert found.sentence in page
    assert page.count("<tr>") == 1 + len(found.rows)
    for way in (
        f"/pictures/{kind}.csv",
        f"/pictures/{kind}.svg",
        f"/embed/{kind}/",
        "<svg",
        "data-print",
    ):
        assert way in page, way
    table = client.get(f"/pictures/{kind}.csv?{query}")
    assert "attachment" in table["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [tuple(lines[0]), len(lines)] == [found.headings, 1 + len(found.rows)]
    drawing = client.get(f"/pictures/{kind}.svg?{query}")
    assert drawing["Content-Type"] == "image/svg+xml"
    # Drawn anywhere: its colours come along.
    assert minidom.parseString(drawing.content).documentElement.tagName == "svg"  # noqa: S318  # our own
    assert "#1f6f4a" in drawing.content.decode()
    for _kept in range(2):
        # The second comes from the cache, with the same headers.
        framed = client.get(f"/embed/{kind}/?{query}")
        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed
        own = client.get(address)
        assert "frame-ancestors 'none'" in own["Content-Security-Policy"]
        assert own["X-Frame-Options"] == "DENY"
    assert found.sentence in framed.content.decode()


NOT_DRAWN = [
    "/pictures/none/", "/pictures/months/", "/pictures/months.csv?region=1", "/embed/flow/",
    "/pictures/months.exe", f"/pictures/two-places/?a={FUQI}&b={COUNTY}",
    f"/pictures/two-places/?a={FUQI}&b={FUQI}", f"/pictures/per-head/?region={COUNTY}",
    # A masked programme's single months are nobody's business, a private one's villages neither.
    f"/pictures/months.csv?region={COUNTY}&programme=2081107",
    f"/pictures/flow/?region={HOUYU_TOWN}&programme=2082501",
]  # fmt: skip


def test_what_cannot_be_drawn_is_not_there(paid, client):
    for address in NOT_DRAWN:
        assert client.get(address).status_code == 404, address


def test_no_picture_shows_more_than_the_pages(paid):
    """Sums of a picture are sums that PaymentTotal lets the public see."""
    public = PaymentTotal.objects.public()
    for code in (COUNTY, HOUYU_TOWN):
        together = sum(row.amount for row in public.filter(region_code=code))
        flow = rows_of("flow", region=code)
        assert sum(c for a, _b, c in flow if a == "高龄津贴" and _b != "还没发下去") == together
