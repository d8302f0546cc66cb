"""The office's side: acts, days, passing on, clues, and what an excluded office can see."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.choices import Role
from accounts.models import User
from auditing.models import AuditEvent
from clues.models import Clue, HistoryLine, Holiday
from complaints.choices import Finding, Light, Outcome, State
from complaints.models import Clock, Dispatch, Fact, Handling, Report, Ring, Wrap
from complaints.sealing import SealBroken
from complaints.selectors.clocks import days
from complaints.selectors.results import results
from complaints.services import handling, reporting, send_digests
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.working_days import add_working_days
from intake.models import Batch, Change
from tests.complaints.conftest import send
from tests.complaints.test_reporting import answered, kinds
from tests.inspectors import close_by_two
from tests.matching import books
from tests.town import COUNTY, FUQI, make_user
from tests.visitors import signed_in
from villages.models import LedgerLine


def test_days_are_parameters(house):
    calendar = days()
    for code, first, last in (("discipline", 5, 44), ("petition", 15, 60), ("eu", 7, 90)):
        clock = Clock.objects.get(code=code)
        Dispatch.objects.update(clock=clock)
        report, _code = send()
        mine = Handling.objects.get(report=report)
        assert mine.accept_by == calendar.after(calendar.today, first, clock)
        assert mine.answer_by == calendar.after(calendar.today, last, clock)
        assert report.due_on == min(mine.accept_by, mine.tell_by)
    Clock.objects.update(accept_days=1)
    other, _code = send()
    assert Handling.objects.get(report=other).accept_by < mine.accept_by


def test_lights_and_one_extension_with_a_reason(house):
    calendar = days()
    today = calendar.today
    assert calendar.light(None) == ""
    assert calendar.light(today - timedelta(days=1)) == Light.RED
    assert calendar.light(today) == Light.YELLOW
    assert calendar.light(today + timedelta(days=30)) == Light.GREEN
    report, _code = send()
    user = house.users["county1"]
    handling.accept(by=user, report=report)
    before = Handling.objects.get().answer_by
    with pytest.raises(PortalError):
        handling.extend(by=user, report=report, text="忙")
    handling.extend(by=user, report=report, text="要等银行回单")
    assert Handling.objects.get().answer_by > before
    report.refresh_from_db()
    assert report.due_on == Handling.objects.get().answer_by
    with pytest.raises(StateConflict):
        handling.extend(by=user, report=report, text="还要再等一等")


def test_passed_on_it_leaves_no_key_no_figure_and_no_trail_below(house):
    report, code = send()
    user = house.users["county1"]
    handling.accept(by=user, report=report)
    began = Handling.objects.get()
    ring = Ring.objects.get(office=house.city)
    opened = house.open(report, "county1")
    handling.pass_on(by=user, opened=opened, ring=ring, text="这是市里管的事")
    report.refresh_from_db()
    assert (report.office, report.state) == (house.city, State.RECEIVED)
    assert Wrap.objects.get().ring == ring
    now = Handling.objects.get()
    assert (now.office, now.received_on) == (house.city, began.received_on)
    with pytest.raises(SealBroken):
        house.open(report, "county1")
    assert house.desk("county1").get(report.get_absolute_url()).status_code == 404
    assert AuditEvent.objects.get(action="complaints.pass-on").target == ""
    assert reporting.come_back(code=code).contents()[-1].text == "这是市里管的事"
    with pytest.raises(NotAllowed):
        handling.accept(by=user, report=report)


def test_passed_on_never_to_whom_it_is_about(house):
    report, _code = send(excluded=("3501-jw",))
    user, opened = house.users["county1"], house.open(report, "county1")
    with pytest.raises(NotAllowed):
        handling.pass_on(
            by=user, opened=opened, ring=Ring.objects.get(office=house.city), text="请市里办理"
        )


# Who must infer nothing, and what the report was that they must not know of.
EXCLUDED = [
    ("the county, of a report about its head", "county1", {"about": "county"}),
    ("the county, which is not trusted", "county2", {"excluded": ("350112-jw",)}),
    ("the city, which is not trusted", "city1", {"excluded": ("3501-jw",)}),
]


@pytest.mark.parametrize(("_what", "name", "values"), EXCLUDED, ids=[c[0] for c in EXCLUDED])
def test_an_excluded_office_infers_nothing(house, _what, name, values):
    """Every page it has looks the same before and after: no row, count, gap, line of the trail."""
    for _each in range(3):
        send(text="一件别的事")
    desk = house.desk(name)
    auditor = signed_in(make_user("county-auditor", Role.AUDITOR, getattr(house, name.rstrip("12"))))  # fmt: skip
    pages = [
        "/desk/", "/desk/reports/", "/desk/reports/?closed=1", "/desk/reports/watched/",
        "/desk/reports/colleagues/", "/complaints/results/", "/complaints/",
    ]  # fmt: skip

    def seen():
        found = {}
        for page in pages:
            text = desk.get(page).content.decode()
            found[page] = [line for line in text.splitlines() if "csrf" not in line and "截至" not in line]  # fmt: skip
        trail = auditor.get("/desk/trail/").context["lines"]
        found["trail"] = [row.target for row, *_rest in trail if "complaints" in row.action]
        return found

    before = seen()
    report, code = send(**values)
    other = next(n for n in ("city1", "county1") if getattr(house, n[:-1]) == report.office)
    handler = house.users[other]
    handling.accept(by=handler, report=report)
    handling.answer(by=handler, report=report, finding=Finding.TRUE, text="已经处理好了")
    after = seen()
    after["trail"] = [each for each in after["trail"] if each not in (f"report:{report.number}", "")]  # fmt: skip
    before["trail"] = [each for each in before["trail"] if each]
    public = "/complaints/results/"
    assert after[public] == before[public]
    assert after == before
    assert desk.get(report.get_absolute_url()).status_code == 404
    assert desk.post(reverse("complaints-desk:put-aside"), {"number": report.number}).status_code == 302  # fmt: skip
    report.refresh_from_db()
    assert report.outcome == ""


def test_the_office_above_watches_days_and_urges_without_a_key(house):
    report, _code = send()
    desk = house.desk("city1")
    watched = reverse("complaints-desk:watched")
    page = desk.get(watched).content.decode()
    assert report.number in page
    assert "签了字" not in page
    assert desk.get(report.get_absolute_url()).status_code == 404
    desk.post(watched, {"number": report.number})
    assert Handling.objects.get().urged_on == timezone.localdate()
    with pytest.raises(StateConflict):
        handling.urge(by=house.users["city1"], report=report)
    with pytest.raises(NotAllowed):
        handling.urge(by=house.users["keeper1"], report=report)
    assert kinds(house, report, "county1")[-1] == "urged"


def test_a_flood_is_put_aside_together_and_makes_one_letter_of_numbers(house, settings, mailoutbox):
    settings.EMAIL_HOST = "mail.example"
    house.county.email = "county@example.com"
    house.county.save()
    flood = [send(screened=False, text="广告广告")[0] for _each in range(20)]
    kept, _code = send()
    assert send_digests() == 1
    assert send_digests() == 0
    (letter,) = mailoutbox
    assert "21" in letter.body
    assert not any(word in letter.body + letter.subject for word in (kept.number, "广告", "签了字"))
    desk = house.desk("county1")
    page = desk.get(reverse("complaints-desk:list"))
    assert len(page.context["new"]) == 20
    numbers = [report.number for report in flood]
    desk.post(reverse("complaints-desk:put-aside"), {"number": numbers})
    assert Report.objects.filter(outcome=Outcome.REJECTED).count() == 20
    assert Report.objects.get(pk=kept.pk).state == State.RECEIVED
    # What was no report counts nowhere.
    assert Handling.objects.count() == 1


def test_search_runs_over_opened_reports_and_never_through_an_address(house):
    wanted, _code = send(text="村口的路灯坏了", accused="张三")
    send(text="签了字没领到钱")
    desk = house.desk("county1")
    address = reverse("complaints-desk:list")
    for words in ("路灯", "张三", "路灯 村口"):
        page = desk.post(address, {"words": words})
        assert [line.report for line in page.context["lines"]] == [wanted]
    assert desk.post(address, {"words": "路灯 没有"}).context["lines"] == []
    # An address is no way to look for words.
    assert len(desk.get(address, {"words": "路灯"}).context["lines"]) == 2


def test_look_alikes_are_found_among_what_one_can_open(house):
    one, _code = send(accused="张三", text="甲")
    two, _code = send(accused="李四、张三", text="乙")
    send(subject="conduct", text="丙")
    other, _code = send(about="county", accused="张三", text="丁")
    page = house.desk("county1").get(one.get_absolute_url())
    assert page.context["alike"] == [two]
    assert other.number not in page.content.decode()


def test_a_report_becomes_a_clue_and_its_outcome_comes_back(house):
    report, code = send(named=True)
    user = house.users["county1"]
    handling.accept(by=user, report=report)
    opened = house.open(report, "county1")
    with pytest.raises(PortalError):
        handling.make_clue(by=user, opened=opened, words="", severity="high")  # fmt: skip
    clue = handling.make_clue(by=user, opened=opened, words="该村代签冒领", severity="high")
    # Neither of the two tables says that they belong together, nor does the trail.
    everything = [str(vars(row)) for model in (Clue, HistoryLine, AuditEvent) for row in model.objects.all()]  # fmt: skip
    assert not any(report.number in text and clue.number in text for text in everything)
    assert not any("签了字" in text or "黄阿婆" in text for text in everything)
    from complaints.selectors.telling import plain_words, story_of

    assert any("还在查看" in step.more for step in story_of(reporting.come_back(code=code)))
    from clues import services

    services.register(clue=clue, by=user, words="属实可能性大")
    services.assign(clue=clue, by=user, to=house.users["county2"], words="")
    other = house.users["county2"]
    services.dispose(clue=clue, by=other, disposal="verification", words="依据材料")
    close_by_two(clue=clue, by=other, finding="filing-error", words="已处理完毕")
    assert plain_words(Clue.objects.get(pk=clue.pk)) == "已经办结；结果由答复您的单位告知。"
    # From then on the handler has fifteen working days to tell the reporter.
    until = add_working_days(timezone.localdate(), 15, Holiday.exceptions())
    address = report.get_absolute_url()
    page = house.desk("county1").get(address)
    assert page.context["result_until"] == until
    handling.answer(by=user, report=report, finding=Finding.TRUE, text="已追回并处理有关人员。")
    assert house.desk("county1").get(address).context["result_until"] is None


def test_signed_for_and_never_received_reaches_the_rules_as_a_fact(house):
    batch = Batch.objects.create(
        kind="village-ledger", office=house.county, sha256="0" * 64, file_name="x", size=1,
        status="published", region_code=FUQI, at_console=True, published_at=timezone.now(),
    )  # fmt: skip
    books.record("ledger", {}, batch)
    line = LedgerLine.objects.get().pk
    record = {"kind": "ledger-line", "title": "慰问金", "address": "/x/", "ledger_line": f"{line}"}
    report, _code = send(record=record)
    desk = house.desk("county1")
    desk.post(reverse("complaints-desk:act", args=[report.number, "fact"]))
    desk.post(reverse("complaints-desk:act", args=[report.number, "fact"]))
    fact = Fact.objects.get()
    assert (fact.kind, fact.ledger_line, fact.confirmed_in.day) == ("signed-not-received", line, 1)
    # The rules look at the village again, once.
    assert [change.region_code for change in Change.objects.filter(kind="fact")] == [FUQI]
    gone, _code = send(record=record | {"ledger_line": f"{line + 1}"})
    answer = desk.post(reverse("complaints-desk:act", args=[gone.number, "fact"]))
    assert answer.status_code == 400
    other, _code = send()
    answer = desk.post(reverse("complaints-desk:act", args=[other.number, "fact"]))
    assert answer.status_code == 400


def test_what_was_typed_is_not_lost_when_it_is_refused(house):
    report, _code = send()
    desk = house.desk("county1")
    acts = {
        "answer": {"finding": "", "text": "写了很久的答复"},
        "clue": {"words": "写了很久的疑点", "severity": ""},
        "pass-on": {"ring": "", "text": "写了很久的理由"},
    }
    for act, form in acts.items():
        answer = desk.post(reverse("complaints-desk:act", args=[report.number, act]), form)
        assert answer.status_code == 400
        assert "写了很久的" in answer.content.decode()
    assert desk.post(f"/desk/reports/{report.number}/acts/nothing/").status_code == 404


def test_public_numbers_never_tell_of_one_to_four(house):
    made = [send() for _each in range(6)]
    for report, _code in made[:5]:
        answered(house, report)
    for _report, code in made[:2]:
        reporting.judge(opened=reporting.come_back(code=code), verdict="solved", words="")
    # Of the month that still runs nothing is told: nobody watches a number rise.
    assert results() == []
    Handling.objects.update(received_on=F("received_on") - timedelta(days=40))
    (row,) = results()
    assert (row.received, row.accepted, row.answered, row.found_true) == (6, 5, 5, 5)
    assert (row.solved, row.not_solved, row.days) == (None, 0, 40)
    send(about="county")
    Handling.objects.update(received_on=F("received_on") - timedelta(days=40))
    assert [row.office for row in results()] == [house.county.name]


def test_a_stranger_s_act_is_refused_by_the_service_too(house):
    report, _code = send()
    for name in ("city1", "keeper1"):
        for act in (handling.accept, handling.let_in):
            with pytest.raises(NotAllowed):
                act(by=house.users[name], report=report)


def test_what_went_up_is_read_below_no_more(house):
    """What is said of an office's work is not for that office; its figures stay."""
    report, code = send()
    answered(house, report)
    own = reporting.come_back(code=code)
    reporting.judge(opened=own, verdict="not-solved", words="钱还是没有到账")
    desk, address = house.desk("county1"), reverse("complaints-desk:list")
    for query in ({}, {"closed": "1"}):
        assert desk.get(address, query).context["lines"] == []
    assert desk.get(report.get_absolute_url()).status_code == 404
    assert Handling.objects.get(level=0).verdict == Outcome.NOT_SOLVED


