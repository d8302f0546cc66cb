"""Lists as CSV for people who calculate; as masked and as bounded as the pages."""

from __future__ import annotations

import csv

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.exports import neutralised
from core.throttling import within_limit
from funds.models import Payment, Programme
from funds.selectors import payments
from funds.selectors.payments import NEWEST_FIRST, VILLAGE_ORDER
from funds.views.public import params


@public
@require_safe
def village_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The village page's list, narrowed as the page is."""
    region = params.region_or_404(code)
    programme = params.programme_or_404(request)
    rows = payments.village_rows(
        code=region.code,
        programme=programme.pk if programme else None,
        year=params.year(request),
    )
    return _csv(request, f"village-{code}", rows.order_by(*NEWEST_FIRST))


@public
@require_safe
def programme_csv(request: HttpRequest, code: str) -> HttpResponse:
    programme = get_object_or_404(Programme, code=code)
    region = params.region_or_404(request.GET.get("region") or settings.PORTAL_REGION)
    rows = payments.programme_rows(
        programme=programme, region=region.code, year=params.year(request)
    )
    return _csv(request, f"programme-{code}", rows.order_by(*VILLAGE_ORDER))


def _csv(request: HttpRequest, name: str, rows: QuerySet[Payment]) -> HttpResponse:
    if not within_limit(request, "search"):
        return HttpResponse(_("Too many downloads; wait a minute."), status=429)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    # Names are for neighbours, not for search engines.
    response.headers["X-Robots-Tag"] = "noindex"
    # Excel takes a CSV for UTF-8 only with this mark.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            _("village"), _("group"), _("name"), _("programme"), _("period from"),
            _("period to"), _("paid on"), _("amount in yuan"), _("state"), _("batch"),
        ]
    )  # fmt: skip
    for payment in rows[: settings.EXPORT_ROWS_MAX]:
        writer.writerow(
            neutralised(
                [
                    payment.region.display_name, payment.public_group, payment.public_name,
                    payment.programme.name, payment.period_from, payment.period_to,
                    payment.paid_when, payment.amount, payment.get_state_display(),
                    payment.batch_id,
                ]
            )
        )  # fmt: skip
    return response
