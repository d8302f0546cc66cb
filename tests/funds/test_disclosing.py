"""What of recipients without a name a place shows, tested against everything published there."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

from django.db import connection

import pytest
from hypothesis import HealthCheck, Phase, given, settings as hypothesis_settings, strategies as st

from core.caching import forget_pages
from funds.models import Companion, DisclosedArea, Payment, PaymentTotal
from funds.services.disclosing import retest_everywhere
from funds.uploads import PaymentSheet
from intake.exceptions import DuplicateFile
from tests.depth import examples
from tests.town import FUQI, HOUYU, LUOLIAN, identity, payment


MASKED, SUBSISTENCE, PRIVATE = "2081107", "2081902", "2082501"
GIVEN = "一二三四五六七八九"
TOWNSHIP, COUNTY, CITY = "350112201000", "350112000000", "350100000000"
PLACES = {FUQI: ("浮岐村", "猴屿乡"), HOUYU: ("猴屿村", "猴屿乡"), LUOLIAN: ("罗联村", "罗联乡")}


def rows(names, start, village=FUQI, **options):
    place, township = PLACES[village]
    return [
        payment(start + n, name, village=place, township=township, account=f"62303610{start + n:011d}", **options)
        for n, name in enumerate(names)
    ]  # fmt: skip


def five(surname):
    return [f"{surname}文{given}" for given in GIVEN[:5]]


def shown(village=FUQI, programme=MASKED):
    return (
        DisclosedArea.objects.filter(programme__code=programme, region_code=village)
        .values_list("names", flat=True)
        .first()
    )


def names_on(client, village=FUQI):
    text = client.get(f"/villages/{village}/payments.csv").content.decode("utf-8-sig")
    return [line["姓名"] for line in csv.DictReader(io.StringIO(text))]


def test_a_family_name_stands_where_five_share_it(town, client):
    town.publish(*rows(five("黄"), 1))
    town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)

    assert shown() == "surname"
    assert "黄**" in names_on(client)
    assert "黄美珠" not in client.get(f"/villages/{FUQI}/").content.decode()


def test_four_are_too_few_and_no_name_stands(town, client):
    town.publish(*rows([*five("黄")[:4], "陈秀英"], 1))
    town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)

    assert shown() == "hidden"
    assert "***" in names_on(client)
    assert not any(name.startswith("黄*") for name in names_on(client))


def test_one_rare_family_name_hides_all_of_the_village(town):
    """Else the hidden one would be known to be rare."""
    town.publish(*rows([*five("黄"), "欧小三"], 1))
    town.publish(*rows(["黄美珠", "欧小三"], 50), programme_code=MASKED)

    assert shown() == "hidden"


def test_where_few_are_named_no_line_stands(town, client):
    town.publish(*rows(five("黄")[:4], 1))
    town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)

    assert shown() == "none"
    assert len(names_on(client)) == 4
    address = Payment.objects.get(programme__code=MASKED).get_absolute_url()
    receipt = client.get(address).content.decode()
    assert "黄" not in receipt
    assert "浮岐" not in receipt


def test_the_same_name_twice_is_one_candidate(town):
    town.publish(*rows(["黄文一"] * 5, 1))
    town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)

    assert shown() == "none"


def test_neighbours_published_later_are_weighed_at_once(town):
    town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)
    assert shown() == "none"

    town.publish(*rows(five("黄"), 1))
    assert shown() == "surname"


def test_a_batch_withdrawn_takes_its_names_out_of_the_choice(town):
    town.publish(*rows(five("黄"), 1))
    masked = town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)
    with connection.cursor() as cursor:
        named = Payment.objects.filter(programme__code="2080502").first().batch
        PaymentSheet().on_withdraw(cursor, named)
    assert shown() == "none"
    assert masked.accepted == 1


def test_a_programme_that_most_recipients_draw_is_weighed_alone(town):
    """Whoever knows that the allowance asks for subsistence looks among its recipients only."""
    town.publish(*rows(five("黄"), 1))
    town.publish(*rows(["黄美珠", "黄美玉"], 50), programme_code=SUBSISTENCE)
    town.publish(*rows(["黄美珠", "黄美玉"], 50), programme_code=MASKED)

    companion = Companion.objects.get()
    assert (companion.companion.code, companion.share) == (SUBSISTENCE, 1.0)
    assert shown() == "none"


def test_nothing_beside_a_masked_name_narrows_it_down(town, client):
    town.publish(*rows(five("黄"), 1))
    headings = (
        "村",
        "组",
        "姓名",
        "身份证号",
        "户主",
        "户主身份证号",
        "金额",
        "所属期",
        "发放日期",
    )
    row = (
        "浮岐村",
        "3组",
        "黄美珠",
        identity(50),
        "黄文二",
        identity(2),
        90,
        "2026年3月",
        "2026-03-10",
    )
    town.publish(row, headings=headings, programme_code=MASKED)

    line = Payment.objects.listed().with_names().get(programme__code=MASKED)
    receipt = client.get(line.get_absolute_url()).content.decode()
    assert "黄**" in receipt
    for told in ("3组", "黄文二", "黄*", "Sheet"):
        assert told not in receipt.replace("黄**", "")
    (entry,) = client.get(f"/api/v1/payments/?programme={MASKED}").json()["results"]
    assert (entry["name"], entry["village_group"]) == ("黄**", "")


def test_masked_rows_stand_in_no_order_of_the_roster(town):
    town.publish(*rows([f"黄{given}{other}" for given in GIVEN for other in GIVEN[:5]], 100),
                 programme_code=MASKED)  # fmt: skip
    order = list(Payment.objects.order_by("pk").values_list("row_number", flat=True))
    assert sorted(order) != order
    assert sorted(order) == list(range(2, 47))


def sums(region, programme=MASKED):
    totals = PaymentTotal.objects.public().filter(region_code=region, programme__code=programme)
    return sum(total.payments for total in totals)


def test_a_sum_needs_five_behind_what_is_listed(town):
    """Four of a village without lines are told by no difference of two sums."""
    town.publish(*rows(five("黄"), 1))
    town.publish(*rows(["黄美珠", "黄美玉"], 50), programme_code=MASKED)
    town.publish(*rows(["林一", "林二", "林三", "林四"], 60, HOUYU), programme_code=MASKED)
    assert (sums(FUQI), sums(HOUYU), sums(TOWNSHIP), sums(COUNTY), sums(CITY)) == (2, 0, 0, 0, 0)

    town.publish(*rows(["林五"], 70, HOUYU), programme_code=MASKED)
    assert (sums(FUQI), sums(HOUYU), sums(TOWNSHIP), sums(COUNTY), sums(CITY)) == (2, 0, 7, 7, 7)

    town.publish(*rows(["林六"], 80, LUOLIAN), programme_code=MASKED)
    assert (sums(TOWNSHIP), sums("350112202000"), sums(COUNTY), sums(CITY)) == (7, 0, 0, 0)


def test_a_private_sum_stands_for_whole_counties_with_five_persons(town, client):
    town.publish(*rows(five("郑"), 1), programme_code=PRIVATE)
    assert (sums(FUQI, PRIVATE), sums(TOWNSHIP, PRIVATE), sums(COUNTY, PRIVATE)) == (0, 0, 5)
    assert "¥500.00" in client.get(f"/programmes/{PRIVATE}/").content.decode()
    assert shown(programme=PRIVATE) == "none"


@pytest.mark.parametrize("paid_on", ["2025-12-10", "2026-03-10"])
def test_every_year_needs_five(town, paid_on):
    town.publish(*rows(five("郑"), 1), programme_code=PRIVATE)
    town.publish(*rows(five("郑")[:4], 1, paid_on="2025-12-10", period="2025年12月"), programme_code=PRIVATE)  # fmt: skip
    assert sums(COUNTY, PRIVATE) == 0
    if paid_on == "2025-12-10":
        town.publish(*rows(five("郑")[4:], 5, paid_on=paid_on, period="2025年12月"), programme_code=PRIVATE)  # fmt: skip
        assert sums(COUNTY, PRIVATE) == 10


def test_a_batch_tells_no_sum_that_its_area_does_not(town, client):
    batch = town.publish(*rows(["林一"], 60, HOUYU, amount="77"), programme_code=MASKED)
    for address in (f"/batches/{batch.pk}/", "/batches/", "/"):
        assert "¥77" not in client.get(address).content.decode()


def test_a_batch_with_a_line_in_no_list_tells_no_sum(town, client):
    """Less the lines that stand in lists it would be the sum of the others."""
    town.publish(*rows(five("黄"), 1))
    town.publish(*rows(["林一", "林二", "林三", "林四", "林五"], 60, HOUYU), programme_code=MASKED)
    batch = town.publish(
        *rows(["黄美珠"], 50, amount="70"), *rows(["林六"], 80, HOUYU, amount="7"),
        programme_code=MASKED,
    )  # fmt: skip
    assert (shown(), shown(HOUYU), sums(COUNTY)) == ("surname", "none", 7)
    for address in (f"/batches/{batch.pk}/", "/batches/", "/"):
        assert "¥77" not in client.get(address).content.decode()

    listed = town.publish(*rows(["黄美玉"], 90, amount="71"), programme_code=MASKED)
    assert "¥71" in client.get(f"/batches/{listed.pk}/").content.decode()


def test_what_is_handed_down_for_a_few_stands_nowhere(town, client):
    """What a county gets for its two orphans is what two orphans get."""
    handed = {
        "kind": "allocations", "programme_code": PRIVATE,
        "headings": ("拨款单位", "收款单位", "文号", "拨付日期", "金额"),
    }  # fmt: skip
    row = ("福州市财政局", "长乐区财政局", "榕财社〔2026〕1号", "2026-03-01", 3210)
    batch = town.publish(row, region_code=COUNTY, **handed)
    addresses = (
        f"/batches/{batch.pk}/", "/batches/", f"/programmes/{PRIVATE}/",
        f"/programmes/{PRIVATE}/?region={COUNTY}", f"/api/v1/allocations/?programme={PRIVATE}",
    )  # fmt: skip

    def telling():
        forget_pages()
        pages = [client.get(address).content.decode() for address in addresses]
        return [bool("3,210" in text or "3210" in text) for text in pages]

    assert all(telling())
    town.publish(*rows(five("郑")[:2], 1), programme_code=PRIVATE)
    assert not any(telling())
    town.publish(*rows(five("郑")[2:], 10), programme_code=PRIVATE)
    assert all(telling())


def test_the_approver_sees_what_will_be_shown(town):
    town.publish(*rows(five("黄"), 1))
    batch = town.read(*rows(["黄美珠"], 50), *rows(["林一"], 60, HOUYU), programme_code=MASKED)
    assert batch.comparison["disclosure"] == {"surname": 1, "none": 1}


def test_the_night_gives_the_same_as_every_single_publication(town):
    town.publish(*rows(five("黄"), 1))
    town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)
    town.publish(*rows(["林一"], 60, HOUYU), programme_code=MASKED)
    fields = ("programme", "region_code", "names", "sums")
    before = sorted(DisclosedArea.objects.values_list(*fields))
    retest_everywhere()
    assert sorted(DisclosedArea.objects.values_list(*fields)) == before


NAMES = st.sampled_from([f"{s}{g}" for s in "黄林欧" for g in GIVEN])


@hypothesis_settings(
    max_examples=examples(12), deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    batches=st.lists(
        st.tuples(
            st.sampled_from(["2080502", SUBSISTENCE, MASKED]),
            st.sampled_from([FUQI, HOUYU]),
            st.lists(NAMES, min_size=1, max_size=9, unique=True),
        ),
        min_size=2, max_size=5,
    )
)  # fmt: skip
def test_whatever_is_published_no_masked_line_fits_one_to_four_names(town, client, batches):
    for programme, village, names in batches:
        serials = {name: 1 + "黄林欧".index(name[0]) * 10 + GIVEN.index(name[1]) for name in names}
        place, township = PLACES[village]
        lines = [payment(serials[n], n, village=place, township=township) for n in names]
        with suppress(DuplicateFile):
            town.publish(*lines, programme_code=programme)
    for village in (FUQI, HOUYU):
        found = names_on(client, village)
        full = {name for name in found if "*" not in name}
        for masked in {name for name in found if "*" in name}:
            fits = {name for name in full if masked == "***" or name[0] == masked[0]}
            assert len(fits) >= 5


def test_a_new_companion_is_tested_against_at_once(town):
    """A first list with full names that holds most of the masked: not only in the night."""
    town.publish(*rows(five("黄"), 1))
    town.publish(*rows(["黄美珠"], 50), programme_code=MASKED)
    assert shown() == "surname"
    town.publish(*rows(["黄美珠"], 50), *rows(["林一"], 90), programme_code=SUBSISTENCE)
    assert shown() == "none"
    before = sorted(DisclosedArea.objects.values_list("programme", "region_code", "names", "sums"))
    retest_everywhere()
    after = sorted(DisclosedArea.objects.values_list("programme", "region_code", "names", "sums"))
    assert after == before
