"""A reporter's name: custodians keep it, a handler asks, one sees it for a day, the reporter knows."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from auditing.models import SensitiveAccess
from complaints.choices import ReleaseState
from complaints.models import Identity, Release
from complaints.sealing.contents import Kind
from complaints.services import releasing, reporting, retiring
from core.exceptions import NotAllowed, PortalError, StateConflict
from tests.complaints.conftest import send
from tests.complaints.test_reporting import kinds


def names(house, name: str):
    return house.desk(name).get(reverse("complaints-desk:names"))


def test_released_for_one_handler_for_a_day_and_the_reporter_sees_it(house):
    report, code = send(named=True)
    asker, keeper = house.users["county1"], house.users["keeper1"]
    with pytest.raises(PortalError):
        releasing.ask(by=asker, report=report, reason="要")
    with pytest.raises(NotAllowed):
        releasing.ask(by=house.users["city1"], report=report, reason="想知道是谁")
    release = releasing.ask(by=asker, report=report, reason="要约本人核对签字")
    with pytest.raises(StateConflict):
        releasing.ask(by=asker, report=report, reason="再问一次看看")
    page = names(house, "keeper2")
    assert [(r.pk, reason) for r, reason in page.context["waiting"]] == [(release.pk, "要约本人核对签字")]  # fmt: skip
    for stranger in ("county2", "city1"):
        with pytest.raises(NotAllowed):
            releasing.grant(by=house.users[stranger], keys=house.keys(stranger), release=release)
    releasing.grant(by=keeper, keys=house.keys("keeper1"), release=release)
    who = releasing.released_to(by=asker, keys=house.keys("county1"), report=report)
    assert (who.name, who.phone) == ("黄阿婆", "13800001111")
    assert SensitiveAccess.objects.filter(subject=f"report:{report.number}", actor_id=asker.pk).exists()  # fmt: skip
    other = house.users["county2"]
    assert releasing.released_to(by=other, keys=house.keys("county2"), report=report) is None
    told = [c.kind for c in reporting.come_back(code=code).contents()]
    assert told == [Kind.TOLD, Kind.RELEASE_ASKED, Kind.RELEASE_GRANTED]
    # After 24 hours it is shut, whether the night has come yet or not.
    Release.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert releasing.released_to(by=asker, keys=house.keys("county1"), report=report) is None
    assert retiring.end_releases() == 1
    release.refresh_from_db()
    assert (release.state, release.box, release.decided_by) == (ReleaseState.ENDED, None, keeper)


def test_a_refusal_keeps_its_reason_and_the_custodians_their_history(house):
    report, code = send(named=True)
    asker, keeper = house.users["county1"], house.users["keeper3"]
    release = releasing.ask(by=asker, report=report, reason="想打电话问问")
    decide = reverse("complaints-desk:decide", args=[release.pk])
    desk = house.desk("keeper3")
    desk.post(decide, {"verdict": "refuse", "text": ""})
    assert Release.objects.get().state == ReleaseState.ASKED
    desk.post(decide, {"verdict": "refuse", "text": "不需要知道是谁也能查"})
    assert Release.objects.get().decided_by == keeper
    last = reporting.come_back(code=code).contents()[-1]
    assert (last.kind, last.text) == (Kind.RELEASE_REFUSED, "不需要知道是谁也能查")
    with pytest.raises(StateConflict):
        releasing.grant(by=keeper, keys=house.keys("keeper3"), release=release)
    # The decision stays when the name itself is gone.
    Identity.objects.all().delete()
    assert list(names(house, "keeper1").context["decided"]) == [release]


def test_an_impersonated_name_is_destroyed_and_the_report_goes_on(house):
    report, _code = send(named=True)
    release = releasing.ask(by=house.users["county1"], report=report, reason="当事人说不是他写的")
    desk = house.desk("keeper1")
    releasing.grant(by=house.users["keeper1"], keys=house.keys("keeper1"), release=release)
    again = releasing.ask(by=house.users["county2"], report=report, reason="本人否认是他反映的")
    address = reverse("complaints-desk:decide", args=[again.pk])
    desk.post(address, {"verdict": "strike", "text": "冒用他人姓名"})
    assert not Identity.objects.exists()
    assert releasing.released_to(by=house.users["county1"], keys=house.keys("county1"), report=report) is None  # fmt: skip
    assert kinds(house, report, "county1")[-1] == Kind.NAME_STRUCK
    assert house.open(report, "county1").told()
    with pytest.raises(StateConflict):
        releasing.ask(by=house.users["county1"], report=report, reason="再要一次姓名")


def test_a_report_without_a_name_has_none_to_ask_for(house):
    report, _code = send()
    with pytest.raises(StateConflict):
        releasing.ask(by=house.users["county1"], report=report, reason="想知道是谁写的")
    assert names(house, "keeper1").context["waiting"] == []
