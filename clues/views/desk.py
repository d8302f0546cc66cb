"""The inspectors' desk: a queue, and a card that says in ten seconds why a clue exists."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues.filters import ClueFilter
from clues.models import Clue
from clues.selectors import guidance_for, headline_of, neighbours, pairs_of, payments_of
from core.pagination import keyset_page
from regions.selectors import names_for


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def clue_list(request: StaffRequest) -> HttpResponse:
    """The queue, what is worth most first; closed ones only when asked for."""
    mine = Clue.objects.visible_to(request.user)
    sources = mine.order_by("source").values_list("source", flat=True).distinct()
    found = ClueFilter(request.GET, mine, rules=[(code, code) for code in sources])
    sums = found.qs.order_by().aggregate(count=Count("pk"), amount=Sum("amount"))
    page = keyset_page(found.qs, ("-amount", "-id"), request.GET.get("after", ""))
    record_sensitive_access(by=request.user, subject="clues", reason=_("queue of clues"))
    context = {
        "page": page,
        "filter": found,
        "sums": sums,
        "places": names_for({clue.region_code for clue in page}, start="county"),
    }
    return render(request, "clues/clue_list.html", context)


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def clue(request: StaffRequest, number: str) -> HttpResponse:
    """The evidence card."""
    mine = Clue.objects.visible_to(request.user)
    shown = get_object_or_404(mine, number=number)
    record_sensitive_access(
        by=request.user, subject=f"clue:{shown.number}", reason=_("evidence card")
    )
    guidance = guidance_for(shown.source, shown.last_run)
    queue, before, after = neighbours(shown, mine.filter(status=shown.status))
    places = names_for({clue.region_code for clue in queue}, start="county")
    context = {
        "clue": shown,
        "place": places[shown.region_code],
        "guidance": guidance,
        "headline": headline_of(shown, guidance),
        "pairs": pairs_of(shown, places[shown.region_code]),
        "payments": payments_of(shown),
        "registry": [row for row in shown.evidence if row["kind"] == "registry"],
        "rule_changed": guidance is not None and guidance.version != shown.rule_version,
        "queue": queue,
        "places": places,
        "before": before,
        "after": after,
    }
    return render(request, "clues/clue.html", context)
