"""Totals: right at the desk, and never a small number in public."""

import csv
import itertools
from datetime import timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest
from hypothesis import assume, given, strategies as st

from clues import services
from clues.models import Clue
from clues.selectors.funnel import funnel
from clues.selectors.pictures import found_by_month, steps_of_checks
from clues.selectors.statistics import (
    COLUMN_LABELS,
    FEW,
    SMALL,
    WITHHELD,
    Figures,
    Period,
    guarded,
    statistics,
)
from tests.inspectors import close_by_two
from tests.visitors import signed_in


CITY = "350100000000"


def worked(desk):
    """Ten suspicions: four explained, one mended, two closed with outcomes."""
    by = desk.users["county"]
    clues = [desk.clue(n) for n in range(1, 9)] + [
        desk.clue(n, source="other-rule", region_code="350125101214", programme_code="2081107")
        for n in (1, 2)
    ]
    findings = ("registry-wrong", "filing-error", "allowed", "allowed", "mended")
    for clue, finding in zip(clues, findings, strict=False):
        services.explain(clue=clue, by=by, finding=finding, words="因为")
    for clue in clues[5:7]:
        clue = services.register(clue=clue, by=by, words="属实")
        clue = services.assign(clue=clue, by=by, to=by)
        clue = services.dispose(clue=clue, by=by, disposal="verification", words="初核")
        for name, measure, sanction in (
            ("甲", "admonished", ""), ("甲", "organisational", ""), ("乙", "party", "party-warning"),
            ("丙", "procuratorate", ""), ("丁", "none", ""),
        ):  # fmt: skip
            services.record_outcome(
                clue=clue, by=by, name=name, post="", person_kind="official", measure=measure,
                sanction=sanction, filed=name == "丙", decided_on=timezone.localdate(),
            )  # fmt: skip
        recovery = services.record_recovery(clue=clue, by=by, owed_by="甲", due=Decimal(100))
        services.record_recovered(recovery=recovery, by=by, amount=Decimal("60.50"))
    for recovery in clues[5].recoveries.all():
        services.record_recovered(recovery=recovery, by=by, amount=Decimal("39.50"))
    close_by_two(clue=clues[5], by=by, finding="true", words="办结")
    return clues


def test_the_figures_are_counted_once(desk, django_assert_num_queries):
    worked(desk)
    with django_assert_num_queries(4):
        found = statistics(CITY)
    assert found.total.values == {
        "suspected": 10, "checked": 6, "corrected": 3, "confirmed": 2, "clues": 2, "persons": 6,
        "filed": 2, "admonished": 2, "organisational": 2, "disciplined": 2, "transferred": 2,
    }  # fmt: skip
    assert found.total.money == {
        "involved": Decimal(200), "recoverable": Decimal(200), "recovered": Decimal("160.50"),
    }  # fmt: skip


def test_the_parts_add_up_to_the_whole(desk):
    worked(desk)
    found = statistics(CITY)
    for rows in found.by.values():
        for name, value in found.total.values.items():
            assert sum(row.values[name] for row in rows) == value
        for name, value in found.total.money.items():
            assert sum(row.money[name] for row in rows) == value
    assert [row.key for row in found.by["region"]] == ["350112000000", "350125000000"]
    assert {row.key for row in found.by["programme"]} == {"2080502", "2081107"}


def test_precision_is_confirmed_over_checked(desk):
    worked(desk)
    by_rule = {row.key: row for row in statistics(CITY).by["rule"]}
    assert by_rule["paid-after-death"].precision == 2 / 6
    assert by_rule["other-rule"].precision is None


def test_a_region_sees_its_own(desk):
    worked(desk)
    assert statistics("350125000000").total.values["suspected"] == 2
    towns = statistics("350112000000", split_at=9).by["region"]
    assert [row.key for row in towns] == ["350112201000"]


def test_nothing_at_all_is_nought(desk):
    assert statistics(CITY).total.values["suspected"] == 0
    assert statistics(CITY).by["rule"] == []


def row(key, **values):
    figures = Figures(key=key)
    figures.values |= values
    return figures


