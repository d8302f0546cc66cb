"""What an office does with a report: each act one function, its words sealed, its trail a number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from clues.choices import Came
from clues.models import Clue
from clues.services import open_by_hand
from complaints.choices import REPORTS, Finding, Outcome, Side, State
from complaints.models import Fact, Handling, Report, Ring
from complaints.permissions import check_can_handle
from complaints.sealing.contents import Kind
from complaints.selectors.clocks import days
from complaints.selectors.opening import Opened
from complaints.selectors.routing import (
    Route,
    clock_of,
    region_for_clue,
    route_for,
    routes_to,
)
from complaints.services.receiving import new_handling, wrap_for
from complaints.services.reporting import closing
from complaints.services.writing import locked, write
from core.exceptions import NotAllowed, PortalError, StateConflict
from intake.choices import ChangeKind
from intake.models import Change
from villages.models import LedgerLine


_LEAST_WORDS = 4


@transaction.atomic
def accept(*, by: User, report: Report) -> None:
    """Take it up; the reporter is told."""
    report = _mine(by, report)
    handling = _handling(report)
    handling.accepted_on = timezone.localdate()
    handling.save(update_fields=["accepted_on"])
    REPORTS.write(report, State.ACCEPTED, due_on=handling.due_on)
    write(report, Side.OFFICE, Kind.ACCEPTED, office=by.office.name)
    record(action="complaints.accept", by=by, target=_target(report))


@transaction.atomic
def let_in(*, by: User, report: Report) -> None:
    """Looked through and no abuse: it stands among the others."""
    report = _mine(by, report)
    REPORTS.write(report, State.RECEIVED)
    record(action="complaints.let-in", by=by, target=_target(report))


@transaction.atomic
def message(*, by: User, report: Report, text: str) -> None:
    """Words to the reporter that are no answer yet, as a question."""
    report = _mine(by, report)
    if report.state in (State.CLOSED, State.DESTROYED):
        raise StateConflict(_("This report is closed."))
    write(report, Side.OFFICE, Kind.SAID, _said(text))
    record(action="complaints.message", by=by, target=_target(report))


@transaction.atomic
def answer(*, by: User, report: Report, finding: str, text: str) -> None:
    """Say what was found. To decline is an answer too: the reporter may take it to the office above."""
    report = _mine(by, report)
    if finding not in Finding.values:
        raise PortalError(_("Say what was found."))
    if finding != Finding.DECLINED and report.state != State.ACCEPTED:
        raise StateConflict(_("Take it up first."))
    today = timezone.localdate()
    handling = _handling(report)
    handling.answered_on, handling.finding = today, finding
    handling.save(update_fields=["answered_on", "finding"])
    REPORTS.write(report, State.ANSWERED, answered_on=today, due_on=None)
    write(report, Side.OFFICE, Kind.ANSWERED, _said(text), finding=str(finding))
    record(action="complaints.answer", by=by, target=_target(report))


@transaction.atomic
def answer_together(*, by: User, reports: Iterable[Report], finding: str, text: str) -> None:
    """Several of one matter with the same words, or none of them."""
    for report in reports:
        answer(by=by, report=report, finding=finding, text=text)


@transaction.atomic
def extend(*, by: User, report: Report, text: str) -> None:
    """Once, with a reason that the reporter reads."""
    report = _mine(by, report)
    handling = _handling(report)
    if handling.extended or handling.answered_on:
        raise StateConflict(_("It was extended once already, or is answered."))
    clock = report.clock
    handling.answer_by = days().after(handling.answer_by, clock.extension_days, clock)
    handling.extended = True
    handling.save(update_fields=["answer_by", "extended"])
    if report.state == State.ACCEPTED:
        Report.objects.filter(pk=report.pk).update(due_on=handling.due_on)
    write(report, Side.OFFICE, Kind.EXTENDED, _said(text), until=handling.answer_by.isoformat())
    record(action="complaints.extend", by=by, target=_target(report))


@transaction.atomic
def pass_on(*, by: User, opened: Opened, ring: Ring, text: str) -> None:
    """To the office it belongs to. This one keeps neither key nor figure; its days go on running."""
    report = _mine(by, opened.report)
    told = opened.told()
    if ring.pk not in {found.pk for found in routes_to(told, by.office)}:
        raise NotAllowed(_("This office may not receive it."))
    handling = _handling(report)
    route = Route(ring, clock_of(ring, told), None)
    again = route_for(told)
    if again is not None and again.ring.pk == ring.pk:
        route = again
    fresh = new_handling(report, route, days())
    if report.level:
        fresh.received_on, fresh.answer_by = handling.received_on, handling.answer_by
    handling.delete()
    fresh.save()
    wrap_for(report, route, opened.private)
    report.wraps.filter(ring__office=by.office_id).delete()
    REPORTS.write(
        report, State.RECEIVED, office=ring.office, clock=route.clock,
        supervisor=route.supervisor, due_on=fresh.due_on,
    )  # fmt: skip
    write(report, Side.OFFICE, Kind.PASSED_ON, _said(text), office=ring.office.name)
    # Without the number: the trail of an office below must not tell where it went.
    record(action="complaints.pass-on", by=by)


@transaction.atomic
def urge(*, by: User, report: Report) -> None:
    """From above, by its number and days alone: the office is late (督办)."""
    report = locked(report)
    if report.supervisor_id != by.office_id:
        raise NotAllowed(_("Your office does not watch this report."))
    handling = _handling(report)
    today = timezone.localdate()
    if handling.answered_on or handling.urged_on == today:
        raise StateConflict(_("It is answered, or was urged today already."))
    handling.urged_on = today
    handling.save(update_fields=["urged_on"])
    write(report, Side.PORTAL, Kind.URGED, office=by.office.name)
    record(action="complaints.urge", by=by, target=_target(report))


@transaction.atomic
def put_aside(*, by: User, reports: Iterable[Report]) -> int:
    """Many at once that are no reports; how many. Who sent them can still read that."""
    count = 0
    for each in reports:
        report = _mine(by, each)
        if report.state not in (State.QUARANTINED, State.RECEIVED):
            continue
        REPORTS.write(report, State.CLOSED, outcome=Outcome.REJECTED, **closing())
        write(report, Side.OFFICE, Kind.CLOSED)
        report.handlings.all().delete()
        record(action="complaints.put-aside", by=by, target=_target(report))
        count += 1
    return count


@transaction.atomic
def make_clue(*, by: User, opened: Opened, words: str, severity: str) -> Clue:
    """A suspected matter at the inspectors' desk, in the handler's own words; who told it stays behind.

    The two are linked inside the report's box alone. Where an office that must not see the report
    would see the matter, it stands higher up; where it would see it there too, NotAllowed is raised.
    """
    report = _mine(by, opened.report)
    region = region_for_clue(opened.told(), by.region_code)
    if region is None:
        raise NotAllowed(
            _("An office that must not see this report would see the matter. Work on it here.")
        )
    clue = open_by_hand(by=by, came=Came.REPORT, region=region, words=words, severity=severity)
    write(report, Side.OFFICE, Kind.CLUE, clue=clue.number)
    # Without the number, as nothing else may join the two.
    record(action="complaints.make-clue", by=by)
    return clue


@transaction.atomic
def confirm_fact(*, by: User, report: Report, ledger_line: int) -> None:
    """“Signed for and never received” was found to be so: the rules may know of the line, not why."""
    _mine(by, report)
    keep_fact(ledger_line=ledger_line)
    record(action="complaints.confirm-fact", by=by)


def keep_fact(*, ledger_line: int) -> None:
    """That a line was signed for and never received, and that the rules look at its village again."""
    village = LedgerLine.objects.filter(pk=ledger_line).values_list("region_id", flat=True).first()
    if village is None:
        raise PortalError(_("The book no longer has this line."))
    month = timezone.localdate().replace(day=1)
    _fact, new = Fact.objects.get_or_create(
        kind=Fact.SIGNED_NOT_RECEIVED, ledger_line=ledger_line, defaults={"confirmed_in": month}
    )
    if new:
        Change.objects.create(region_code=village, kind=ChangeKind.FACT)


def _mine(by: User, report: Report) -> Report:
    report = locked(report)
    check_can_handle(by, report)
    return report


def _handling(report: Report) -> Handling:
    return report.handlings.get(level=report.level)


def _said(text: str) -> str:
    text = text.strip()
    if len(text) < _LEAST_WORDS:
        raise PortalError(_("Say it in a few words; the reporter reads them."))
    return text


def _target(report: Report) -> str:
    return f"report:{report.number}"
