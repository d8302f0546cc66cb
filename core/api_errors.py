"""Errors of the API: our own become 400 with their sentence, Redis down 503, the rest stay DRF's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.exceptions import NotAllowed, PortalError, StateConflict
from core.outages import RETRY_AFTER_SECONDS, UNREACHABLE


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, NotAllowed):
        return Response({"detail": str(error)}, status=403)
    if isinstance(error, StateConflict):
        return Response({"detail": str(error)}, status=409)
    if isinstance(error, PortalError):
        return Response({"detail": str(error)}, status=400)
    if isinstance(error, UNREACHABLE):
        return Response(
            {
                "detail": _(
                    "A part of the portal is down for a moment. Look at your batches before you send it again."
                )
            },
            status=503,
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )
    return exception_handler(error, context)
