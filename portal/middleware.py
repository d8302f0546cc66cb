"""The visitor's language, and errors we raise on purpose as pages that say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from core import bounded
from core.exceptions import NotAllowed, PortalError, StateConflict


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
        self, request: HttpRequest, view: Callable, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A NUL is in nobody's name, and PostgreSQL takes none."""
        lists = (*request.GET.lists(), *request.POST.lists())
        texts = [request.path, *(text for _name, values in lists for text in values)]
        if any("\0" in text for text in texts if isinstance(text, str)):
            return render(request, "errors/400.html", status=400)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PortalError):
            return None
        if isinstance(error, NotAllowed):
            return render(request, "errors/403.html", {"message": str(error)}, status=403)
        status = 409 if isinstance(error, StateConflict) else 400
        return render(request, "errors/400.html", {"message": str(error)}, status=status)
