"""Enforces what each view declares (accounts.permissions); no view checks its role itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.declarations import declared
from accounts.guarding import record_refusal
from accounts.permissions import PUBLIC, SIGNING_IN, Permission, fully_signed_in, holds
from accounts.sessions import end_if_over


class PermissionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        permission = declared(view, match.namespaces if match else ())
        if permission == PUBLIC:
            return None
        if getattr(view, "cls", None) is not None and permission == Permission.FEED_SHEETS:
            # The API signs in by token, inside the framework (accounts.api_permissions).
            return None
        if permission is None:
            raise PermissionDenied
        end_if_over(request)
        if permission == SIGNING_IN:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(_page_of(request))
        if not holds(request.user, Permission(permission)):
            record_refusal(request)
            raise PermissionDenied
        if not fully_signed_in(request.user):
            return redirect_to_login(_page_of(request), reverse("accounts:second-factor"))
        return None


def _page_of(request: HttpRequest) -> str:
    """Where to go on after signing in: an address that only takes forms shows nothing, so the page
    that the form stood on.
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referer = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("portal:desk")
    page = urlsplit(referer)
    path = "/" + page.path.lstrip("/")
    return f"{path}?{page.query}" if page.query else path
