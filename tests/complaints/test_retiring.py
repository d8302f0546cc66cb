"""The end: a warning to both sides, then every key and box goes, and the month's pepper with the last."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import pytest

from complaints.choices import Outcome, State
from complaints.models import Attachment, Entry, Handling, Identity, Release, Report, Wrap
from complaints.sealing import month_of, months_kept, pepper
from complaints.sealing.contents import Kind
from complaints.services import releasing, reporting, retiring
from tests.complaints.conftest import send
from tests.complaints.test_reporting import answered, kinds


def closed(house, days_ago: int, **values) -> tuple[Report, object]:
    report, code = send(**values)
    if values.get("named"):
        releasing.ask(by=house.users["county1"], report=report, reason="要约本人谈一谈")
    answered(house, report)
    reporting.judge(opened=reporting.come_back(code=code), verdict="solved", words="")
    Report.objects.filter(pk=report.pk).update(closed_on=timezone.localdate() - timedelta(days_ago))
    return report, code


def test_warned_then_destroyed_and_an_empty_record_stays(house, settings):
    report, code = closed(house, settings.COMPLAINT_KEEP_DAYS + 5, named=True, pictures=[b"x"])
    # However old it is, never without the warning.
    first = retiring.retire()
    assert (first.warned, first.destroyed) == (1, 0)
    assert kinds(house, report, "county1")[-1] == Kind.WARNED
    assert reporting.come_back(code=code).contents()[-1].kind == Kind.WARNED
    assert retiring.retire().warned == 0
    Report.objects.update(warned_on=timezone.localdate() - timedelta(settings.COMPLAINT_WARN_DAYS))
    assert retiring.retire().destroyed == 1
    for model in (Entry, Attachment, Wrap, Identity):
        assert not model.objects.exists()
    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.DESTROYED, Outcome.SOLVED)
    assert (report.handle, report.salt, report.box, bytes(report.public)) == (None, None, None, b"")
    assert Handling.objects.get().verdict == Outcome.SOLVED
    assert Release.objects.get().asked_by == house.users["county1"]
    assert Release.objects.get().reason is None
    with pytest.raises(reporting.UnknownCode):
        reporting.come_back(code=code)
    assert house.desk("county1").get(report.get_absolute_url()).status_code == 404


def test_what_is_open_or_young_stays(house, settings):
    closed(house, settings.COMPLAINT_KEEP_DAYS - settings.COMPLAINT_WARN_DAYS - 1)
    send()
    done = retiring.retire()
    assert (done.silent, done.warned, done.destroyed) == (0, 0, 0)


def test_a_month_s_pepper_goes_with_its_last_report(house):
    report, code = send()
    pepper("2025-01", make=True)
    Report.objects.update(pepper_month="2025-01")
    assert retiring.retire().peppers == 0
    assert set(months_kept()) == {"2025-01", month_of(timezone.localdate())}
    Report.objects.update(handle=None)
    assert retiring.retire().peppers == 1
    assert months_kept() == [month_of(timezone.localdate())]
    # A backup of the row is of no use any more, even with the code.
    Report.objects.update(handle=code.handle)
    with pytest.raises(reporting.UnknownCode):
        reporting.come_back(code=code)
    assert report.pk
