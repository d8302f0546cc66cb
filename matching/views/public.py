"""How the money is checked: every rule's question, method, exclusions and basis, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from matching.choices import Ground
from matching.rules import RuleFileError, rule_of
from matching.selectors import registry_titles
from matching.services.live import live_rules


@public
@require_safe
@cached_page()
def rule_list(request: HttpRequest) -> HttpResponse:
    rules = live_rules().values()
    groups = [(ground, [rule for rule in rules if rule.ground == ground]) for ground in Ground]
    return render(request, "matching/rule_list.html", {"groups": groups})


@public
@require_safe
@cached_page()
def rule(request: HttpRequest, code: str) -> HttpResponse:
    try:
        shown = rule_of(code)
    except RuleFileError as error:
        raise Http404 from error
    defaults = shown.defaults()
    context = {
        "rule": shown,
        "words": shown.wording,
        "registry_titles": registry_titles(),
        "parameters": [(meaning, defaults[name]) for name, meaning in shown.wording.parameters],
    }
    return render(request, "matching/public_rule.html", context)
