"""Looking for a clue; what was typed stands in no address, and the look is written down."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues.forms import SearchForm
from clues.selectors import calendar, questions_of
from clues.selectors.searching import FOUND_AT_MOST, clues_found
from regions.selectors import names_for


@requires(Permission.SEE_CLUES)
@never_cache
@sensitive_post_parameters("number", "words")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: StaffRequest) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "clues/search.html", {"form": form}, status=status)
    words, numbers = form.cleaned_data["words"], form.cleaned_data["numbers"]
    record_sensitive_access(
        by=request.user,
        subject="clues",
        reason=_("search by identity number") if numbers else _("search by words"),
    )
    queue = clues_found(request.user, words, numbers).select_related("holder", "assignee")
    found = list(queue.defer("evidence", "groups")[: FOUND_AT_MOST + 1])
    if len(found) == 1:
        return redirect(found[0])
    shown = found[:FOUND_AT_MOST]
    context = {
        # The number is typed anew for the next search, and stands in no page.
        "form": SearchForm(initial={"words": words}),
        "clues": shown,
        "searched": True,
        "more": len(found) > FOUND_AT_MOST,
        "calendar": calendar(),
        "places": names_for({clue.region_code for clue in shown}, start="county"),
        "rules": questions_of({clue.source for clue in shown}),
    }
    return render(request, "clues/search.html", context)
