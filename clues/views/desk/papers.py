"""What goes on paper: the dossier, the letter of transfer, the pack for a round of visits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import Left
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues.models import Clue
from clues.permissions import check_can_see
from clues.selectors.visits import route
from clues.services.papers import dossier, transfer_letter
from clues.views.desk.narrowing import to_card
from core.divisions import contains
from core.exceptions import PortalError
from regions.selectors import names_for


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _clue_of(request: StaffRequest, number: str) -> Clue:
    mine = Clue.objects.in_region_of(request.user).for_card()
    found = get_object_or_404(mine.numbered(number))
    check_can_see(request.user, found)
    return found


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "POST"])
def make_dossier(request: StaffRequest, number: str) -> HttpResponse:
    if request.method == "GET":
        return to_card(request, number)
    shown = _clue_of(request, number)
    return docx_answer(dossier(clue=shown, by=request.user), f"{shown.number}-{_('dossier')}.docx")


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "POST"])
def make_letter(request: StaffRequest, number: str) -> HttpResponse:
    if request.method == "GET":
        return to_card(request, number)
    shown = _clue_of(request, number)
    try:
        content = transfer_letter(clue=shown, by=request.user, to=request.POST.get("to", "")[:100])
    except PortalError as refusal:
        messages.error(request, str(refusal))
        return to_card(request, shown)
    return docx_answer(content, f"{shown.number}-{_('transfer letter')}.docx")


def docx_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_DOCX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@requires(Permission.WORK_CLUES)
@never_cache
@require_safe
def visits(request: StaffRequest) -> HttpResponse:
    """The visit pack of a village, township or county, to print; a choice of places without one."""
    region = request.GET.get("region", "")
    if not (region.isdigit() and len(region) == 12 and contains(request.user.region_code, region)):
        region = ""
    context: dict[str, Any] = {"region": region, "stops": []}
    if region:
        context["stops"] = route(request.user, region)
        context["place"] = names_for([region])[region]
        record_sensitive_access(by=request.user, subject=f"visits:{region}", reason=_("visit pack"))
    else:
        context["places"] = _places(request)
    return render(request, "clues/visits.html", context)


def _places(request: StaffRequest) -> list[tuple[str, str, int]]:
    """Townships with open matters, each with how many."""
    rows = (
        Clue.objects.visible_to(request.user)
        .open()
        .order_by()
        .annotate(town=Left("region_code", 9))
        .values_list("town")
        .annotate(clues=Count("pk"))
        .order_by("-clues", "town")
    )
    codes = {town.ljust(12, "0"): clues for town, clues in rows}
    names = names_for(codes, start="county")
    return [(code, names[code], clues) for code, clues in codes.items()]
