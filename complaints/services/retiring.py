"""The end of reports: answered ones close, old ones are destroyed, and with the last of a month its
pepper, so that no backup opens them either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from complaints.choices import RELEASES, REPORTS, Outcome, ReleaseState, Side, State
from complaints.models import Identity, Release, Report
from complaints.sealing import destroy_pepper, month_of, months_kept
from complaints.sealing.contents import Kind
from complaints.services.reporting import closing
from complaints.services.writing import write


@dataclass(frozen=True, slots=True)
class Retired:
    silent: int
    warned: int
    destroyed: int
    peppers: int


def retire() -> Retired:
    """What a night does. Safe to run again; needs no key of anybody."""
    end_releases()
    return Retired(close_silent(), _warn(), _destroy(), _destroy_peppers())


def close_silent() -> int:
    """Answered, and the days to say something are over; how many were closed."""
    until = timezone.localdate() - timedelta(days=settings.COMPLAINT_DISSENT_DAYS)
    closed = 0
    for pk in _each(Q(state=State.ANSWERED, answered_on__lt=until)):
        with transaction.atomic():
            fresh = Report.objects.select_for_update().get(pk=pk)
            if fresh.state != State.ANSWERED:
                continue
            REPORTS.write(fresh, State.CLOSED, outcome=Outcome.SILENT, **closing())
            fresh.handlings.filter(level=fresh.level).update(verdict=Outcome.SILENT)
            write(fresh, Side.PORTAL, Kind.CLOSED)
            closed += 1
    return closed


def end_releases() -> int:
    """Names that were open for 24 hours are shut again."""
    over = Release.objects.filter(state=ReleaseState.GRANTED, until__lt=timezone.now())
    return RELEASES.advance(
        over, start=(ReleaseState.GRANTED,), to=ReleaseState.ENDED, box=None, member=None
    )


def _warn() -> int:
    """Tell both sides some weeks before."""
    ahead = settings.COMPLAINT_KEEP_DAYS - settings.COMPLAINT_WARN_DAYS
    until = timezone.localdate() - timedelta(days=ahead)
    warned = 0
    for pk in _each(Q(state=State.CLOSED, closed_on__lte=until, warned_on=None)):
        with transaction.atomic():
            report = Report.objects.select_for_update().get(pk=pk)
            write(report, Side.PORTAL, Kind.WARNED)
            report.warned_on = timezone.localdate()
            report.save(update_fields=["warned_on"])
            warned += 1
    return warned


def _destroy() -> int:
    """Every key and every box; the row that says how it went stays. Never without the warning."""
    today = timezone.localdate()
    old = Q(
        state=State.CLOSED,
        closed_on__lt=today - timedelta(days=settings.COMPLAINT_KEEP_DAYS),
        warned_on__lte=today - timedelta(days=settings.COMPLAINT_WARN_DAYS),
    )
    destroyed = 0
    for pk in _each(old):
        with transaction.atomic():
            report = Report.objects.select_for_update().get(pk=pk)
            for boxes in (report.wraps, report.entries, report.attachments):
                boxes.all().delete()
            # Who asked for a name and who decided stays.
            report.releases.update(box=None, reason=None, member=None)
            Identity.objects.filter(report=report).delete()
            REPORTS.write(
                report, State.DESTROYED, handle=None, salt=None, box=None, public=b"",
            )  # fmt: skip
            destroyed += 1
    return destroyed


def _destroy_peppers() -> int:
    """Files of months that no report needs any more, but for the present one."""
    needed = set(Report.objects.exclude(handle=None).values_list("pepper_month", flat=True)) | {
        month_of(timezone.localdate())
    }
    gone = [month for month in months_kept() if month not in needed]
    for month in gone:
        destroy_pepper(month)
    return len(gone)


def _each(which: Q) -> list[UUID]:
    return list(Report.objects.filter(which).values_list("pk", flat=True))
