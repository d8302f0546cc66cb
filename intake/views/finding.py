"""The batch that a page is about, as far as this person may see or open it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.exceptions import PortalError
from intake import permissions
from intake.models import Batch


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def batch_of(request: StaffRequest, number: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(request.user).for_desk(), pk=number)


def openable(request: StaffRequest, number: int) -> Batch:
    """The batch whose file this person may read."""
    shown = batch_of(request, number)
    if not permissions.can_open(request.user, shown):
        raise PermissionDenied
    return shown


def telling_refusals(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """A refusal of the services becomes a message on the batch's page."""

    @wraps(view)
    def wrapped(request: StaffRequest, number: int) -> HttpResponse:
        try:
            view(request, number)
        except PortalError as refusal:
            messages.error(request, str(refusal))
        return redirect("intake:batch", number=number)

    return wrapped


def write_down(request: StaffRequest, shown: Batch, reason: str) -> None:
    """The look at a file, before it is given."""
    record_sensitive_access(by=request.user, subject=f"batch:{shown.pk}", reason=reason)


def download(content: bytes, name: str, content_type: str = _XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Disposition"] = disposition
    return response
