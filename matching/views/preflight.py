"""The checklist before money moves: what the rules say of a roster that is not yet published."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from intake.models import Batch
from intake.permissions import check_can_open
from matching.rules.guidance import said
from matching.services.preflight import check_draft


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def checklist(request: StaffRequest, number: int) -> HttpResponse:
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=number)
    # What registries say of a draft's people reaches no further than its rows.
    check_can_open(request.user, batch)
    checked = check_draft(batch)
    record_sensitive_access(
        by=request.user, subject=f"batch:{batch.pk}", reason=_("check before paying")
    )
    context = {
        "batch": batch,
        "findings": [
            (finding, said(finding.rule, finding.facts, finding.amount))
            for finding in checked.findings
        ],
        "unasked": checked.unasked,
        "rows": len({row for finding in checked.findings for row in finding.rows}),
    }
    return render(request, "matching/preflight.html", context)
