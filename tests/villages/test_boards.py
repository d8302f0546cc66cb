"""Postings by two persons, the calendar they fulfil, reminders that stop, and the scoreboard."""

from __future__ import annotations

from datetime import date, timedelta

from django.core import mail
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from core.exceptions import NotAllowed, PortalError, StateConflict
from regions.models import Region
from tests.town import FUQI, LUOLIAN, identity, make_user
from tests.villages.ledgers import line, stated
from tests.visitors import signed_in
from villages.choices import Cadence
from villages.models import DisclosureItem, Posting, Power, Reminder
from villages.selectors.duties import (
    DisclosureStatus,
    count_by_board,
    owed_by,
    periods,
    sorted_by_state,
)
from villages.selectors.scoreboard import scores_below
from villages.services.catalogue import load_village_catalogue
from villages.services.posting import decide_posting, withdraw_posting, write_posting
from villages.services.reminding import remind


THIRD_QUARTER = (date(2026, 7, 1), date(2026, 9, 30))


@pytest.fixture
def hall(town):
    """A township with its uploader and reviewer, and the catalogue loaded."""
    load_village_catalogue()
    office = Office.objects.create(
        code="350112201-xz", name="猴屿乡人民政府", kind=OfficeKind.TOWNSHIP, region_code="350112201000"
    )  # fmt: skip
    office.writer = make_user("写", Role.UPLOADER, office)
    office.second = make_user("核", Role.REVIEWER, office)
    return office


def write(hall, duty="debts", period=THIRD_QUARTER, **options):
    options = {"title": "三季度债权债务", "body": "应收承包款6000元，无应付款。"} | options
    return write_posting(
        region=Region.objects.get(pk=FUQI), duty=DisclosureItem.objects.get(code=duty), period=period,
        by=hall.writer, **options,
    )  # fmt: skip


def published(hall, **options):
    return decide_posting(posting=write(hall, **options), by=hall.second, approved=True)


def owed(code, end, today=date(2026, 11, 22)):
    found = owed_by(FUQI, first=date(2026, 1, 1), today=today)
    return next(o for o in found if o.duty.code == code and o.period.end == end)


def test_the_catalogue_loads_once_and_keeps_changes(town):
    duties, powers = load_village_catalogue()
    assert (duties > 30, powers > 10) == (True, True)
    DisclosureItem.objects.filter(code="debts").update(due_days=7)
    assert load_village_catalogue() == (0, 0)
    assert DisclosureItem.objects.get(code="debts").due_days == 7
    assert {duty.board for duty in DisclosureItem.objects.all()} == {"affairs", "finances", "security", "party"}  # fmt: skip


@pytest.mark.parametrize(
    ("cadence", "ends"),
    [
        (Cadence.MONTHLY, ["2026-03-31", "2026-02-28", "2026-01-31"]),
        (Cadence.QUARTERLY, ["2026-03-31"]),
        (Cadence.YEARLY, []),
        (Cadence.AT_ONCE, []),
    ],
)
def test_whole_periods_only(cadence, ends):
    found = periods(cadence, date(2026, 1, 1), date(2026, 4, 15))
    assert [p.end.isoformat() for p in found] == ends


def test_a_posting_needs_a_second_person(hall, client):
    posting = write(hall)
    assert client.get(posting.get_absolute_url()).status_code == 404
    with pytest.raises(NotAllowed):
        decide_posting(posting=posting, by=hall.writer, approved=True)
    public = decide_posting(posting=posting, by=hall.second, approved=True)

    text = client.get(public.get_absolute_url()).content.decode()
    assert "应收承包款6000元" in text
    assert "三季度债权债务" in client.get(f"/villages/{FUQI}/boards/finances/").content.decode()
    with pytest.raises(StateConflict):
        decide_posting(posting=public, by=hall.second, approved=True)


def test_the_database_too_asks_for_two_persons(hall):
    posting = write(hall)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(decided_by=hall.writer)


def test_what_was_sent_back_is_written_anew(hall):
    posting = decide_posting(posting=write(hall), by=hall.second, approved=False, reason="金额不对，请核")  # fmt: skip
    assert (posting.status, posting.reason) == ("returned", "金额不对，请核")
    again = write(hall, posting=posting, body="应收承包款8000元。")
    assert (again.pk, again.status, again.reason) == (posting.pk, "submitted", "")


