"""The inspectors' desk: a queue, and a card that says in ten seconds why a clue exists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires
from auditing.services import record_sensitive_access
from clues.choices import Grade, Severity, Status
from clues.models import Clue
from core.pagination import keyset_page
from regions.selectors import names_for


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def clue_list(request: HttpRequest) -> HttpResponse:
    rows = Clue.objects.visible_to(request.user)
    status = request.GET.get("status", Status.SUSPECTED)
    rows = rows.filter(status=status) if status in Status.values else rows
    rule = request.GET.get("rule", "")
    if rule:
        rows = rows.filter(source=rule)
    page = keyset_page(rows, ("-amount", "-id"), request.GET.get("after", ""))
    context = {
        "page": page,
        "places": names_for({clue.region_code for clue in page}),
        "status": status,
        "statuses": Status.choices,
        "rule": rule,
        "rules": Clue.objects.visible_to(request.user)
        .order_by("source")
        .values_list("source", flat=True)
        .distinct(),
    }
    return render(request, "clues/clue_list.html", context)


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def clue(request: HttpRequest, number: str) -> HttpResponse:
    shown = get_object_or_404(Clue.objects.visible_to(request.user), number=number)
    record_sensitive_access(by=request.user, subject=f"clue:{shown.number}", reason="evidence card")
    context = {
        "clue": shown,
        "place": names_for([shown.region_code]).get(shown.region_code, shown.region_code),
        "payments": [row for row in shown.evidence if row["kind"] == "payment"],
        "registry": [row for row in shown.evidence if row["kind"] == "registry"],
        "same_name": shown.grade == Grade.EXACT,
        "high": shown.severity == Severity.HIGH,
    }
    return render(request, "clues/clue.html", context)
