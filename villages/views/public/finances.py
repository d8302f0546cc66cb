"""The board of finances: a village's months, one month line by line, one line by itself."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from regions.selectors import portal_chain
from villages.selectors import ledger, records, statements, vouchers
from villages.views.public import params


@public
@require_safe
@cached_page("year")
def finances(request: HttpRequest, code: str) -> HttpResponse:
    """A year's months with what came in, went out and was left."""
    region = params.village_or_404(code)
    months = statements.months_of(code)
    years = sorted({month.month.year for month in months}, reverse=True)
    year = params.year(request, years)
    shown = [month for month in months if month.month.year == year]
    shares = (
        statements.by_category(region=code, first=date(year, 1, 1), last=date(year, 12, 1))
        if year
        else []
    )
    context = {
        "region": region,
        "chain": portal_chain(code),
        "months": shown,
        "years": years,
        "year": year,
        "sums": statements.sums_of(shown),
        "spent": [share for share in shares if share.entry == "expense"],
        "earned": [share for share in shares if share.entry == "income"],
    }
    return render(request, "villages/finances.html", context)


@public
@require_safe
@cached_page()
def month(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """One month, entry by entry; what was withdrawn of it stays, struck out, with the reason."""
    region = params.village_or_404(code)
    months = statements.months_of(code)
    withdrawn = ledger.withdrawn_lines(region=code, month=params.first_day_or_404(month))
    common = {"region": region, "chain": portal_chain(code), "withdrawn": withdrawn}
    if withdrawn and all(one.month != withdrawn[0].month for one in months):
        context = {**common, "month": withdrawn[0].month}
        return render(request, "villages/month_withdrawn.html", context)
    shown = params.month_or_404(months, month)
    place = months.index(shown)
    context = {
        **common,
        "month": shown,
        "before": months[place + 1] if place + 1 < len(months) else None,
        "after": months[place - 1] if place else None,
        "lines": ledger.lines_of(region=code, month=shown),
        "pictures": vouchers.published_counts(region=code, month=shown.month),
        "wall_photos": vouchers.wall_photos(region=code, month=shown.month),
    }
    return render(request, "villages/month.html", context)


@public
@require_safe
@cached_page()
def line(request: HttpRequest, address: str) -> HttpResponse:
    """One entry as a receipt, with its vouchers; also after it was replaced or withdrawn."""
    shown = ledger.at_address(address)
    if shown is None:
        raise Http404
    context = {
        "line": shown,
        "region": shown.region,
        "correction": ledger.correction_of(shown),
        "counterparty": ledger.shown_counterparty(shown),
        "chain": portal_chain(shown.region_id),
        "contract": records.contract(shown.region_id, shown.contract_number),
        "works": records.works(shown.region_id, shown.works_number),
        "vouchers": vouchers.published_of(
            region=shown.region_id, month=shown.month, voucher_number=shown.voucher_number
        ),
    }
    return render(request, "villages/line.html", context)
