"""The sheet for the notice wall: a month on paper, each line with a code that leads to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from core.codes import code_of
from regions.selectors import full_name
from villages.selectors import ledger, statements
from villages.views.public import params


@public
@require_safe
@cached_page()
def sheet(request: HttpRequest, code: str, month: str, paper: str = "a4") -> HttpResponse:
    region = params.village_or_404(code)
    shown = params.month_or_404(statements.months_of(code), month)
    lines = [
        (line, code_of(request.build_absolute_uri(line.line.get_absolute_url())))
        for line in ledger.lines_of(region=code, month=shown)
    ]
    context = {
        "region": region,
        "place": full_name(code, start="county"),
        "month": shown,
        "lines": lines,
        "paper": paper,
    }
    return render(request, "villages/wall_sheet.html", context)
