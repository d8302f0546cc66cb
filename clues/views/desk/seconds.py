"""What waits for a second person, oldest first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues.models import DecisionRequest
from clues.selectors.seconds import basis_of, rechecks_for, requests_for
from regions.selectors import names_for


@requires(Permission.WORK_CLUES)
@never_cache
@require_safe
def second_list(request: StaffRequest) -> HttpResponse:
    """Requests to agree, explanations drawn to be looked at again, and one's own requests."""
    user = request.user
    asked = requests_for(user)
    drawn = rechecks_for(user)
    own = DecisionRequest.objects.waiting().filter(asked_by=user).select_related("clue")
    record_sensitive_access(by=user, subject="clues", reason=_("what waits for a second person"))
    context = {
        "asked": [(each, each.basis != basis_of(each.clue)) for each in asked],
        "drawn": drawn,
        "own": own,
        "places": names_for(
            {each.clue.region_code for each in (*asked, *drawn, *own)}, start="county"
        ),
    }
    return render(request, "clues/second_list.html", context)
