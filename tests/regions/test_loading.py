"""Divisions are upserted; what vanished keeps its row and gets a last day."""

import datetime as dt

import pytest

from auditing.models import AuditEvent
from regions.exceptions import UnusableDivisions
from regions.models import Region
from regions.services import Division, load_divisions


pytestmark = pytest.mark.django_db

PROVINCE = Division("35", "福建省", "province")
ROWS = [
    Division("3501", "福州市", "prefecture", "35"),
    Division("350112", "长乐区", "county", "3501"),
    Division("350112201", "猴屿乡", "township", "350112"),
    Division("350112201201", "猴屿村委会", "village", "350112201"),
    Division("350112201203", "浮岐村委会", "village", "350112201"),
]


def snapshot():
    return list(Region.objects.values_list("code", "name", "parent_id", "valid_from", "valid_to"))


def test_rows_hang_under_their_parents():
    result = load_divisions(rows=ROWS, above=[PROVINCE])

    village = Region.objects.get(pk="350112201203")
    assert (result.loaded, result.added, result.ended) == (6, 6, 0)
    assert (village.parent_id, village.short_name, village.level) == (
        "350112201000",
        "浮岐",
        "village",
    )
    assert village.ancestor_codes == [
        "350000000000",
        "350100000000",
        "350112000000",
        "350112201000",
    ]
    assert AuditEvent.objects.filter(action="regions.load").count() == 1


def test_loading_twice_changes_nothing():
    load_divisions(rows=ROWS, above=[PROVINCE])
    before = snapshot()

    result = load_divisions(rows=ROWS, above=[PROVINCE])

    assert snapshot() == before
    assert (result.added, result.renamed, result.ended) == (0, 0, 0)


def test_vanished_code_gets_its_last_day_and_new_one_its_first():
    load_divisions(rows=ROWS, above=[PROVINCE])
    day = dt.date(2025, 1, 1)
    merged = [*ROWS[:-1], Division("350112201205", "岐屿村委会", "village", "350112201")]

    result = load_divisions(rows=merged, above=[PROVINCE], valid_from=day)

    old, new = Region.objects.get(pk="350112201203"), Region.objects.get(pk="350112201205")
    assert (result.added, result.ended) == (1, 1)
    assert old.valid_to == dt.date(2024, 12, 31)
    assert new.valid_from == day
    assert old in Region.objects.in_force(dt.date(2024, 12, 31))
    assert old not in Region.objects.in_force(day)
    assert Region.objects.get(pk="350000000000").valid_to is None


def test_code_that_comes_back_is_in_force_again():
    load_divisions(rows=ROWS, above=[PROVINCE])
    load_divisions(rows=ROWS[:-1], above=[PROVINCE])

    load_divisions(rows=ROWS, above=[PROVINCE])

    assert Region.objects.get(pk="350112201203").valid_to is None


def test_code_abolished_before_it_began_ends_on_its_first_day():
    day = dt.date(2025, 1, 1)
    load_divisions(rows=ROWS, above=[PROVINCE], valid_from=day)

    load_divisions(rows=ROWS[:-1], above=[PROVINCE], valid_from=day)

    assert Region.objects.get(pk="350112201203").valid_to == day


def test_neighbours_outside_the_rows_are_left_alone():
    load_divisions(rows=ROWS, above=[PROVINCE])
    load_divisions(rows=[Division("3502", "厦门市", "prefecture", "35")], above=[PROVINCE])

    assert Region.objects.filter(valid_to__isnull=False).count() == 0


def test_city_that_is_its_own_only_county_is_kept_once():
    rows = [
        Division("4419", "东莞市", "prefecture", "44"),
        Division("441900", "东莞市", "county", "4419"),
        Division("441900003", "东城街道", "township", "441900"),
        Division("441900003001", "岗贝社区居民委员会", "village", "441900003"),
    ]

    load_divisions(rows=rows, above=[Division("44", "广东省", "province")])

    assert Region.objects.get(pk="441900000000").level == "prefecture"
    assert Region.objects.get(pk="441900003000").parent_id == "441900000000"
    assert Region.objects.under("4419").count() == 3


def test_county_under_a_placeholder_city_stays_reachable():
    rows = [
        Division("4190", "省直辖县级行政区划", "prefecture", "41"),
        Division("419001", "济源市", "county", "4190"),
        Division("419001001", "济源市沁园街道", "township", "419001"),
    ]

    load_divisions(rows=rows, above=[Division("41", "河南省", "province")])

    assert Region.objects.get(pk="419001001000").short_name == "沁园"
    assert Region.objects.under("419001").count() == 2


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Division("35011220120345", "浮岐村", "village"), "35011220120345"),
        (Division("3501x", "浮岐村", "village"), "3501x"),
        (Division("350112201203", "浮岐村", "hamlet"), "hamlet"),
        (Division("350112201203", " ", "village"), "350112201203"),
        (Division("350112201203", "浮岐村", "village"), "350112201203"),
        (Division("350112201201", "另一村", "village", "350112201"), "另一村"),
    ],
)
def test_bad_row_is_refused_and_nothing_stays(row, wrong):
    base = ROWS[:4] if row.name == "另一村" else []

    with pytest.raises(UnusableDivisions) as refusal:
        load_divisions(rows=[*base, row], above=[PROVINCE] if base else [])

    assert wrong in str(refusal.value)
    assert not Region.objects.exists()