def test_a_small_number_is_never_shown(desk):
    rows = [row("a", clues=10), row("b", clues=2), row("c", clues=1), row("d", clues=0)]
    shown = [line["clues"] for line in guarded(rows, ["clues"])]
    assert shown == [10, FEW, FEW, 0]


def test_a_single_hidden_number_hides_its_neighbour(desk):
    """Otherwise the total minus the others would give it away."""
    rows = [row("a", clues=10), row("b", clues=4), row("c", clues=1), row("d", clues=0)]
    shown = [line["clues"] for line in guarded(rows, ["clues"])]
    assert shown == [10, WITHHELD, FEW, 0]


@pytest.mark.parametrize(("small", "told"), [((1, 1), False), ((2, 2, 2), False), ((1, 2), True)])
def test_hidden_numbers_that_their_sum_tells_hide_a_neighbour(small, told):
    rows = [row(str(place), clues=number) for place, number in enumerate((*small, 9, 40))]
    shown = [line["clues"] for line in guarded(rows, ["clues"])]
    assert shown == [FEW] * len(small) + [9 if told else WITHHELD, 40]


def test_a_withheld_number_does_not_tell_itself():
    """Of 1 + 3 + 9 = 13 nobody would doubt a withheld 3, for 2 would be shown as few."""
    rows = [row(str(place), clues=number) for place, number in enumerate((1, 3, 9))]
    assert [line["clues"] for line in guarded(rows, ["clues"])] == [FEW, 3, WITHHELD]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_what_is_hidden_can_be_read_in_more_than_one_way(numbers):
    """By whoever knows the total and what the signs stand for."""
    assume(max(numbers) > SMALL)
    rows = [row(str(place), clues=number) for place, number in enumerate(numbers)]
    shown = [line["clues"] for line in guarded(rows, ["clues"])]
    hidden = [cell for cell in shown if cell in (FEW, WITHHELD)]
    left = sum(numbers) - sum(cell for cell in shown if cell not in (FEW, WITHHELD))
    spans = [range(1, SMALL) if cell == FEW else range(SMALL, 20) for cell in hidden]
    readings = [each for each in itertools.product(*spans) if sum(each) == left]
    assert not hidden or len(readings) > 1


def test_money_of_few_clues_is_not_shown(desk):
    few = row("a", clues=2)
    few.money["recovered"] = Decimal(100)
    assert guarded([few], ["clues"])[0]["recovered"] is None


def test_the_public_page_has_totals_and_no_person(desk):
    clues = worked(desk)
    page = Client().get(reverse("statistics:statistics")).content.decode()
    for name in ("甲", "乙", "丙", *(clue.named for clue in clues), *(c.number for c in clues)):
        assert name not in page
    assert "&lt;3" in page
    total = Client().get(reverse("statistics:statistics"))
    assert total["X-Page-Cache"] == "hit"


def test_what_nobody_has_looked_at_is_folded_and_rules_are_links(desk):
    worked(desk)
    page = Client().get(reverse("statistics:statistics")).content.decode()
    told, _, folded = page[page.index('id="by-rule"') :].partition("<details")
    assert 'href="/rules/paid-after-death/"' in told
    assert "other-rule" in folded.partition("</details>")[0]
    # It is no rule that there is.
    assert 'href="/rules/other-rule/"' not in page
    assert 'href="/regions/350112000000/"' in page


def test_months_are_drawn_without_telling_a_small_number():
    lines = [
        {"key": "2026-05", "suspected": 9}, {"key": "2026-04", "suspected": WITHHELD},
        {"key": "2026-02", "suspected": FEW},
    ]  # fmt: skip
    picture = found_by_month(lines)
    assert [column.said for column in picture.drawn.columns] == [
        "2026年2月：<3件", "2026年3月：0件", "2026年4月：—件", "2026年5月：9件",
    ]  # fmt: skip
    heights = [column.height for column in picture.drawn.columns]
    assert heights[1] == heights[2] == 0 < heights[0] < heights[3]
    assert picture.sentence.endswith("2026年5月：9件。")
    assert [number for _month, number in picture.rows] == [FEW, 0, WITHHELD, 9]
    assert found_by_month(lines[:1]) is None


