"""Pages that only explain: help, about, accessibility; and what search engines may read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Office
from accounts.permissions import public
from core.caching import cached_page
from funds.models import PolicyDocument, Programme
from portal.glossary import SECTIONS
from regions.models import Region


# Lists of persons and what somebody typed; these pages also say noindex themselves.
_NOT_FOR_ENGINES = (
    "/search/",
    "/payments/",
    "/desk/",
    "/admin/",
    "/language/",
    "/text-size/",
    "/contrast/",
    "/embed/",
    "/vouchers/",
)


@public
@require_safe
@cached_page()
def help_page(request: HttpRequest) -> HttpResponse:
    """How to find a payment, what the words mean, and whom to ask."""
    return render(request, "portal/help.html", {"operators": Office.objects.operators()})


@public
@require_safe
@cached_page()
def glossary(request: HttpRequest) -> HttpResponse:
    """The field's words, said plainly."""
    return render(request, "portal/glossary.html", {"sections": SECTIONS})


@public
@require_safe
@cached_page()
def about(request: HttpRequest) -> HttpResponse:
    """What the site is, where its data come from, how they are checked, and by whom it is run."""
    return render(request, "portal/about.html", {"operators": Office.objects.operators()})


@public
@require_safe
@cached_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can use it, what is known to be wanting, and whom to tell."""
    return render(request, "portal/accessibility.html", {"operators": Office.objects.operators()})


@public
@require_safe
@cached_page()
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ENGINES)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
@cached_page()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Explanations and sums; never a page on which persons stand."""
    counties = Region.objects.counties().under(settings.PORTAL_REGION).in_force().order_by("code")
    pages = [
        *(reverse(f"portal:{name}") for name in ("home", "help", "glossary", "about", "accessibility", "privacy", "open-data")),
        *(reverse(name) for name in ("funds:programme-list", "funds:policy-list", "rules:rule-list", "statistics:statistics")),
        *(each.get_absolute_url() for each in Programme.objects.public_catalogue()),
        *(each.get_absolute_url() for each in PolicyDocument.objects.order_by("slug")),
        *(reverse("funds:region", args=[each.code]) for each in counties),
    ]  # fmt: skip
    context = {"pages": [request.build_absolute_uri(page) for page in pages]}
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")
