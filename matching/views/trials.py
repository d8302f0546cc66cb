"""Trying a rule or a parameter on past data: ask, judge the sample, sign, drop."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues.selectors.evidence import rows_of
from core.exceptions import NotAllowed, PortalError
from matching import tasks
from matching.choices import Verdict
from matching.forms import TrialForm
from matching.models import Trial, TrialHit
from matching.rules import RuleFileError, rule_of
from matching.rules.guidance import said
from matching.services import trials
from regions.selectors import names_for


def _mine(request: StaffRequest, number: int) -> Trial:
    return get_object_or_404(Trial.objects.visible_to(request.user), pk=number)


def _back(number: int) -> HttpResponse:
    return redirect("matching:trial", number=number)


@requires(Permission.TRY_RULES)
@require_POST
def ask(request: StaffRequest, code: str) -> HttpResponse:
    try:
        rule = rule_of(code)
    except RuleFileError as error:
        raise Http404 from error
    form = TrialForm(request.POST, rule=rule)
    if not form.is_valid():
        for name, problems in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(request, " ".join(map(str, filter(None, [label, *problems]))))
        return redirect("matching:rule", code=code)
    asked = trials.ask_for_trial(
        rule=code, proposed=form.proposed(), reason=form.cleaned_data["reason"], by=request.user
    )
    transaction.on_commit(lambda: tasks.try_out.delay(asked.pk))
    return _back(asked.pk)


@requires(Permission.SEE_RUNS)
@never_cache
@require_safe
def trial(request: StaffRequest, number: int) -> HttpResponse:
    people = ("asked_by", "first_signed_by", "second_signed_by")
    shown = get_object_or_404(
        Trial.objects.visible_to(request.user).select_related(*people), pk=number
    )
    rule = rule_of(shown.rule)
    verdicts = list(shown.sample.values_list("verdict", flat=True))
    # Who sees no clue signs by the figures; the sample names people.
    sample = list(shown.sample.all()) if holds(request.user, Permission.SEE_CLUES) else []
    if sample:
        record_sensitive_access(
            by=request.user, subject=f"trial:{shown.pk}", reason=_("sample of a trial")
        )
    behind = rows_of([(hit.evidence, hit.region_code) for hit in sample])
    meanings = dict(rule.wording.parameters)
    context = {
        "trial": shown,
        "rule": rule,
        "tries": holds(request.user, Permission.TRY_RULES),
        "parameters": [(row, meanings.get(row.name, row.name)) for row in shown.parameters.all()],
        "sample": [
            (hit, said(rule, hit.facts, hit.amount), rows)
            for hit, rows in zip(sample, behind, strict=True)
        ],
        "places": names_for({hit.region_code for hit in sample}, start="county"),
        "places_of_parameters": names_for({row.region_code for row in shown.parameters.all()}),
        "verdicts": Verdict.choices,
        "sampled": len(verdicts),
        "judged": sum(bool(verdict) for verdict in verdicts),
        "right": verdicts.count(Verdict.TRUE),
    }
    return render(request, "matching/trial.html", context)


@requires(Permission.TRY_RULES)
@require_POST
def judge_hit(request: StaffRequest, number: int) -> HttpResponse:
    """The verdicts of a page, each under the name of its hit."""
    if not holds(request.user, Permission.SEE_CLUES):
        raise NotAllowed(_("Inspectors judge the sample."))
    hits = {
        str(hit.pk): hit
        for hit in TrialHit.objects.filter(trial=_mine(request, number)).select_related("trial")
    }
    judged = 0
    try:
        for key, hit in hits.items():
            verdict = request.POST.get(f"verdict-{key}", "")
            if verdict in Verdict.values and verdict != hit.verdict:
                trials.judge(hit=hit, verdict=verdict, by=request.user)
                judged += 1
    except PortalError as refusal:
        messages.error(request, str(refusal))
    if judged:
        messages.success(request, _("Kept: %(count)s verdicts.") % {"count": judged})
    return _back(number)


@requires(Permission.TRY_RULES)
@require_POST
def sign_trial(request: StaffRequest, number: int) -> HttpResponse:
    try:
        trials.sign(trial=_mine(request, number), by=request.user)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Signed."))
    return _back(number)


@requires(Permission.TRY_RULES)
@require_POST
def drop_trial(request: StaffRequest, number: int) -> HttpResponse:
    try:
        trials.drop(trial=_mine(request, number), by=request.user)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Given up."))
    return _back(number)
