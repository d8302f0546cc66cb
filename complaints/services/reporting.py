"""What a reporter does with the code: comes back, writes, adds files, says whether it is solved."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.choices import DISSENT, MOST_LEVELS, REPORTS, VERDICTS, Outcome, Side, State
from complaints.models import Report
from complaints.sealing import Code, InvalidCode, PepperMissing, SealBroken, pepper, stretch, unlock
from complaints.sealing.contents import Kind
from complaints.selectors.clocks import days
from complaints.selectors.opening import Opened
from complaints.selectors.routing import route_above
from complaints.services.receiving import new_handling, wrap_for
from complaints.services.writing import NOTHING, Enclosed, enclose, locked, write
from core.exceptions import PortalError, StateConflict


MOST_WORDS = 10_000


class UnknownCode(InvalidCode):
    """No report opens by this code."""

    def __init__(self) -> None:
        super().__init__(
            _("No report opens by this code. Compare it with your slip. A report that was destroyed after its time cannot be opened any more.")
        )  # fmt: skip


def come_back(*, code: Code) -> Opened:
    """The report behind a code. Raises UnknownCode, and Busy where many ask at once.

    A handle that nobody has costs as much as one that somebody has, so that the time tells nothing.
    """
    report = Report.objects.filter(handle=code.handle).first()
    if report is None or report.salt is None or report.box is None:
        stretch(code.whole, secrets.token_bytes(16), secrets.token_bytes(32))
        raise UnknownCode
    try:
        key = stretch(code.whole, bytes(report.salt), pepper(report.pepper_month))
        return Opened(report, unlock(key, report.box, report.pk, "reporter"))
    except (SealBroken, PepperMissing) as error:
        raise UnknownCode from error


@transaction.atomic
def say(*, opened: Opened, text: str, enclosed: Enclosed = NOTHING) -> None:
    """Words or files of the reporter."""
    report = locked(opened.report)
    if report.state in (State.CLOSED, State.DESTROYED):
        raise StateConflict(_("This report is closed. Send a new one."))
    text = _words(text)
    if not (text or enclosed):
        raise PortalError(_("Write something, or choose a file."))
    check_room(report, enclosed)
    if text or enclosed.pictures:
        kind = Kind.SAID if text else Kind.FILES
        write(report, Side.REPORTER, kind, text, files=len(enclosed.files))
    enclose(report, enclosed)


def check_room(report: Report, enclosed: Enclosed) -> None:
    most = settings.COMPLAINT_MOST_PICTURES
    if report.attachments.count() + len(enclosed.files) > most:
        raise PortalError(_("A report holds %(most)s pictures at most.") % {"most": most})


@transaction.atomic
def withdraw(*, opened: Opened) -> None:
    """The reporter wants it no more; the office keeps no key to it."""
    report = locked(opened.report)
    REPORTS.write(report, State.CLOSED, outcome=Outcome.WITHDRAWN, **closing())
    write(report, Side.REPORTER, Kind.CLOSED)
    report.wraps.all().delete()


@transaction.atomic
def judge(*, opened: Opened, verdict: str, words: str) -> bool:
    """Solved, partly or not, within the days for it. Whether it went to an office above.

    What is not solved counts against the office that answered, and needs words. Twice at most it goes
    up; where nobody is above, the words stay with the report and the figures.
    """
    report = locked(opened.report)
    REPORTS.check(report, State.CLOSED)
    if verdict not in VERDICTS or report.state != State.ANSWERED or report.answered_on is None:
        raise StateConflict(_("There is no answer yet that you could judge."))
    if timezone.localdate() > report.answered_on + timedelta(days=settings.COMPLAINT_DISSENT_DAYS):
        raise StateConflict(_("The days for this are over."))
    words = _words(words)
    if verdict in DISSENT and len(words) < settings.COMPLAINT_LEAST_WORDS:
        raise PortalError(_("Say in a few words what is not solved, for the office above."))
    report.handlings.filter(level=report.level).update(verdict=verdict)
    write(report, Side.REPORTER, Kind.JUDGED, words, verdict=str(verdict))
    if verdict in DISSENT and report.level < MOST_LEVELS and _go_up(report, opened):
        return True
    if verdict in DISSENT:
        write(report, Side.PORTAL, Kind.NOBODY_ABOVE)
    REPORTS.write(report, State.CLOSED, outcome=verdict, **closing())
    return False


def _go_up(report: Report, opened: Opened) -> bool:
    """Give the office above the only key. The one below keeps its figures, and its clock as it was:
    what is said of its work from now on is not for it.
    """
    route = route_above(opened.told(), report.office)
    if route is None:
        return False
    report.level += 1
    handling = new_handling(report, route, days())
    handling.save()
    report.wraps.all().delete()
    wrap_for(report, route, opened.private)
    REPORTS.write(
        report, State.RECEIVED, level=report.level, office=route.office, clock=route.clock,
        supervisor=route.supervisor, due_on=handling.due_on, answered_on=None,
    )  # fmt: skip
    write(report, Side.PORTAL, Kind.GONE_UP, office=route.office.name)
    return True


def closing() -> dict[str, Any]:
    """What is written with every end."""
    today = timezone.localdate()
    return {"closed_on": today, "due_on": None, "warned_on": None}


def _words(text: str) -> str:
    text = text.strip()
    if len(text) > MOST_WORDS:
        raise PortalError(
            _("This is longer than %(most)s characters. Send it in two parts.")
            % {"most": MOST_WORDS}
        )
    return text


def dissent_until(report: Report) -> date | None:
    """The last day on which the reporter may say something of the answer."""
    if report.answered_on is None:
        return None
    return report.answered_on + timedelta(days=settings.COMPLAINT_DISSENT_DAYS)


def destroyed_on(report: Report) -> date | None:
    """The day on which a closed report is destroyed; None while it is open."""
    if report.closed_on is None:
        return None
    return report.closed_on + timedelta(days=settings.COMPLAINT_KEEP_DAYS)
