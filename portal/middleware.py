"""The visitor's language, and errors we raise on purpose as pages that say what is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

from accounts.guarding import record_refusal
from core import bounded
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.outages import RETRY_AFTER_SECONDS, UNREACHABLE


logger = logging.getLogger(__name__)
ADMIN, DESK = "/admin/", "/desk/"


class ChosenLanguageMiddleware:
    """Chinese unless the visitor chose otherwise; what a browser was set to at the shop says little."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class NothingHeavyMiddleware:
    """While a page is answered no uploaded file is read, marked or drawn: workers do that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with bounded.answering():
            return self.get_response(request)


class PortalErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A NUL is in nobody's name, and PostgreSQL takes none."""
        lists = (*request.GET.lists(), *request.POST.lists())
        texts = [request.path, *(text for _name, values in lists for text in values)]
        if any("\0" in text for text in texts if isinstance(text, str)):
            return render(request, "errors/400.html", status=400)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, UNREACHABLE):
            logger.error("Redis cannot be reached: %s", type(error).__name__)
            words = _("A part of the portal is down for a moment. Wait a minute, look whether what you sent has arrived, and only then send it again.")  # fmt: skip
            response = render(request, "errors/503.html", {"message": words}, status=503)
            response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return response
        if isinstance(error, NotAllowed | PermissionDenied):
            record_refusal(request)
        if not isinstance(error, PortalError):
            return None
        if isinstance(error, NotAllowed):
            return render(request, "errors/403.html", {"message": str(error)}, status=403)
        status = 409 if isinstance(error, StateConflict) else 400
        return render(request, "errors/400.html", {"message": str(error)}, status=status)


class StaffPagesMiddleware:
    """Nothing that staff see stays in a browser's or a proxy's cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith((ADMIN, DESK)):
            patch_cache_control(response, no_store=True, private=True)
        return response


class PolicyMiddleware(CSPMiddleware):
    """The site's own policy; in the admin what its library needs besides, from this site only.

    unfold's Alpine.js evaluates the expressions in its templates, and its colours stand in a
    style element: both are allowed there, inline scripts are not.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: Any, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(ADMIN):
            parts.update = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}
        return parts