def test_a_withdrawn_posting_stays_with_its_reason_and_counts_no_more(hall, client):
    posting = published(hall)
    assert owed("debts", THIRD_QUARTER[1]).done_on is not None
    with pytest.raises(PortalError):
        withdraw_posting(posting=posting, by=hall.second, reason="")
    withdraw_posting(posting=posting, by=hall.second, reason="数字弄错了")
    assert "数字弄错了" in client.get(posting.get_absolute_url()).content.decode()
    assert owed("debts", THIRD_QUARTER[1]).status == DisclosureStatus.MISSING


@time_machine.travel("2026-03-01T16:30:00Z", tick=False)  # 00:30 of the next day in Fuzhou
def test_a_posting_for_objections_says_until_when_and_where(hall, client):
    with pytest.raises(PortalError):
        write(hall, kind="objection")
    posting = published(
        hall, kind="objection",
        objections={"objection_days": 7, "objection_office": "乡民政办", "objection_phone": "0591-0000-0001"},
    )  # fmt: skip
    until = date(2026, 3, 9)
    text = client.get(posting.get_absolute_url()).content.decode()
    assert posting.objections_until == until
    assert f"{until.month}月{until.day}日" in text
    assert "0591-0000-0001" in text


def test_numbers_of_persons_are_left_out(hall):
    posting = write(hall, body=f"低保户{identity(1)}已公示")
    assert identity(1) not in posting.body


def test_only_the_village_s_own_town_writes(hall, town):
    with pytest.raises(NotAllowed):
        write_posting(
            region=Region.objects.get(pk=LUOLIAN), duty=DisclosureItem.objects.get(code="debts"),
            period=THIRD_QUARTER, by=hall.writer, title="x", body="y",
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        write_posting(
            region=Region.objects.get(pk=FUQI), duty=DisclosureItem.objects.get(code="debts"),
            period=THIRD_QUARTER, by=town.users["uploader"], title="x", body="y",
        )  # fmt: skip


def test_done_in_time_late_missing_and_open(hall):
    posting = published(hall)
    end, due = THIRD_QUARTER[1], date(2026, 10, 20)
    for day, outcome in (
        (due, DisclosureStatus.DONE),
        (due + timedelta(days=1), DisclosureStatus.LATE),
    ):
        moment = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))
        Posting.objects.filter(pk=posting.pk).update(published_at=moment)
        assert owed("debts", end).status == outcome
    assert owed("plan-progress", end).status == DisclosureStatus.MISSING
    assert owed("plan-progress", end, today=due).status == DisclosureStatus.OPEN


def test_a_ledger_is_done_when_its_month_is_published(hall, ledger):
    ledger()
    assert owed("ledger", date(2026, 3, 31)).done_on == timezone.localdate()
    assert owed("ledger", date(2026, 4, 30)).status == DisclosureStatus.MISSING


def test_the_calendar_costs_three_queries_however_much_is_owed(hall, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = owed_by(FUQI, first=date(2020, 1, 1))
    assert len(found) > 500
    assert sum(count.missing for count in count_by_board(found)) > 400


def test_reminders_name_the_item_and_stop_when_it_is_done(hall, settings, monkeypatch):
    settings.EMAIL_HOST = "mail.test"
    hall.email = "hall@example.org"
    hall.save()
    day = date(2026, 10, 18)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: day)
    with TestCase.captureOnCommitCallbacks(execute=True):
        first = remind()
    assert first > 0
    assert first == Reminder.objects.count()
    names = [owed.duty.name for owed in owed_by(FUQI, first=date(2026, 7, 1)) if owed.period.end == THIRD_QUARTER[1]]  # fmt: skip
    assert all(name in mail.outbox[0].body for name in names)
    assert remind() == 0

    Posting.objects.create(
        region_id=FUQI, duty=DisclosureItem.objects.get(code="debts"), period_from=THIRD_QUARTER[0],
        period_to=THIRD_QUARTER[1], title="x", body="y", status="published", office=hall,
        at_console=True, published_at=timezone.now(),
    )  # fmt: skip
    Reminder.objects.update(sent_at=timezone.now() - timedelta(days=8))
    remind()
    left = Reminder.objects.filter(duty__code="debts", period_to=THIRD_QUARTER[1])
    assert not left.filter(region_code=FUQI).exists()
    assert set(left.values_list("times", flat=True)) == {2}


