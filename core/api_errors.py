"""Errors of the API: our own become 400 with their sentence, the rest stay DRF's."""

from __future__ import annotations

from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.exceptions import NotAllowed, PortalError, StateConflict


def handle(error: Exception, context: dict) -> Response | None:
    if isinstance(error, NotAllowed):
        return Response({"detail": str(error)}, status=403)
    if isinstance(error, StateConflict):
        return Response({"detail": str(error)}, status=409)
    if isinstance(error, PortalError):
        return Response({"detail": str(error)}, status=400)
    return exception_handler(error, context)
