"""“What should I have got?”: a few answers, the standards in force, whom to ask."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.permissions import public
from core.caching import cached_page
from core.divisions import contains
from core.throttling import WINDOW_SECONDS, within_limit
from funds.forms import EntitlementForm
from funds.selectors.entitlements import circumstances, entitlements
from regions.models import Region


@public
@csrf_exempt  # Reads only, signs nobody in: the kept page carries the form without a token.
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@cached_page("region")
def entitled(request: HttpRequest) -> HttpResponse:
    """GET: the questions, for the place of ?region=. POST: the answer, kept nowhere."""
    places = _places(request.GET.get("region") or request.POST.get("place", ""))
    asked = circumstances()
    if request.method != "POST":
        form = EntitlementForm(places=places, circumstances=asked)
        return render(request, "funds/entitlements.html", {"form": form})
    if not within_limit(request, "search"):
        response = render(request, "search/too_many.html", status=429)
        response.headers["Retry-After"] = str(WINDOW_SECONDS)
        return response
    form = EntitlementForm(request.POST, places=places, circumstances=asked)
    # Another language or larger letters ask the same again.
    repost = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    if not form.is_valid():
        context = {"form": form, "repost": repost}
        return render(request, "funds/entitlements.html", context, status=400)
    said = form.situation()
    context = {
        "form": form,
        "repost": repost,
        "said": said,
        "place": next(each for each in places if each.code == said.region),
        "offers": entitlements(said),
    }
    response = render(request, "funds/entitlements.html", context)
    # Back from a programme's page finds the answer again, in this browser alone.
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _places(code: str) -> list[Region]:
    """The counties of the portal, before them the place that the visitor comes from."""
    counties = Region.objects.counties().under(settings.PORTAL_REGION).in_force().order_by("code")
    own = None
    if contains(settings.PORTAL_REGION, code):
        own = Region.objects.filter(pk=code).in_force().first()
    found = [each for each in counties if own is None or each.code != own.code]
    return [own, *found] if own and own.code != settings.PORTAL_REGION else found
