"""What each role may do, and how a view declares what it asks for.

Every view carries exactly one declaration, `@public` or `@requires(...)`; portal.checks
stops the start-up when one is missing. The declaration says whether this *kind* of person
may use the view; which rows they see is always a QuerySet's `visible_to(user)`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.choices import CHANGES, SECOND_FACTOR_ROLES, ChangeState, Role
from accounts.models import StaffChange, User
from core.divisions import contains
from core.exceptions import NotAllowed, StateConflict


class Permission(StrEnum):
    USE_DESK = "use-desk"
    UPLOAD_SHEETS = "upload-sheets"
    SEE_BATCHES = "see-batches"
    APPROVE_BATCHES = "approve-batches"
    SEE_CLUES = "see-clues"
    WORK_CLUES = "work-clues"
    ANSWER_CHECKS = "answer-checks"
    SEE_RUNS = "see-runs"
    SEE_TRAIL = "see-trail"
    SEE_LOG = "see-log"
    TRY_RULES = "try-rules"
    USE_ADMIN = "use-admin"
    KEEP_STAFF = "keep-staff"
    FEED_SHEETS = "feed-sheets"
    HANDLE_REPORTS = "handle-reports"
    KEEP_NAMES = "keep-names"


PUBLIC = "public"
SIGNING_IN = "signing-in"
# The attribute in which a view carries its declaration.
MARK = "portal_permission"

_EVERYONE = frozenset({Permission.USE_DESK})
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.UPLOADER: _EVERYONE
    | {
        Permission.UPLOAD_SHEETS,
        Permission.SEE_BATCHES,
        Permission.FEED_SHEETS,
        Permission.ANSWER_CHECKS,
    },
    Role.REVIEWER: _EVERYONE
    | {
        Permission.SEE_BATCHES,
        Permission.APPROVE_BATCHES,
        Permission.ANSWER_CHECKS,
        Permission.HANDLE_REPORTS,
    },
    Role.INSPECTOR: _EVERYONE
    | {
        Permission.SEE_BATCHES,
        Permission.SEE_CLUES,
        Permission.WORK_CLUES,
        Permission.ANSWER_CHECKS,
        Permission.SEE_RUNS,
        Permission.SEE_LOG,
        Permission.TRY_RULES,
        Permission.HANDLE_REPORTS,
    },
    Role.ADMINISTRATOR: _EVERYONE
    | {
        Permission.UPLOAD_SHEETS,
        Permission.SEE_BATCHES,
        Permission.SEE_RUNS,
        Permission.TRY_RULES,
        Permission.SEE_TRAIL,
        Permission.SEE_LOG,
        Permission.USE_ADMIN,
        Permission.KEEP_STAFF,
    },
    Role.AUDITOR: _EVERYONE
    | {
        Permission.SEE_BATCHES,
        Permission.SEE_CLUES,
        Permission.SEE_RUNS,
        Permission.SEE_TRAIL,
        Permission.SEE_LOG,
        Permission.KEEP_NAMES,
    },
}

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anyone may open this view."""
    setattr(view, MARK, PUBLIC)
    return view


def signing_in(view: View) -> View:
    """Part of signing in or out: open to people who are half-way there."""
    setattr(view, MARK, SIGNING_IN)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Only staff whose role holds `permission`, fully signed in, may open this view."""

    def declare(view: View) -> View:
        setattr(view, MARK, permission)
        return view

    return declare


def holds(user: User | AnonymousUser, permission: Permission) -> bool:
    return (
        user.is_authenticated
        and user.is_active
        and permission in ROLE_PERMISSIONS.get(user.role, frozenset())
    )


def fully_signed_in(user: User | AnonymousUser) -> bool:
    """Whether the second factor was given where the role asks for one."""
    if not user.is_authenticated:
        return False
    return user.role not in SECOND_FACTOR_ROLES or user.is_verified()


def can(check: Callable[[User, Any], None], user: User, thing: Any) -> bool:
    """Whether a check (`check_can_…` of any app) would pass."""
    try:
        check(user, thing)
    except (NotAllowed, StateConflict):
        return False
    return True


def check_can_ask(user: User, reach: str, concerned: User | None = None) -> None:
    """An administrator whose region holds all that is touched, and never about themselves.

    So nobody widens their own region, and nobody grants one wider than their own.
    """
    if not holds(user, Permission.KEEP_STAFF):
        raise NotAllowed(_("Only an administrator changes staff, offices and tokens."))
    if not contains(user.region_code, reach):
        raise NotAllowed(_("This reaches beyond your region; an administrator of the higher level does it."))  # fmt: skip
    if concerned is not None and concerned.pk == user.pk:
        raise NotAllowed(_("Nobody changes their own role, region or access; two others do."))


def check_can_decide_change(user: User, change: StaffChange) -> None:
    """A second administrator of the region: neither the asker nor the person concerned."""
    CHANGES.check(change, ChangeState.AGREED)
    check_can_ask(user, change.reach, change.user)
    if change.requested_by_id == user.pk:
        raise NotAllowed(_("The second administrator cannot be the one who asked."))
    if change.token is not None and change.token.user_id == user.pk:
        raise NotAllowed(_("Nobody changes their own role, region or access; two others do."))


def check_can_recall(user: User, change: StaffChange) -> None:
    CHANGES.check(change, ChangeState.RECALLED)
    if change.requested_by_id != user.pk:
        raise NotAllowed(_("Only who asked for it takes it back."))