def test_a_matter_made_of_a_report_stands_where_nobody_shut_out_sees_it(house):
    # Nobody of the county looks beyond it.
    User.objects.filter(office__region_code=COUNTY).update(region_code=COUNTY)
    about_head, _code = send(about="county")
    user = house.users["city1"]
    handling.accept(by=user, report=about_head)
    clue = handling.make_clue(
        by=user, opened=house.open(about_head, "city1"), words="区里可能有人违规", severity="high"
    )
    assert clue.region_code == house.city.region_code
    assert not Clue.objects.visible_to(house.users["county1"]).filter(pk=clue.pk).exists()
    plain, _code = send()
    handling.accept(by=house.users["county1"], report=plain)
    clue = handling.make_clue(
        by=house.users["county1"],
        opened=house.open(plain, "county1"),
        words="村里代签",
        severity="low",
    )
    assert clue.region_code == FUQI
    # The city sees all of the county: what it must not see stays with the report.
    hidden, _code = send(excluded=("3501-jw",))
    handling.accept(by=house.users["county1"], report=hidden)
    with pytest.raises(NotAllowed):
        handling.make_clue(
            by=house.users["county1"], opened=house.open(hidden, "county1"), words="市里的事情",
            severity="low",
        )  # fmt: skip


def test_reports_of_one_matter_are_answered_together_or_not_at_all(house):
    made = [send(text=text) for text in ("甲", "乙", "丙")]
    user = house.users["county1"]
    for report, _code in made[:2]:
        handling.accept(by=user, report=report)
    stranger, _code = send(about="county")
    desk = house.desk("county1")
    first, second, third = (report for report, _code in made)
    page = desk.get(first.get_absolute_url()).content.decode()
    assert f'name="also" value="{second.number}"' in page
    assert f'name="also" value="{third.number}"' not in page
    address = reverse("complaints-desk:act", args=[first.number, "answer"])
    also = [second.number, third.number, stranger.number]
    form = {"finding": "true", "text": "都是同一件事，已修好。", "also": also}
    assert desk.post(address, form | {"text": ""}).status_code == 400
    assert not Report.objects.filter(state=State.ANSWERED).exists()
    desk.post(address, form)
    done = Report.objects.filter(state=State.ANSWERED)
    assert set(done) == {first, second}
    assert reporting.come_back(code=made[1][1]).contents()[-1].text == "都是同一件事，已修好。"


def test_of_one_day_those_with_a_name_come_first(house):
    send()
    named, _code = send(named=True)
    send()
    page = house.desk("county1").get(reverse("complaints-desk:list"))
    assert page.context["lines"][0].report == named
    assert page.content.decode().count("<strong>实名</strong>") == 1


def test_the_desk_names_what_is_late_until_it_is_handled(house):
    late, _code = send()
    send()
    Report.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    desk = signed_in(house.users["county1"])
    page = desk.get("/desk/").content.decode()
    assert "有2件反映等您单位办理" in page
    assert page.count(late.number) == 2
    handling.accept(by=house.users["county2"], report=late)
    assert late.number not in desk.get("/desk/").content.decode()
