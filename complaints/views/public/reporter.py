"""A reporter's unlocked report between two clicks."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from complaints.models import Report
from complaints.selectors.opening import Opened
from complaints.services import keeping


COOKIE, PATH = "case", "/complaints/"
_UUID_BYTES = 16


def remember(response: HttpResponse, opened: Opened) -> None:
    """Let the browser come back to it for a quarter of an hour."""
    cookie = keeping.keep(opened.report.pk.bytes + opened.private, "reporter")
    response.set_cookie(
        COOKIE, cookie, path=PATH, httponly=True, samesite="Strict", secure=settings.PRODUCTION
    )


def remembered(request: HttpRequest) -> Opened | None:
    """The report that this browser has open, with all its entries; None where it has none any more."""
    plain = keeping.taken(request.COOKIES.get(COOKIE, ""), "reporter")
    if plain is None:
        return None
    key = UUID(bytes=plain[:_UUID_BYTES])
    report = (
        Report.objects.filter(pk=key)
        .exclude(handle=None)
        .select_related("office", "clock", "supervisor")
        .prefetch_related("entries")
        .first()
    )
    return Opened(report, plain[_UUID_BYTES:]) if report else None


def forget(request: HttpRequest, response: HttpResponse) -> None:
    keeping.forget(request.COOKIES.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