def test_the_steps_of_the_checks_tell_no_small_number():
    total = {"suspected": 40, "checked": 12, "clues": FEW, "filed": 0, "transferred": WITHHELD}
    picture = steps_of_checks(total)
    widths = [row.bars[0].width for row in picture.drawn.rows]
    assert widths[0] > widths[1] > widths[2] > widths[3] == widths[4] == 0
    assert [number for _step, number in picture.rows] == [40, 12, FEW, 0, WITHHELD]
    assert steps_of_checks(total | {"suspected": 0}) is None


def test_the_public_page_leads_to_its_parts(desk):
    """On a phone the four tables are many screens long; before the first clue there are none."""
    anchors = ("by-rule", "by-programme", "by-region", "by-month")
    page = Client().get(reverse("statistics:statistics") + "?empty=1").content.decode()
    assert not any(f'href="#{anchor}"' in page for anchor in anchors)
    worked(desk)
    page = Client().get(reverse("statistics:statistics") + "?full=1").content.decode()
    for anchor in anchors:
        assert page.count(f'href="#{anchor}"') == 1
        assert page.count(f'id="{anchor}"') == 1


def test_the_public_page_costs_so_many_queries(desk, django_assert_num_queries):
    worked(desk)
    Client().get(reverse("statistics:statistics") + "?nocache=1")
    with django_assert_num_queries(6):
        Client().get(reverse("statistics:statistics") + "?nocache=2")


def test_the_desk_page_drills_down_and_no_further_than_the_own_region(desk):
    worked(desk)
    browser = signed_in(desk.users["city"])
    page = browser.get(reverse("clues:figures"))
    assert page.context["total"]["suspected"] == 10
    page = browser.get(reverse("clues:figures"), {"region": "350125000000"})
    assert page.context["total"]["suspected"] == 2
    county = signed_in(desk.users["county"])
    for asked in ("350125000000", "350100000000", "x", "35"):
        page = county.get(reverse("clues:figures"), {"region": asked})
        assert page.context["total"]["suspected"] == 8, asked


def test_a_period_counts_what_was_found_in_it(desk):
    clues = worked(desk)
    today = timezone.localdate()
    old = [clue.pk for clue in (*clues[:2], clues[5])]
    Clue.objects.filter(pk__in=old).update(opened_at=timezone.now() - timedelta(days=40))
    early = Period(until=today - timedelta(days=30))
    late = Period(since=today - timedelta(days=30), until=today)
    whole = statistics(CITY).total
    for name, value in whole.values.items():
        parts = [statistics(CITY, period=each).total.values[name] for each in (early, late)]
        assert sum(parts) == value, name
    assert statistics(CITY, period=early).total.values["suspected"] == 3
    assert [step.clues for step in funnel(CITY, early)] == [3, 3, 1, 1, 1, 1]
    assert [step.clues for step in funnel(CITY, Period())] == [10, 6, 2, 2, 2, 1]
    browser = signed_in(desk.users["city"])
    query = {"until": (today - timedelta(days=30)).isoformat()}
    page = browser.get(reverse("clues:figures"), query)
    assert page.context["total"]["suspected"] == 3
    assert browser.get(reverse("clues:figures"), {"since": "x"}).status_code == 400
    turned = {"since": "2026-02-01", "until": "2026-01-01"}
    assert browser.get(reverse("clues:figures"), turned).status_code == 400


def test_the_figures_go_into_a_spreadsheet(desk):
    worked(desk)
    answer = signed_in(desk.users["county"]).get(reverse("clues:figures-csv"))
    lines = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    head, whole = lines[0], lines[1]
    assert len({len(line) for line in lines}) == 1
    assert dict(zip(head, whole, strict=True))[str(COLUMN_LABELS["suspected"])] == "8"
    assert "2080502" not in answer.content.decode()
    assert "大喜" not in answer.content.decode()
    assert signed_in(desk.users["town"]).get(reverse("clues:figures-csv")).status_code == 403
