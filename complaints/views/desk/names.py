"""Custodians: who asks for a reporter's name, why, and what they decide."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from complaints.choices import ReleaseState
from complaints.models import Release
from complaints.services import releasing
from complaints.views.desk.session import keys_in
from core.exceptions import PortalError


_SHOWN = 50


@requires(Permission.KEEP_NAMES)
@never_cache
@require_safe
def name_list(request: StaffRequest) -> HttpResponse:
    keys = keys_in(request)
    if keys is None:
        return redirect("complaints-desk:unlock")
    rows = Release.objects.for_custodian(request.user).select_related(
        "report__identity", "asked_by__office", "decided_by"
    )
    waiting = [
        (release, releasing.reason_of(release=release, keys=keys))
        for release in rows.waiting().order_by("asked_on")
    ]
    # A decision stands here for good, also when names and boxes are gone.
    decided = rows.exclude(state=ReleaseState.ASKED).order_by("-decided_on")[:_SHOWN]
    context = {"waiting": waiting, "decided": decided, "holds_key": bool(keys.rings)}
    return render(request, "complaints/desk/names.html", context)


@requires(Permission.KEEP_NAMES)
@never_cache
@require_POST
def decide(request: StaffRequest, release: UUID) -> HttpResponse:
    keys = keys_in(request)
    if keys is None:
        return redirect("complaints-desk:unlock")
    rows = Release.objects.for_custodian(request.user).select_related("report", "asked_by")
    found = get_object_or_404(rows, pk=release)
    verdict, reason = request.POST.get("verdict"), request.POST.get("text", "")
    try:
        if verdict == "grant":
            releasing.grant(by=request.user, keys=keys, release=found)
            messages.success(request, _("The name is open for this handler, for 24 hours."))
        elif verdict == "strike":
            releasing.strike(by=request.user, keys=keys, report=found.report, reason=reason)
            messages.success(request, _("The name is destroyed; the report goes on without."))
        else:
            releasing.refuse(by=request.user, release=found, reason=reason)
            messages.success(request, _("Refused, with the reason."))
    except PortalError as refusal:
        messages.error(request, str(refusal))
    return redirect("complaints-desk:names")
