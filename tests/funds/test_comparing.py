"""Two places side by side, from what each place's own page shows."""

import pytest

from core.caching import forget_pages
from funds.selectors.comparing import compared
from regions.models import Region
from tests.town import DAXI, FUQI, identity, payment


@pytest.fixture
def both(town):
    forget_pages()
    town.publish(payment(1, amount="100.50"), payment(2, amount=200))
    return town


def test_sums_programmes_and_months_of_both(both, client, django_assert_num_queries):
    with django_assert_num_queries(5):
        found = compared(first=FUQI, second=DAXI)
    assert (found.first.payments, found.second.payments) == (2, 0)
    (row,) = found.programmes
    assert (row.programme.code, row.second) == ("2080502", None)
    assert found.most == found.first.amount == sum(each.first for each in found.months)
    assert compared(first=FUQI, second=DAXI, year=1999).programmes == []

    page = client.get(f"/compare/?a={DAXI}&b={FUQI}").content.decode()
    for words in ("¥300.50", "高龄津贴", "2026年3月", f"/villages/{FUQI}/", f"/villages/{DAXI}/"):
        assert words in page
    assert "陈秀英" not in page
    nothing = client.get(f"/compare/?a={DAXI}&b={FUQI}&year=1999").content.decode()
    assert "两个地方都还没有公布过发放" in nothing


def test_the_other_place_is_chosen_next_door_or_elsewhere(both, client):
    assert f'href="/compare/?a={FUQI}"' in client.get(f"/villages/{FUQI}/").content.decode()
    near = client.get(f"/compare/?a={FUQI}").content.decode()
    assert f"b={FUQI}" not in near
    assert f"a={FUQI}&amp;in=350112000000" in near
    above = client.get(f"/compare/?a={FUQI}&in=350112000000").content.decode()
    assert f"a={FUQI}&amp;in=350112201000" in above
    city = client.get(f"/compare/?a={FUQI}&in=350100000000").content.decode()
    assert f"a={FUQI}&amp;in=350125000000" in city
    # No way leads above what the portal is for.
    assert "别的地方</a>" not in city.partition("places-heading")[2]
    town = client.get(f"/compare/?a={FUQI}&in={DAXI[:9]}000").content.decode()
    assert f"a={FUQI}&amp;b={DAXI}" in town


@pytest.mark.parametrize(
    "asked", ["", f"a={FUQI}&b={FUQI}", f"a={FUQI}&b=350112000000", f"a=x&b={FUQI}", f"a={FUQI}&b=x"]
)  # fmt: skip
def test_what_cannot_be_compared_is_not_there(both, client, asked):
    assert client.get(f"/compare/?{asked}").status_code == 404


def test_the_other_place_is_found_by_its_name(both, client):
    one = client.get(f"/compare/?a={FUQI}&q=大喜")
    assert (one.status_code, one.url) == (302, f"/compare/?a={FUQI}&b={DAXI}")
    # Of another level, itself, or nobody's name: the list below is left.
    for words in ("永泰", "浮岐", "没有这个村"):
        assert (
            "没有别的同级地方叫这个名字"
            in client.get(f"/compare/?a={FUQI}&q={words}").content.decode()
        )
    parent = Region.objects.get(pk=DAXI).parent
    Region.objects.create(
        code="350125101999", name="大喜村委会", short_name="大喜", level="village", parent=parent
    )
    several = client.get(f"/compare/?a={FUQI}&q=大喜").content.decode()
    for code in (DAXI, "350125101999"):
        assert f"a={FUQI}&amp;b={code}" in several
    number = client.get(f"/compare/?a={FUQI}&q={identity(1)}")
    assert (number.status_code, number.url) == (302, "/search/")
