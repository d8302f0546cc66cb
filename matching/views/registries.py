"""Looking somebody up in the confidential registries; every look is recorded with its reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.masking import mask_identity
from core.sealing import IDENTITY, seal
from core.throttling import within_limit
from matching.forms import LookUpForm
from matching.selectors import registry_lines, registry_titles, sources_of


@requires(Permission.WORK_CLUES)
@never_cache
@sensitive_post_parameters("number")
@sensitive_variables("number")
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: StaffRequest) -> HttpResponse:
    """By POST, so that the number stands in no address; the answer shows it masked."""
    form = LookUpForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "found": None}
    status = 200
    if request.method == "POST" and form.is_valid():
        if within_limit(request, "registries"):
            numbers = form.cleaned_data["number"]
            persons = [seal(number, IDENTITY) for number in numbers]
            record_sensitive_access(
                by=request.user, subject=f"registries:{persons[0].hex()[:32]}",
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
            context["found"] = registry_lines(persons=persons, user=request.user)
            context["masked"] = mask_identity(numbers[0])
        else:
            status = 429
            context["too_many"] = True
    today = timezone.localdate()
    context["sources"] = [(source, source.is_stale(today)) for source in sources_of(request.user)]
    context["registry_titles"] = registry_titles()
    return render(request, "matching/registries.html", context, status=status)
