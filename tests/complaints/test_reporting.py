"""The reporter's side: coming back, talking, judging, going up, withdrawing."""

from __future__ import annotations

import json
import time
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from complaints.choices import Finding, Outcome, State
from complaints.models import Attachment, Entry, Handling, Report, Wrap
from complaints.sealing import SealBroken, fresh_code, grouped
from complaints.sealing.contents import Kind
from complaints.services import handling, reporting
from core.exceptions import PortalError, StateConflict
from tests.complaints.conftest import send


def answered(house, report, name="county1", finding=Finding.TRUE) -> Report:
    user = house.users[name]
    handling.accept(by=user, report=report)
    handling.answer(by=user, report=report, finding=finding, text="已经查过，补发了。")
    return Report.objects.get(pk=report.pk)


def kinds(house, report, name) -> list[str]:
    return [each.kind for each in house.open(report, name).contents()]


def come_back(code, visitor=None) -> Client:
    visitor = visitor or Client()
    answer = visitor.post(reverse("complaints:return"), {"code": " ".join(grouped(code.whole))})
    assert answer.status_code == 302, answer.content.decode()
    return visitor


def test_not_solved_goes_up_and_counts_against_the_first_office(house):
    report, code = send()
    report = answered(house, report)
    own = reporting.come_back(code=code)
    for verdict, words in (("not-solved", ""), ("partly", "没"), ("withdrawn", "没有收到这笔钱")):
        with pytest.raises((PortalError, StateConflict)):
            reporting.judge(opened=own, verdict=verdict, words=words)
    assert reporting.judge(opened=own, verdict="not-solved", words="钱还是没有到账") is True
    report.refresh_from_db()
    assert (report.state, report.level, report.office) == (State.RECEIVED, 1, house.city)
    first, second = Handling.objects.order_by("level")
    assert (first.office, first.verdict) == (house.county, Outcome.NOT_SOLVED)
    # A dispute restarts no clock: the first office's days stay; the review has its own.
    assert first.answer_by == Handling.objects.get(level=0).answer_by
    assert second.answer_by > timezone.localdate()
    assert "钱还是没有到账" in [c.text for c in house.open(report, "city1").contents()]
    # What is said of its work is not for the office below.
    with pytest.raises(SealBroken):
        house.open(report, "county1")
    with pytest.raises(PortalError):
        handling.message(by=house.users["county1"], report=report, text="再说一句话")

    report = answered(house, report, "city2", Finding.PARTLY_TRUE)
    own = reporting.come_back(code=code)
    # Nobody here stands above the city: it says so, and counts all the same.
    assert reporting.judge(opened=own, verdict="partly", words="还差一百五十元") is False
    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.CLOSED, Outcome.PARTLY)
    assert Kind.NOBODY_ABOVE in kinds(house, report, "city1")
    assert Handling.objects.get(level=1).verdict == Outcome.PARTLY


def test_twice_at_most(house, monkeypatch):
    report, code = send()
    report = answered(house, report)
    Report.objects.filter(pk=report.pk).update(level=2)
    Handling.objects.update(level=2)
    own = reporting.come_back(code=code)
    assert reporting.judge(opened=own, verdict="not-solved", words="三次了还是没有") is False
    assert Report.objects.get().state == State.CLOSED


def test_to_decline_is_an_answer_that_may_be_taken_up(house):
    report, code = send()
    user = house.users["county1"]
    handling.answer(by=user, report=report, finding=Finding.DECLINED, text="不属于我们受理")
    own = reporting.come_back(code=code)
    assert reporting.judge(opened=own, verdict="not-solved", words="总该有人管这件事") is True


def test_after_thirty_days_silence_is_an_outcome_of_its_own(house):
    from complaints.services import retiring

    report, code = send()
    report = answered(house, report)
    Report.objects.update(answered_on=timezone.localdate() - timedelta(days=31))
    with pytest.raises(StateConflict):
        reporting.judge(opened=reporting.come_back(code=code), verdict="solved", words="")
    assert retiring.retire().silent == 1
    assert retiring.retire().silent == 0
    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.CLOSED, Outcome.SILENT)
    assert Handling.objects.get().verdict == Outcome.SILENT


def test_withdrawn_leaves_the_office_no_key(house):
    report, code = send()
    visitor = come_back(code)
    case = reverse("complaints:case")
    assert visitor.post(case, {"act": "withdraw"}).status_code == 400
    visitor.post(case, {"act": "withdraw", "sure": "1"})
    assert Report.objects.get().outcome == Outcome.WITHDRAWN
    assert not Wrap.objects.exists()
    assert house.desk("county1").get(report.get_absolute_url()).status_code == 404


