"""Lines put together in Python escape what cadres wrote, as a template would."""

from datetime import date
from decimal import Decimal

from django.template import Context, Template

import pytest

from funds.choices import Disclosure, ShownName
from funds.models import Payment, Programme
from regions.models import Region


def table(*rows, show="", person=False):
    text = "{% load payments %}{% payments_table rows show person=person %}"
    return Template(text).render(Context({"rows": rows, "show": show, "person": person}))


@pytest.fixture
def row():
    region = Region(code="350112201203", name="<i>浮岐</i>", short_name="浮岐", level="village")
    region.above = "猴屿乡 & 长乐"
    return Payment(
        pk=7,
        programme=Programme(short_name="<u>高龄</u>", disclosure=Disclosure.NAMED),
        region=region,
        beneficiary_name='<script>"陈"',
        sheet="<b>一季度",
        row_number=17,
        period_from=date(2026, 3, 1),
        period_to=date(2026, 3, 31),
        paid_on=date(2026, 4, 2),
        amount=Decimal("1200.50"),
        state="paid",
    )


def test_everything_a_sheet_can_bring_is_escaped(row):
    html = table(row, show="place programme row")

    assert 'data-label="表里第几行"' in html
    assert "17 " in html
    for written in ("<script>", "<i>", "<u>", "<b>", " & "):
        assert written not in html
    assert "&lt;script&gt;&quot;陈&quot;" in html
    assert "¥1,200.50" in html
    assert f'href="{row.get_absolute_url()}"' in html


def test_a_person_s_own_list_leads_with_the_months(row):
    html = table(row, show="programme", person=True)

    assert "2026年3月</a>" in html
    assert "陈" not in html


@pytest.mark.parametrize("state", ["returned", "replaced", "withdrawn"])
def test_a_line_that_does_not_count_says_so(row, state):
    row.state = state

    html = table(row)

    assert 'class="whole-row is-off"' in html
    assert f"state-{state}" in html
    assert row.get_state_display() in html


def test_hidden_names_stay_hidden(row):
    row.programme.disclosure = Disclosure.PARTIAL
    row.beneficiary_name = "陈国平"

    assert '">***</a>' in table(row)
    row.area_names = ShownName.SURNAME
    assert '">陈**</a>' in table(row)
