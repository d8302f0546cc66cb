"""The checklist before money moves: what the rules say of a roster that is not yet published."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from intake.models import Batch
from matching.services.preflight import look_before_paying


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def checklist(request: StaffRequest, number: int) -> HttpResponse:
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=number)
    checked = look_before_paying(batch=batch, by=request.user)
    context = {
        "batch": batch,
        "findings": checked.findings,
        "unasked": checked.unasked,
        "rows": len({row for finding in checked.findings for row in finding.rows}),
    }
    return render(request, "matching/preflight.html", context)
