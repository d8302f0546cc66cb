"""One payment, one batch, and the list of what was published."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from core.caching import cached_page
from core.pagination import keyset_page
from funds.filters import PublicationFilter
from funds.selectors import payments, places, publications
from funds.selectors.expected import explained
from funds.views.public import params
from intake.models import Batch
from regions.selectors import portal_chain


@public
@require_safe
@cached_page()
def payment(request: HttpRequest, address: str) -> HttpResponse:
    """A receipt: what, for which period, by which standard, from which batch, and if it is wrong."""
    shown = payments.by_address(address)
    if shown is None:
        raise Http404
    private = not shown.is_listed
    context = {
        "payment": shown,
        "private": private,
        # A second masked name would narrow the first one down.
        "payee": shown.payee_name if shown.is_named else "",
        "head": shown.head_name if shown.is_named else "",
        "chain": portal_chain(settings.PORTAL_REGION if private else shown.region_id),
        "explained": explained(shown),
        "correction": payments.correction_from(shown),
    }
    return render(request, "funds/payment.html", context)


@public
@require_safe
@cached_page()
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """One publication: who published which file, when, and its lines."""
    shown = get_object_or_404(Batch.objects.public(), pk=number)
    (publication,) = publications.describe([shown])
    page = None
    if shown.kind == "payments" and not publication.is_masked:
        page = payments.of_batch(batch=shown.pk, after=params.after(request))
        places.tell_apart(payment.region for payment in page)
    elif shown.kind == "allocations":
        rows = shown.allocations.public().select_related("programme", "region")
        page = keyset_page(rows, ("sheet", "row_number", "id"), params.after(request))
    context = {
        "publication": publication,
        "batch": shown,
        "page": page,
        "pages": publication.pages,
    }
    return render(request, "funds/batch.html", context)


@public
@require_safe
@cached_page()
def publication_list(request: HttpRequest) -> HttpResponse:
    """What was published or withdrawn, latest first."""
    form = PublicationFilter(request.GET, queryset=Batch.objects.public())
    page = keyset_page(form.qs, ("-id",), params.after(request))
    narrowed = any(request.GET.get(name) for name in form.filters)
    context = {
        "page": page, "publications": publications.describe(page), "filter": form,
        "narrowed": narrowed,
    }  # fmt: skip
    return render(request, "funds/publication_list.html", context)
