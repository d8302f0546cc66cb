"""Home, the desk's first page, health, language and text size, error pages."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

import redis

from accounts.models import Office, User
from accounts.permissions import Permission, holds, public, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.caching import cached_page
from core.desk_page import AWAITED, blocks_for
from core.display import CHOICES, CONTRAST, TEXT_SIZE
from core.divisions import CODE_LENGTH
from core.pagination import keyset_page
from core.ranking import ranked
from core.redis_client import client
from funds.selectors.dues import scores_of_offices
from funds.views.public.places import village_money
from portal.home import home_context
from portal.trail import acts, clue_in, describe, trail_of, wanted, write_csv
from regions.choices import RegionLevel
from regions.selectors import portal_chain
from villages.choices import Proof
from villages.models import DisclosureItem
from villages.selectors.duties import since
from villages.selectors.summary import summary_of


_ERRORS_OF_THE_API = {
    400: "This cannot be understood.",
    403: "This is not for you.",
    404: "There is nothing here. /api/v1/ lists what there is.",
    500: "Something broke. It was written down; try again later.",
    503: "A part of the portal is down for a moment.",
}
_ONE_YEAR = 365 * 24 * 3600


@public
@require_safe
@cached_page()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", home_context())


@public
@require_safe
@cached_page("year", "programme")
def village(request: HttpRequest, code: str) -> HttpResponse:
    """A village on one screen: its ledger's last month, its boards, what its people received."""
    chain = portal_chain(code) if len(code) == CODE_LENGTH else []
    if not chain or chain[-1].code != code:
        raise Http404
    region = chain[-1]
    if region.level != RegionLevel.VILLAGE:
        return redirect("funds:region", code=code)
    context = {"region": region, "chain": chain, **village_money(request, region)}
    narrowed = context["programme"] or context["year"] or request.GET.get("after")
    context["summary"] = None if narrowed else summary_of(code)
    return render(request, "portal/village.html", context)


@public
@require_safe
@cached_page()
def offices(request: HttpRequest) -> HttpResponse:
    """Which paying offices publish their payments in time, by the villages' own catalogue of duties."""
    duty = (
        DisclosureItem.objects.filter(proof=Proof.PAYMENTS, active=True).order_by("place").first()
    )
    scores = scores_of_offices(today=timezone.localdate(), since=since(), due_days=duty.due_days) if duty else []  # fmt: skip
    context = {"duty": duty, "scores": ranked(scores, lambda score: score.percent)}
    return render(request, "portal/offices.html", context)


@public
@require_safe
@cached_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """The rules for names and small sums, told to villagers, and whom to tell what slipped through."""
    context = {"k": settings.DISCLOSURE_K, "operators": Office.objects.operators()}
    return render(request, "portal/privacy.html", context)


@requires(Permission.USE_DESK)
@require_safe
def desk(request: StaffRequest) -> HttpResponse:
    """What waits for a member of staff, as every app brings it."""
    user = request.user
    places = blocks_for(user)
    sees = holds(user, Permission.SEE_BATCHES)
    context = {
        "places": places,
        "awaited": any(places[place] for place in AWAITED),
        "decides": sees and holds(user, Permission.APPROVE_BATCHES),
        "uploads": sees and holds(user, Permission.UPLOAD_SHEETS),
    }
    return render(request, "portal/desk.html", context)


@requires(Permission.SEE_TRAIL)
@never_cache
@require_safe
def trail(request: StaffRequest) -> HttpResponse:
    """Acts, or with `kind=looks` looks at persons' data, of the staff of the region."""
    asked = wanted(request.GET.dict())
    record_sensitive_access(by=request.user, subject="trail", reason=_("audit trail"))
    page = keyset_page(trail_of(request.user, asked), ("-id",), request.GET.get("after", ""))
    names = User.objects.in_bulk({row.actor_id for row in page if row.actor_id})
    lines = [(row, names.get(row.actor_id), clue_in(row), describe(row)) for row in page]
    context = {"asked": asked, "acts": acts(), "page": page, "lines": lines}
    return render(request, "portal/trail.html", context)


@requires(Permission.SEE_TRAIL)
@never_cache
@require_safe
def trail_csv(request: StaffRequest) -> HttpResponse:
    """The same lines as a table; that somebody took them away stands in the trail."""
    asked = wanted(request.GET.dict())
    record_sensitive_access(by=request.user, subject="trail", reason=_("audit trail, as a table"))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="trail.csv"'
    write_csv(trail_of(request.user, asked), response)
    return response


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: database and Redis answer."""
    problems = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
        problems["database"] = type(error).__name__
    try:
        client().ping()
    except redis.exceptions.RedisError as error:
        problems["redis"] = type(error).__name__
    body = {"status": "not ready", **problems} if problems else {"status": "ok"}
    return JsonResponse(body, status=503 if problems else 200)


def _back(request: HttpRequest) -> HttpResponse:
    target = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    # A word would be taken for the name of a view.
    response = HttpResponseRedirect(target if safe and target.startswith("/") else "/")
    if request.method == "POST":
        # What was answered on a page comes along to it, and is read by nobody on the way.
        response.status_code = 307
    return response


@public
@csrf_exempt  # It keeps a choice of how pages look in a cookie, and nothing else.
@require_http_methods(["GET", "POST"])
def set_language(request: HttpRequest, code: str) -> HttpResponse:
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = _back(request)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=_ONE_YEAR, samesite="Lax", httponly=True
    )
    return response


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def set_text_size(request: HttpRequest, choice: str) -> HttpResponse:
    return _choose(request, TEXT_SIZE, choice)


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def set_contrast(request: HttpRequest, choice: str) -> HttpResponse:
    return _choose(request, CONTRAST, choice)


def _choose(request: HttpRequest, name: str, choice: str) -> HttpResponse:
    if choice not in CHOICES[name]:
        raise Http404
    response = _back(request)
    response.set_cookie(name, choice, max_age=_ONE_YEAR, samesite="Lax", httponly=True)
    return response


def _error_page(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        # Whoever asked is a program.
        return JsonResponse({"detail": _ERRORS_OF_THE_API[status]}, status=status)
    return render(request, f"errors/{status}.html", status=status)


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, 400)


@public
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, 403)


@public
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, 404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    return _error_page(request, 500)
