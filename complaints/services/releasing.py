"""A reporter's name, opened by a custodian for one handler and a day, with a reason; or refused, with one."""

from __future__ import annotations

import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record, record_sensitive_access
from complaints.choices import RELEASES, ReleaseState, Side
from complaints.models import Identity, MemberKey, Release, Report
from complaints.permissions import check_can_decide, check_can_handle
from complaints.sealing import SealBroken, open_box, padded, seal_to, unpadded
from complaints.sealing.contents import Kind
from complaints.selectors.opening import Keys
from complaints.services.receiving import Who, held_still
from complaints.services.writing import locked, write
from core.exceptions import NotAllowed, PortalError, StateConflict


OPEN_HOURS = 24
_LEAST_REASON = 4


@transaction.atomic
def ask(*, by: User, report: Report, reason: str) -> Release:
    """A handler asks for the name; the reporter is told that somebody did."""
    report = locked(report)
    check_can_handle(by, report)
    reason = _reason(reason)
    name = Identity.objects.select_related("ring").filter(report=report).first()
    if name is None:
        raise StateConflict(_("This report came without a name."))
    if report.releases.filter(asked_by=by, state=ReleaseState.ASKED).exists():
        raise StateConflict(_("You have asked already."))
    ring = held_still(name.ring)
    release = Release(report=report, ring=ring, state=ReleaseState.ASKED, asked_by=by)
    release.reason = seal_to(bytes(ring.public), padded(reason.encode()), release.pk, "reason")
    release.member = MemberKey.objects.get(user=by)
    release.save(force_insert=True)
    write(report, Side.OFFICE, Kind.RELEASE_ASKED, reason)
    record(action="complaints.ask-name", by=by, target=f"report:{report.number}")
    return release


def reason_of(*, release: Release, keys: Keys) -> str:
    """Why it was asked for, for a custodian; "" where this member cannot open it."""
    private = keys.rings.get(release.ring_id)
    if private is None or release.reason is None:
        return ""
    try:
        box = open_box(private, release.reason, release.pk, "reason")
    except SealBroken:
        return ""
    return unpadded(box).decode()


@transaction.atomic
def grant(*, by: User, keys: Keys, release: Release) -> None:
    """Seal the name anew for the one handler who asked; it shuts by itself after OPEN_HOURS."""
    check_can_decide(by, release.asked_by)
    release = Release.objects.select_for_update().get(pk=release.pk)
    name = Identity.objects.select_related("ring").get(report=release.report_id)
    if (private := keys.rings.get(name.ring_id)) is None:
        raise NotAllowed(_("You do not hold this office's key."))
    if release.member is None:
        raise StateConflict(_("Who asked has a new key since; let them ask again."))
    plain = open_box(private, name.box, name.report_id, "name", name.ring_id, name.epoch)
    box = seal_to(bytes(release.member.public), plain, release.report_id, "released", release.pk)
    RELEASES.write(
        release, ReleaseState.GRANTED, decided_by=by, decided_on=timezone.localdate(), box=box,
        until=timezone.now() + timedelta(hours=OPEN_HOURS), reason=None,
    )  # fmt: skip
    write(locked(release.report), Side.PORTAL, Kind.RELEASE_GRANTED)
    record(action="complaints.give-name", by=by, target=f"report:{release.report.number}")


@transaction.atomic
def refuse(*, by: User, release: Release, reason: str) -> None:
    """The name stays shut; why stands with the report."""
    check_can_decide(by, release.asked_by)
    release = Release.objects.select_for_update().get(pk=release.pk)
    RELEASES.write(
        release, ReleaseState.REFUSED, decided_by=by, decided_on=timezone.localdate(),
        member=None, reason=None,
    )  # fmt: skip
    write(locked(release.report), Side.PORTAL, Kind.RELEASE_REFUSED, _reason(reason))
    record(action="complaints.refuse-name", by=by, target=f"report:{release.report.number}")


def released_to(*, by: User, keys: Keys, report: Report) -> Who | None:
    """The name, for the handler for whom it was opened, while it is; each look is written down."""
    found = report.releases.filter(
        asked_by=by, state=ReleaseState.GRANTED, until__gt=timezone.now()
    ).first()
    if found is None or found.box is None:
        return None
    record_sensitive_access(
        by=by, subject=f"report:{report.number}", reason=_("name of a reporter")
    )
    plain = open_box(keys.member, found.box, report.pk, "released", found.pk)
    name, phone = json.loads(unpadded(plain))
    return Who(name, phone)


@transaction.atomic
def strike(*, by: User, keys: Keys, report: Report, reason: str) -> None:
    """Somebody else used this name: a custodian destroys it, the report goes on without."""
    report = locked(report)
    name = Identity.objects.filter(report=report).first()
    if name is None or name.ring_id not in keys.rings:
        raise NotAllowed(_("You do not hold this office's key."))
    reason = _reason(reason)
    name.delete()
    over = report.releases.filter(state=ReleaseState.GRANTED)
    RELEASES.advance(
        over, start=(ReleaseState.GRANTED,), to=ReleaseState.ENDED, box=None, member=None
    )
    write(report, Side.PORTAL, Kind.NAME_STRUCK, reason)
    record(action="complaints.strike-name", by=by, target=f"report:{report.number}")


def _reason(words: str) -> str:
    words = words.strip()
    if len(words) < _LEAST_REASON:
        raise PortalError(_("Give the reason in a few words."))
    return words
