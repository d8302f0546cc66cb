"""Errors we raise on purpose become pages that say what is wrong, never a server error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.exceptions import NotAllowed, PortalError, StateConflict


class PortalErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PortalError):
            return None
        if isinstance(error, NotAllowed):
            return render(request, "errors/403.html", {"message": str(error)}, status=403)
        status = 409 if isinstance(error, StateConflict) else 400
        return render(request, "errors/400.html", {"message": str(error)}, status=status)
