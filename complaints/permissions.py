"""Who handles reports and who keeps names; what anybody may do to one report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from complaints.choices import Purpose
from complaints.models import MemberKey, Report, Ring
from core.exceptions import NotAllowed, StateConflict


def purposes_of(user: User) -> tuple[str, ...]:
    """Which keys of the own office this member may hold."""
    wanted = (
        (Permission.HANDLE_REPORTS, Purpose.REPORTS),
        (Permission.KEEP_NAMES, Purpose.NAMES),
    )
    return tuple(purpose for permission, purpose in wanted if holds(user, permission))


def check_can_handle(user: User, report: Report) -> None:
    """A handler of the office that has it now."""
    if not holds(user, Permission.HANDLE_REPORTS) or report.office_id != user.office_id:
        raise NotAllowed(_("Another office handles this report now."))


def check_can_grant(user: User, ring: Ring, member: MemberKey) -> None:
    """A member who holds the office's key gives it to a colleague of the same office."""
    other = member.user
    if ring.office_id != user.office_id or other.office_id != user.office_id:
        raise NotAllowed(_("An office's key is given within the office only."))
    if not other.is_active or ring.purpose not in purposes_of(other):
        raise NotAllowed(_("%(name)s does not handle reports.") % {"name": other})


def check_can_decide(user: User, asked_by: User) -> None:
    """A custodian, never the one who asked."""
    if not holds(user, Permission.KEEP_NAMES):
        raise NotAllowed(_("Only a custodian of names decides on this."))
    if user.pk == asked_by.pk:
        raise StateConflict(_("Who asked does not decide."))