def test_a_mail_server_that_fails_stops_nothing(hall, settings, monkeypatch):
    settings.EMAIL_HOST = "mail.test"
    hall.email = "hall@example.org"
    hall.save()

    def fail(*args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr("villages.services.reminding.send_mail", fail)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert remind() > 0


def test_the_scoreboard_ranks_by_what_is_done(hall, ledger, settings):
    published(hall)
    ledger(line("2026-03-05", "1", "买纸", "办公费", expense="5"), stated("本期结余", "1"))
    town = Region.objects.get(pk="350112201000")
    today = timezone.localdate()
    first, second = scores_below(town, today=today, zone=settings.TIME_ZONE)
    assert (first.region.pk, first.done + first.late, second.done + second.late) == (FUQI, 2, 0)
    assert first.owed == second.owed == first.done + first.late + first.missing
    assert second.correctness is None

    county, other = scores_below(
        Region.objects.get(pk="350100000000"), today=today, zone=settings.TIME_ZONE
    )
    assert (county.region.pk, county.done + county.late) == ("350112000000", 2)
    assert (county.villages, county.taking_part) == (3, 1)
    assert other.completeness == 0


def test_a_ledger_that_does_not_carry_over_is_not_right(hall, ledger, settings):
    ledger()
    ledger(stated("上期结余", "41000"), line("2026-04-02", "1", "买纸", "办公费", expense="10"), stated("本期结余", "40990"))  # fmt: skip
    town = Region.objects.get(pk="350112201000")
    scores = scores_below(town, today=timezone.localdate(), zone=settings.TIME_ZONE)
    score = next(s for s in scores if s.region.pk == FUQI)
    assert (score.months, score.right, score.right_percent) == (2, 1, 50)


def test_what_is_missing_stands_first_and_what_is_done_is_folded(hall, client):
    published(hall)
    found = sorted_by_state(owed_by(FUQI, first=date(2026, 1, 1), today=date(2026, 11, 10)))
    assert {item.status for item in found.missing} == {DisclosureStatus.MISSING}
    assert {item.status for item in found.open} == {DisclosureStatus.OPEN}
    assert found.done
    days = [item.due_on for item in found.missing]
    assert days == sorted(days)
    text = client.get(f"/villages/{FUQI}/calendar/").content.decode()
    folded = text.index("已经公开的")
    assert text.index("没有公开的") < folded
    assert 'class="state state-withdrawn"' not in text[folded:]


def test_the_public_pages(hall, client):
    published(hall)
    for address in (
        f"/villages/{FUQI}/calendar/", f"/villages/{FUQI}/boards/affairs/",
        f"/villages/{FUQI}/boards/party/", "/disclosure/", "/disclosure/350112000000/",
        "/powers/", Power.objects.first().get_absolute_url(),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    assert client.get(f"/villages/{FUQI}/boards/none/").status_code == 404
    assert client.get(f"/disclosure/{FUQI}/").status_code == 302


def test_a_cadre_writes_from_what_is_due_and_the_second_person_publishes(hall, client):
    writer, second = signed_in(hall.writer), signed_in(hall.second)
    listed = writer.get(reverse("villages-desk:posting-list"))
    assert "债权债务" in listed.content.decode()
    for _village, items, missing in listed.context["due"]:
        assert missing == len([item for item in items if item.status == DisclosureStatus.MISSING])
    assert FUQI in {village.pk for village, _items, _missing in listed.context["due"]}
    address = reverse("villages-desk:posting-write", args=[FUQI, "debts"])
    page = writer.get(f"{address}?until=2026-09-30").content.decode()
    assert "2026年7月至9月" in page
    form = {"period": "0", "kind": "disclosure", "title": "债权债务", "body": "无。"}
    writer.post(address, form | {"body": ""})
    assert not Posting.objects.exists()
    writer.post(address, form)
    posting = Posting.objects.get()
    assert posting.status == "submitted"
    decide = reverse("villages-desk:posting-decide", args=[posting.pk])
    assert writer.post(decide, {"act": "approve"}).status_code == 403
    second.post(decide, {"act": "approve"})
    posting.refresh_from_db()
    assert posting.status == "published"


def test_another_office_sees_no_posting(hall, town):
    posting = write(hall)
    stranger = signed_in(town.users["uploader"])
    assert stranger.get(reverse("villages-desk:posting", args=[posting.pk])).status_code == 404
