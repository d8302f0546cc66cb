"""A report comes in: routed in memory, sealed, and its code given back once."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.choices import Side, State
from complaints.models import Handling, Identity, Report, Ring, Wrap
from complaints.sealing import (
    Code,
    fresh_code,
    fresh_pair,
    lock,
    month_of,
    padded,
    pepper,
    seal_to,
    stretch,
)
from complaints.sealing.contents import Told
from complaints.selectors.clocks import Days, days
from complaints.selectors.routing import Route, names_ring_for, route_for
from complaints.services.writing import NOTHING, Enclosed, enclose, write_content
from core.exceptions import PortalError


_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_TRIES = 5


class NobodyReceives(PortalError):
    """No office may and can receive this report; the page says whom to call."""

    def __init__(self) -> None:
        super().__init__(
            _("No office here may or can receive this report. Nothing was kept. Call the telephone below, or the inspection authorities at 12388.")
        )  # fmt: skip


class NobodyKeepsNames(PortalError):
    """Nobody could keep a name apart from the handlers."""

    def __init__(self) -> None:
        super().__init__(
            _("Names cannot be kept apart here yet. Send it without your name, or call.")
        )


@dataclass(frozen=True, slots=True)
class Who:
    """The reporter, for the custodians alone."""

    name: str
    phone: str


def receive(
    *,
    told: Told,
    who: Who | None,
    screened: bool,
    enclosed: Enclosed = NOTHING,
) -> tuple[Report, Code]:
    """Seal and keep a report; its code exists in the answer only.

    `screened` says that a proof of work came with it; without one it waits to be looked through.
    Nothing is written to the trail: nobody of staff acted, and a moment would tell of somebody.
    Raises NobodyReceives, NobodyKeepsNames, Busy, PepperMissing; then nothing was kept.
    """
    route = route_for(told)
    if route is None:
        raise NobodyReceives
    names = names_ring_for(route.office, told) if who else None
    if who and names is None:
        raise NobodyKeepsNames
    private, public = fresh_pair()
    today = timezone.localdate()
    month = month_of(today)
    for _attempt in range(_TRIES):
        code, salt = fresh_code(), secrets.token_bytes(16)
        key = stretch(code.whole, salt, pepper(month, make=True))
        report = Report(
            number=_number(), office=route.office, supervisor=route.supervisor, clock=route.clock,
            subject=told.subject, state=State.RECEIVED if screened else State.QUARANTINED,
            received_on=today, public=public, handle=code.handle, salt=salt, pepper_month=month,
        )  # fmt: skip
        report.box = lock(key, private, report.pk, "reporter")
        try:
            with transaction.atomic():
                _keep(report, route, private)
                write_content(report, told.content(today, Side.REPORTER))
                enclose(report, enclosed)
                if who and names:
                    names = held_still(names)
                    plain = padded(json.dumps([who.name, who.phone], ensure_ascii=False).encode())
                    about = (report.pk, "name", names.pk, names.epoch)
                    box = seal_to(bytes(names.public), plain, *about)
                    Identity.objects.create(report=report, ring=names, epoch=names.epoch, box=box)
        except IntegrityError:
            # Somebody has that handle or number already.
            continue
        return report, code
    raise PortalError(_("Something went wrong and nothing was kept. Please send it once more."))


def _keep(report: Report, route: Route, private: bytes) -> None:
    handling = new_handling(report, route, days())
    report.due_on = handling.due_on
    report.save(force_insert=True)
    handling.save()
    wrap_for(report, route, private)


def new_handling(report: Report, route: Route, calendar: Days) -> Handling:
    """An office's time with it, counted from the day it first arrived; of a review from today."""
    clock, start = route.clock, report.received_on
    if report.level:
        start = calendar.today
    answer = clock.review_days if report.level else clock.answer_days
    return Handling(
        report=report, office=route.office, level=report.level, received_on=start,
        accept_by=calendar.after(start, clock.accept_days, clock),
        tell_by=calendar.after(start, clock.tell_days, clock),
        answer_by=calendar.after(start, answer, clock),
    )  # fmt: skip


def wrap_for(report: Report, route: Route, private: bytes) -> None:
    """Give the office a key to the report."""
    ring = held_still(route.ring)
    box = seal_to(bytes(ring.public), private, report.pk, "key", ring.pk, ring.epoch)
    Wrap.objects.update_or_create(
        report=report, ring=ring, defaults={"epoch": ring.epoch, "box": box}
    )


def held_still(ring: Ring) -> Ring:
    """The office's key as it is now, and stays to the end of the transaction: a box for one that was
    renewed in between would open for nobody.
    """
    return Ring.objects.select_for_update(no_key=True).select_related("office").get(pk=ring.pk)


def _number() -> str:
    """Random: neither order nor gaps say how many there are."""
    return "FY-" + "".join(secrets.choice(_ALPHABET) for _character in range(8))
