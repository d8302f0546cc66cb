"""The rules for names and small sums, told to villagers."""

from django.urls import reverse

import pytest

from accounts.choices import OfficeKind
from accounts.models import Office
from funds.choices import Disclosure
from tests.town import COUNTY, FUQI, payment


PAGE = "/privacy/"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("名字怎样受到保护", "至少有5人", "怎样查自己的钱", "已隐去的文字")),
        ("en", ("How names are protected", "At least 5 people", "Texts taken out")),
    ],
)
def test_it_tells_the_rule_in_both_languages(town, client, language, words):
    client.get(f"/language/{language}/")
    answer = client.get(PAGE)

    assert answer["Content-Language"] == language
    for each in (*words, "张**", "***", reverse("portal:redactions"), reverse("search:search")):
        assert each in answer.content.decode()


def test_the_number_is_the_one_that_is_tested_with(town, client, settings):
    settings.DISCLOSURE_K = 7

    assert "至少有7人" in client.get(PAGE).content.decode()


def test_it_names_who_runs_the_portal_and_nobody_else(town, client):
    Office.objects.create(
        code="operator", name="运行中心", kind=OfficeKind.OPERATOR, region_code=COUNTY,
        phone="0591-8300-1203",
    )  # fmt: skip
    told = client.get(PAGE).content.decode()

    assert "运行中心" in told
    assert "tel:059183001203" in told
    assert town.office.name not in told


def test_without_such_an_office_nothing_is_missing(town, client):
    assert "或者本网站的运行单位。" in client.get(PAGE).content.decode()


def test_every_public_page_leads_there(town, client):
    for address in ("/", "/programmes/", "/search/", "/no-such-page/", PAGE):
        assert f'href="{PAGE}"' in client.get(address).content.decode(), address


def test_where_something_is_left_out_the_reason_is_one_click_away(town, client):
    town.publish(payment(1))
    reason = f'href="{PAGE}#sums-heading"'

    assert reason in client.get(f"/villages/{FUQI}/").content.decode()
    assert reason in client.get(f"/regions/{COUNTY}/").content.decode()
    assert 'id="sums-heading"' in client.get(PAGE).content.decode()
    for disclosure in Disclosure.values:
        town.programmes["2080502"].disclosure = disclosure
        town.programmes["2080502"].save()
        page = client.get("/programmes/2080502/?region=350112000000").content.decode()
        assert page.count(f'href="{PAGE}"') == 2, disclosure


def test_it_costs_one_query_and_none_from_the_cache(town, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(PAGE)
    with django_assert_num_queries(0):
        client.get(PAGE)
