"""What the desk shows of reports: numbers, and what has to be set up first."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from complaints.models import MemberKey, Release, Report
from complaints.selectors.readiness import handles, readiness_for
from core.desk_page import Block, Link, Place


LATE_SHOWN = 8


def links(user: User) -> Iterator[Link]:
    # Inspectors always: their office may be asked any day, and the link costs no query.
    handling = holds(user, Permission.WORK_CLUES) or (
        holds(user, Permission.HANDLE_REPORTS) and handles(user)
    )
    if handling:
        yield Link(58, reverse("complaints-desk:list"), _("Reports"), "complaints-desk:")
    elif holds(user, Permission.KEEP_NAMES):
        yield Link(
            58, reverse("complaints-desk:names"), _("Names of reporters"), "complaints-desk:"
        )
    elif holds(user, Permission.KEEP_STAFF):
        yield Link(58, reverse("complaints-desk:offices"), _("Reports"), "complaints-desk:")


def blocks(user: User) -> Iterator[Block]:
    if holds(user, Permission.HANDLE_REPORTS) and handles(user):
        if not MemberKey.objects.filter(user=user).exists():
            yield Block(Place.NOTICES, 40, "complaints/_desk_enrol.html", {})
        waiting = Report.objects.visible_to(user).open().distinct()
        if count := waiting.count():
            # Each is named as long as it is late, and no longer.
            late = waiting.filter(due_on__lt=timezone.localdate()).in_order()[:LATE_SHOWN]
            data = {"count": count, "late": list(late)}
            yield Block(Place.WORK, 40, "complaints/_desk_reports.html", data)
    if holds(user, Permission.KEEP_NAMES):
        asking = Release.objects.for_custodian(user).waiting().exclude(asked_by=user)
        if count := asking.count():
            yield Block(Place.DUTIES, 40, "complaints/_desk_names.html", {"count": count})
    if holds(user, Permission.KEEP_STAFF):
        unready = [each for each in readiness_for(user) if not each.ready]
        if unready:
            yield Block(Place.NOTICES, 45, "complaints/_desk_unready.html", {"offices": unready})
