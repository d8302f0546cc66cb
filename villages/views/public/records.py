"""Contracts, works and decisions: what the village agreed, with whom, how, and what came of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from regions.selectors import portal_chain
from villages.models import Contract, DecisionEntry, WorksEntry
from villages.selectors import records
from villages.selectors.quorums import faults
from villages.views.public import params


@public
@require_safe
@cached_page()
def contracts(request: HttpRequest, code: str) -> HttpResponse:
    region = params.village_or_404(code)
    moved = records.moved_by_contract(code)
    today = timezone.localdate()
    shown = [
        (one, records.account_of(one, until=today, moved=moved.get(one.number, records.ZERO)))
        for one in records.contracts_of(code)
    ]
    context = {"region": region, "chain": portal_chain(code), "contracts": shown}
    return render(request, "villages/contracts.html", context)


@public
@require_safe
@cached_page()
def contract(request: HttpRequest, code: str, number: str) -> HttpResponse:
    region = params.village_or_404(code)
    shown = records.contract(code, number)
    if shown is None:
        raise Http404
    lines = records.lines_for_contract(code, number)
    moved = sum((line.amount for line in lines), records.ZERO)
    context = {
        "region": region,
        "chain": portal_chain(code),
        "contract": shown,
        "today": timezone.localdate(),
        "account": records.account_of(shown, until=timezone.localdate(), moved=moved),
        "lines": lines,
        "decision": records.decision(code, shown.decision_number),
        "works_names": records.names_of(WorksEntry, code, [shown.works_number]),
    }
    return render(request, "villages/contract.html", context)


@public
@require_safe
@cached_page()
def works_list(request: HttpRequest, code: str) -> HttpResponse:
    region = params.village_or_404(code)
    context = {"region": region, "chain": portal_chain(code), "works": records.works_of(code)}
    return render(request, "villages/works_list.html", context)


@public
@require_safe
@cached_page()
def works(request: HttpRequest, code: str, number: str) -> HttpResponse:
    region = params.village_or_404(code)
    shown = records.works(code, number)
    if shown is None:
        raise Http404
    context = {
        "region": region,
        "chain": portal_chain(code),
        "works": shown,
        "contracts": records.names_of(Contract, code, (s.contract_number for s in shown.steps)),
        "decisions": records.names_of(
            DecisionEntry, code, (s.decision_number for s in shown.steps)
        ),
        "lines": records.lines_for_works(code, number),
    }
    return render(request, "villages/works.html", context)


@public
@require_safe
@cached_page()
def decisions(request: HttpRequest, code: str) -> HttpResponse:
    region = params.village_or_404(code)
    context = {
        "region": region,
        "chain": portal_chain(code),
        "decisions": records.decisions_of(code),
    }
    return render(request, "villages/decisions.html", context)


@public
@require_safe
@cached_page()
def decision(request: HttpRequest, code: str, number: str) -> HttpResponse:
    region = params.village_or_404(code)
    shown = records.decision(code, number)
    if shown is None:
        raise Http404
    context = {
        "region": region,
        "chain": portal_chain(code),
        "decision": shown,
        "resting": records.resting_on(code, number),
        "steps": [(step, faults(step)) for step in shown.steps],
    }
    return render(request, "villages/decision.html", context)
