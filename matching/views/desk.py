"""What the nightly runs did, and what they could not see; and each rule's own page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from clues.selectors.precision import precision_of
from core.pagination import keyset_page
from matching.forms import TrialForm
from matching.models import RuleResult, Run, Trial
from matching.rules import RuleFileError, all_rules, rule_of
from matching.rules.guidance import rule_questions, unread_registries
from matching.selectors import (
    blind_spots,
    latest_coverage,
    parameters_set,
    registry_titles,
    sources_of,
)
from regions.selectors import names_for


RESULTS_SHOWN = 20


@requires(Permission.SEE_RUNS)
@never_cache
@require_safe
def run_list(request: StaffRequest) -> HttpResponse:
    page = keyset_page(
        Run.objects.prefetch_related("results__coverage"), ("-id",), request.GET.get("after", "")
    )
    last = Run.objects.prefetch_related("results__coverage").first()
    today = timezone.localdate()
    sources = [(source, source.is_stale(today)) for source in sources_of(request.user)]
    loaded = {source.name for source, _stale in sources}
    context = {
        "registry_titles": registry_titles(),
        "rule_questions": rule_questions(),
        "page": page,
        "last": last,
        "blind": blind_spots(last.results.all()) if last else [],
        "sources": sources,
        "missing": sorted(
            {name for rule in all_rules().values() for name in rule.registries} - loaded
        ),
        "rules": all_rules().values(),
        "unread": unread_registries(loaded),
    }
    return render(request, "matching/run_list.html", context)


@requires(Permission.SEE_RUNS)
@never_cache
@require_safe
def rule(request: StaffRequest, code: str) -> HttpResponse:
    try:
        shown = rule_of(code)
    except RuleFileError as error:
        raise Http404 from error
    results = RuleResult.objects.filter(rule=code).select_related("run").order_by("-run_id")
    results = results.prefetch_related("coverage")
    defaults = shown.defaults()
    context = {
        "registry_titles": registry_titles(),
        "rule": shown,
        "words": shown.wording,
        "parameters": [(meaning, defaults[name]) for name, meaning in shown.wording.parameters],
        "meanings": dict(shown.wording.parameters),
        "results": results[:RESULTS_SHOWN],
        "coverage": latest_coverage(code),
        "precision": precision_of(code, request.user.region_code),
        "settings": parameters_set(code),
        "places": names_for({row.region_code for row in parameters_set(code)}),
        "trials": Trial.objects.visible_to(request.user).filter(rule=code)[:RESULTS_SHOWN],
        "form": TrialForm(rule=shown) if holds(request.user, Permission.TRY_RULES) else None,
    }
    return render(request, "matching/rule.html", context)
