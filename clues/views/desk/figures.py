"""Statistics for the desk, with each rule's precision, and the causes that repeat."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues import services
from clues.forms import GiveTaskForm, PeriodForm
from clues.models import BureauTask
from clues.selectors import questions_of
from clues.selectors.causes import RepeatedCause, repeated_causes
from clues.selectors.funnel import funnel
from clues.selectors.seconds import recheck_figures
from clues.selectors.statistics import (
    ALWAYS,
    COLUMN_LABELS,
    COUNTS,
    DIMENSIONS,
    MONEY,
    PART_LABELS,
    Figures,
    Period,
    statistics,
)  # fmt: skip
from clues.selectors.units import unit_figures
from clues.views.public import name_lines
from core.divisions import contains, prefix
from core.exceptions import PortalError
from core.exports import neutralised
from regions.selectors import names_for


TASKS_SHOWN = 50
# One level below: a county's page counts by township, a city's by county.
_NEXT_LEVEL = {0: 2, 2: 4, 4: 6, 6: 9, 9: 12, 12: 12}


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """The figures of the own region, or of a part of it; each line leads on."""
    region = _region_of(request)
    form, period = _period_of(request)
    found = statistics(region, split_at=_NEXT_LEVEL[len(prefix(region))], period=period)
    parts = {name: [_line(row) for row in found.by[name]] for name in DIMENSIONS}
    name_lines(parts)
    steps = funnel(region, period)
    context = {
        "total": _line(found.total),
        "rechecks": recheck_figures(region, period),
        "units": unit_figures(region),
        "funnel": steps,
        "most": steps[0].clues,
        "form": form,
        "parts": parts,
        "region": region,
        "own_region": request.user.region_code,
        "place": names_for([region])[region],
        "query_string": request.GET.urlencode(),
    }
    return render(request, "clues/figures.html", context, status=400 if form.errors else 200)


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def figures_csv(request: StaffRequest) -> HttpResponse:
    """The same figures as a table for a spreadsheet."""
    region = _region_of(request)
    form, period = _period_of(request)
    if form.errors:
        return redirect(f"{reverse('clues:figures')}?{request.GET.urlencode()}")
    found = statistics(region, split_at=_NEXT_LEVEL[len(prefix(region))], period=period)
    parts = {name: [_line(row) for row in found.by[name]] for name in DIMENSIONS}
    name_lines(parts)
    record_sensitive_access(by=request.user, subject="clues", reason=_("statistics as a table"))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="statistics-{region}.csv"'
    # So that Excel reads it as UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    columns = (*COUNTS, *MONEY)
    labels = {name: str(label) for name, label in COLUMN_LABELS.items()}
    writer.writerow([_("By"), _("Name"), *(labels[name] for name in columns)])
    whole = {"name": names_for([region])[region]} | _line(found.total)
    for title, lines in (
        (_("Whole"), [whole]),
        *((str(PART_LABELS[name]), lines) for name, lines in parts.items()),
    ):
        for line in lines:
            values = [title, line["name"], *(line[name] for name in columns)]
            writer.writerow(neutralised(values))
    return response


def _region_of(request: StaffRequest) -> str:
    region = request.GET.get("region", "")
    if region.isdigit() and len(region) == 12 and contains(request.user.region_code, region):
        return region
    return request.user.region_code


def _period_of(request: StaffRequest) -> tuple[PeriodForm, Period]:
    """The days that the address names; all time where they are none."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return form, ALWAYS
    return form, Period(form.cleaned_data["since"], form.cleaned_data["until"])


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