def test_one_sign_in_is_enough_to_read_write_and_add(house):
    report, code = send()
    handling.message(by=house.users["county1"], report=report, text="是哪一天的？")
    visitor = come_back(code)
    case = reverse("complaints:case")
    assert "是哪一天的？" in visitor.get(case).content.decode()
    visitor.post(case, {"act": "say", "text": "<script>三月十日</script>"})
    page = visitor.get(case).content.decode()
    assert "&lt;script&gt;三月十日" in page
    assert visitor.post(case, {"act": "say", "text": " "}).status_code == 400
    long = visitor.post(case, {"act": "say", "text": "字" * 10_001})
    assert long.status_code == 400
    assert kinds(house, report, "county2") == [Kind.TOLD, Kind.SAID, Kind.SAID]
    # Somebody else's browser has none of it; neither has the own one after leaving.
    assert Client().get(case).status_code == 302
    visitor.post(reverse("complaints:leave"))
    assert visitor.get(case).status_code == 302


def test_no_code_in_address_page_history_or_referrer(house):
    _report, code = send()
    visitor = come_back(code)
    case = reverse("complaints:case")
    seen = [
        visitor.get(case),
        visitor.get(reverse("complaints:return")),
        visitor.post(reverse("complaints:return"), {"code": code.whole[:-1]}),
        visitor.get(reverse("complaints:new")),
    ]
    for answer in seen:
        text = answer.content.decode()
        assert code.whole not in text
        assert " ".join(grouped(code.whole)) not in text
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
    for name in ("complaints:return", "complaints:case"):
        answer = visitor.get(reverse(name), {"code": code.whole})
        assert code.whole not in answer.content.decode()
    cookie = visitor.cookies["case"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert code.whole not in cookie.value


def test_ten_thousand_wrong_codes_and_the_true_reporter_gets_in(house, monkeypatch):
    """Nine of ten cost nothing; of the rest one place may try so many in ten minutes."""
    _report, code = send()
    runs = []
    real = reporting.stretch
    monkeypatch.setattr(reporting, "stretch", lambda *a: runs.append(1) or real(*a))
    address = reverse("complaints:return")
    bot = Client(REMOTE_ADDR="198.51.100.7")
    typed = [str(n).zfill(20) for n in range(10_000)]
    began = time.monotonic()
    # Through the form that the page uses, where nothing is looked up yet.
    from complaints.forms import CodeForm

    right = [one for one in typed if CodeForm({"code": one}).is_valid()]
    assert len(right) == 1_000
    for one in right[:80]:
        assert bot.post(address, {"code": one}).status_code == 400
    assert len(runs) <= 60
    assert time.monotonic() - began < 60
    visitor = come_back(code, Client(REMOTE_ADDR="198.51.100.8"))
    assert visitor.get(reverse("complaints:case")).status_code == 200


def test_a_handle_nobody_has_costs_as_much_as_one_somebody_has(house, monkeypatch):
    _report, code = send()
    runs = []
    real = reporting.stretch
    monkeypatch.setattr(reporting, "stretch", lambda *a: runs.append(1) or real(*a))
    other = fresh_code()
    wrong = code._replace(whole=code.handle + other.whole[6:])
    for tried in (other, wrong):
        with pytest.raises(reporting.UnknownCode):
            reporting.come_back(code=tried)
    assert len(runs) == 2


def test_a_disk_that_is_full_while_sealing_keeps_nothing_half(house, monkeypatch):
    from django.db import DatabaseError

    from complaints.services import receiving

    def full(*_values, **_named):
        raise DatabaseError("could not extend file: No space left on device")

    monkeypatch.setattr(receiving, "enclose", full)
    with pytest.raises(DatabaseError):
        send(named=True, pictures=[b"x"])
    for model in (Report, Entry, Attachment, Wrap, Handling):
        assert not model.objects.exists()


def test_what_lies_in_redis_opens_for_nobody_else(house):
    from complaints.services import keeping

    cookie = keeping.keep(b"secret", "member", 1, "session-a")
    assert keeping.taken(cookie, "member", 1, "session-a") == b"secret"
    for about in (("member", 2, "session-a"), ("member", 1, "session-b"), ("reporter",)):
        assert keeping.taken(cookie, *about) is None
    for wrong in ("", "x", "é", cookie[:-8]):
        assert keeping.taken(wrong, "member", 1, "session-a") is None
    keeping.forget(cookie)
    assert keeping.taken(cookie, "member", 1, "session-a") is None


def test_what_is_told_survives_as_it_was_typed(house):
    words = "一行\n二行 <b>&\u3000“引号” 身份证号码是多少都可以写 👵"
    report, _code = send(text=words, accused="张三", helper=True)
    assert house.open(report, "county1").told().text == words
    assert json.dumps(house.open(report, "county1").told().helper) == "true"
