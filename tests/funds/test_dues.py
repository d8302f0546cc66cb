"""Months of payments that offices owe the public: done, late, missing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.caching import forget_pages
from funds.selectors.dues import scores_of_offices
from intake.models import Batch
from intake.services import decide_withdrawal, request_withdrawal
from tests.town import payment
from villages.models import DisclosureItem


def publish(town, month: int, published: date, serial: int = 1):
    day = f"2026-{month:02d}-10"
    batch = town.publish(payment(serial, period=f"2026年{month}月", paid_on=day))
    start = date(2026, month, 1)
    Batch.objects.filter(pk=batch.pk).update(
        period_from=start,
        period_to=date(2026, month, 28),
        published_at=datetime(published.year, published.month, published.day, 4, tzinfo=UTC),
    )
    return batch


@pytest.fixture
def months(town):
    publish(town, 3, date(2026, 4, 20))
    publish(town, 4, date(2026, 5, 21))
    publish(town, 6, date(2026, 6, 30))
    return town


def ask(today, since=date(2026, 1, 1)):
    return scores_of_offices(today=today, since=since, due_days=20)


def test_in_time_late_and_missing(months, django_assert_num_queries):
    with django_assert_num_queries(2):
        (score,) = ask(date(2026, 8, 1))
    assert (score.done, score.late, score.owed, score.percent) == (2, 1, 4, 62)
    (missing,) = score.missing
    assert (missing.programme.code, missing.month, missing.due_on) == (
        "2080502", date(2026, 5, 1), date(2026, 6, 20),
    )  # fmt: skip


def test_what_is_not_due_yet_is_not_missing(months):
    # July is due on 20 August, and on that day it is not yet late.
    assert [ask(day)[0].owed for day in (date(2026, 8, 20), date(2026, 8, 21))] == [4, 5]


def test_before_the_portal_began_nothing_is_owed(months):
    (score,) = ask(date(2026, 8, 1), since=date(2026, 6, 1))
    assert (score.done, score.late, score.owed) == (1, 0, 1)


def test_the_first_publication_counts(months):
    publish(months, 4, date(2026, 7, 1), serial=35)
    publish(months, 3, date(2026, 7, 2), serial=35)
    (score,) = ask(date(2026, 8, 1))
    assert (score.done, score.late) == (2, 1)


def test_a_withdrawn_sheet_publishes_nothing(months):
    request = request_withdrawal(
        batch=Batch.objects.get(period_from=date(2026, 4, 1)),
        by=months.users["uploader"],
        reason="整批发错了",
    )
    decide_withdrawal(request=request, by=months.users["reviewer"], approved=True)
    (score,) = ask(date(2026, 8, 1))
    assert [item.month.month for item in score.missing] == [4, 5]


def test_the_page_names_office_and_what_is_missing(months, client):
    assert "目前没有" in client.get("/disclosure/offices/").content.decode()
    forget_pages()
    DisclosureItem.objects.create(
        code="benefits", name="惠民补贴发放情况", board="security", cadence="monthly", due_days=20,
        proof="payments", place=1, valid_from=date(2026, 1, 1),
    )  # fmt: skip
    page = client.get("/disclosure/offices/").content.decode()
    for words in (months.office.name, "2026年5月", "/programmes/2080502/"):
        assert words in page
    assert "/disclosure/offices/" in client.get("/disclosure/").content.decode()
