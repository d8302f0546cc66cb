"""A handler's unlocked keys between two clicks: 15 minutes idle, for this session and person alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from accounts.requests import StaffRequest
from complaints.selectors.opening import Keys, keys_of
from complaints.services import keeping


COOKIE, PATH = "reports", "/desk/reports/"


def _about(request: StaffRequest) -> tuple[object, ...]:
    # Signing out makes another session, for which nothing opens.
    return ("member", request.user.pk, request.session.session_key)


def remember(request: StaffRequest, response: HttpResponse, member: bytes) -> None:
    cookie = keeping.keep(member, *_about(request))
    response.set_cookie(
        COOKIE, cookie, path=PATH, httponly=True, samesite="Strict", secure=settings.PRODUCTION
    )


def keys_in(request: StaffRequest) -> Keys | None:
    """None where the keys are locked, or were for too long."""
    member = keeping.taken(request.COOKIES.get(COOKIE, ""), *_about(request))
    return keys_of(request.user, member) if member is not None else None


def forget(request: StaffRequest, response: HttpResponse) -> None:
    keeping.forget(request.COOKIES.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
