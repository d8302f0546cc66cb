"""Statistics for the desk, with each rule's precision, and the causes that repeat."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from clues import services
from clues.forms import GiveTaskForm
from clues.models import BureauTask
from clues.selectors import questions_of
from clues.selectors.causes import RepeatedCause, repeated_causes
from clues.selectors.seconds import recheck_figures
from clues.selectors.statistics import COUNTS, DIMENSIONS, Figures, statistics
from clues.views.public import name_lines
from core.divisions import contains, prefix
from core.exceptions import PortalError
from regions.selectors import names_for


TASKS_SHOWN = 50
# One level below: a county's page counts by township, a city's by county.
_NEXT_LEVEL = {0: 2, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12}


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """The figures of the own region, or of a part of it; each line leads on."""
    region = request.GET.get("region", "")
    if not (region.isdigit() and len(region) == 12 and contains(request.user.region_code, region)):
        region = request.user.region_code
    found = statistics(region, split_at=_NEXT_LEVEL[len(prefix(region))])
    parts = {name: [_line(row) for row in found.by[name]] for name in DIMENSIONS}
    name_lines(parts)
    context = {
        "total": _line(found.total),
        "rechecks": recheck_figures(region),
        "parts": parts,
        "region": region,
        "own_region": request.user.region_code,
        "place": names_for([region])[region],
    }
    return render(request, "clues/figures.html", context)


def _line(row: Figures) -> dict[str, Any]:
    counts = {name: row.values[name] for name in COUNTS}
    precision = None if row.precision is None else round(row.precision * 100)
    return {"key": row.key, "precision": precision} | counts | row.money


@requires(Permission.SEE_CLUES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def causes(request: StaffRequest) -> HttpResponse:
    """Causes that repeat, and the tasks that came of earlier ones."""
    user = request.user
    found = repeated_causes(user)
    works = holds(user, Permission.WORK_CLUES)
    refused: dict[str, GiveTaskForm] = {}
    if request.method == "POST" and works:
        chosen = next((each for each in found if _mark(each) == request.POST.get("cause")), None)
        if chosen is None:
            messages.error(request, _("This cause has its task already."))
            return redirect("clues:causes")
        form = GiveTaskForm(request.POST, cause=chosen)
        if form.is_valid() and _give(request, chosen, form):
            return redirect("clues:causes")
        refused[_mark(chosen)] = form
    tasks = BureauTask.objects.in_region_of(user).select_related("office", "given_by")
    tasks = tasks.order_by("answered_at", "due_on")[:TASKS_SHOWN]
    places = {each.county for each in found} | {task.region_code for task in tasks}
    context = {
        "causes": [
            (each, _mark(each), refused.get(_mark(each)) or GiveTaskForm(cause=each))
            for each in found
        ],
        "tasks": tasks,
        "places": names_for(places, start="county"),
        "rules": questions_of({each.rule for each in found} | {task.rule for task in tasks}),
        "works": works,
    }
    return render(request, "clues/causes.html", context, status=400 if refused else 200)


def _give(request: StaffRequest, cause: RepeatedCause, form: GiveTaskForm) -> bool:
    values = form.cleaned_data
    try:
        services.give_task(
            by=request.user, office=values["office"], rule=cause.rule, cause=cause.cause,
            county=cause.county, text=values["text"],
        )  # fmt: skip
    except PortalError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The bureau has its task."))
    return True


def _mark(cause: RepeatedCause) -> str:
    return f"{cause.rule}|{cause.cause}|{cause.county}"
