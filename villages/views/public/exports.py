"""A village's ledger for other programs: a table to download and a feed to follow."""

from __future__ import annotations

import csv
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from core.exports import neutralised
from core.throttling import within_limit
from villages.choices import Entry
from villages.selectors import ledger, statements
from villages.views.public import params


FEED_LINES = 50


@public
@require_safe
def ledger_csv(request: HttpRequest, code: str) -> HttpResponse:
    """A year's entries, as masked as the pages."""
    region = params.village_or_404(code)
    if not within_limit(request, "search"):
        return HttpResponse(_("Too many downloads; wait a minute."), status=429)
    years = sorted({month.month.year for month in statements.months_of(code)}, reverse=True)
    year = params.year(request, years)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="ledger-{code}-{year}.csv"'
    # Excel takes a CSV for UTF-8 only with this mark.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            _("village"), _("month"), _("date"), _("voucher number"), _("summary"), _("category"),
            _("income"), _("expense"), _("payer or payee"), _("handled by"), _("witnessed by"),
            _("approved by"), _("supervision committee"), _("source of the money"), _("contract"),
            _("works"), _("batch"),
        ]
    )  # fmt: skip
    if year is None:
        return response
    lines = ledger.lines_between(
        region=code, first=date(year, 1, 1), last=date(year, 12, 1), most=settings.EXPORT_ROWS_MAX
    )
    for line in lines:
        income = line.entry == Entry.INCOME
        writer.writerow(
            neutralised(
                [
                    region.display_name, f"{line.month:%Y-%m}", line.entered_on,
                    line.voucher_number, line.summary, line.get_category_display(),
                    line.amount if income else "", "" if income else line.amount,
                    ledger.shown_counterparty(line), line.handler, line.witness, line.approver,
                    line.supervision, line.funding_source, line.contract_number,
                    line.works_number, line.batch_id,
                ]
            )
        )  # fmt: skip
    return response


@public
@require_safe
@cached_page()
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """An Atom feed of the village's latest entries."""
    region = params.village_or_404(code)
    atom = Atom1Feed(
        title=_("Ledger of %(place)s") % {"place": region.display_name},
        link=request.build_absolute_uri(reverse("portal:village", args=[code])),
        description="",
        feed_url=request.build_absolute_uri(),
        language=request.LANGUAGE_CODE,
    )
    for line in ledger.latest_lines(region=code, most=FEED_LINES):
        address = request.build_absolute_uri(line.get_absolute_url())
        atom.add_item(
            title=f"{line.summary} {line.movement}",
            link=address,
            description=f"{line.get_category_display()} {ledger.shown_counterparty(line)}".strip(),
            unique_id=address,
            pubdate=line.batch.published_at,
            updateddate=line.batch.published_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
