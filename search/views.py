"""The one search box. Typed text comes by POST; only words without a number go into an address."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import public
from core import guessing
from core.throttling import WINDOW_SECONDS, bucket, within_limit
from regions.models import Region
from search import services as visits
from search.choices import Kind
from search.models import SearchKey
from search.selectors import (
    Answers,
    Question,
    answer_identity,
    answer_words,
    sealed_forms,
    suggestions,
    understand,
)


# Somebody may be typing a number.
_MANY_DIGITS = re.compile(r"(?:\d\D{0,2}){5}")


@public
@never_cache
@csrf_exempt  # Reads only, signs nobody in: cached pages can carry the form without a token.
@sensitive_post_parameters("q", "name")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _typed(request)
    text = request.GET.get("q", "")
    if understand(text).is_private:
        # Somebody wrote a number into the address by hand: do not answer, do not repeat it.
        return redirect("search:search")
    if not within_limit(request, "search"):
        return _too_many(request)
    question = understand(text)
    region = request.GET.get("region", "")[:12]
    only = request.GET.get("only", "")
    answers = answer_words(
        question.words, region=region, after=request.GET.get("after", ""), only=only
    )
    if (hit := answers.only_hit) is not None and not only:
        return redirect(_address_of(hit))
    return _answer(request, question, answers, shown=question.words)


@public
@never_cache
@csrf_exempt  # Reads only.
@sensitive_post_parameters("q")
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """What somebody may mean while typing; never a person, and nothing of a number."""
    text = request.POST.get("q", "")[:60]
    found: list[SearchKey] = []
    if not _MANY_DIGITS.search(text) and not understand(text).is_private:
        if not within_limit(request, "suggest"):
            return JsonResponse({"found": []}, status=429)
        found = suggestions(text)
    told = [
        {
            "label": row.label,
            "above": row.above,
            "kind": row.get_kind_display(),
            "url": _page_of(row),
        }
        for row in found
    ]
    return JsonResponse({"found": told})


def _page_of(row: SearchKey) -> str:
    if row.kind == Kind.PLACE:
        page = "funds:region" if row.target.endswith("000") else "portal:village"
    else:
        page = "funds:programme" if row.kind == Kind.PROGRAMME else "funds:policy"
    return reverse(page, args=[row.target])


def _address_of(hit: Any) -> str:
    """A village's page is put together above this app."""
    if isinstance(hit, Region):
        return reverse("portal:village" if hit.is_village else "funds:region", args=[hit.code])
    address: str = hit.get_absolute_url()
    return address


def _typed(request: HttpRequest) -> HttpResponse:
    text = f"{request.POST.get('name', '')} {request.POST.get('q', '')}"
    question = understand(text)
    if not question.is_private:
        query = QueryDict(mutable=True)
        query["q"] = question.words
        return redirect(f"{reverse('search:search')}?{query.urlencode()}")
    if not within_limit(request, "identity"):
        return _too_many(request)
    # A number alone is answered to nobody: who holds one may hold a leaked list.
    if question.identities and question.words:
        attempt = guessing.attempt(
            place=bucket(request), name=question.words, number=question.identities[0]
        )
        if attempt is None:
            return _too_many(request)
        sealed = sealed_forms(question.identities)
        answers = answer_identity(sealed, question.words)
        if not answers.people:
            attempt.missed()
            return _own(request, question, answers)
        attempt.found()
        if token := visits.begin(question.words, sealed):
            response = redirect("search:mine")
            _give(response, token)
            return response
        return _own(request, question, answers)
    return _own(request, question, Answers())


@public
@never_cache
@csrf_exempt  # It forgets what this visitor sees, and signs nobody in.
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The person whom this visitor has found a moment ago; a POST forgets them."""
    token = request.COOKIES.get(visits.COOKIE, "")
    if request.method == "POST":
        visits.end(token)
        response: HttpResponse = redirect("search:search")
        response.delete_cookie(visits.COOKIE, path=reverse("search:mine"))
        return response
    if not within_limit(request, "search"):
        return _too_many(request)
    visit = visits.resume(token)
    if visit is None:
        response = render(request, "search/over.html")
        response.headers["Cache-Control"] = "no-store"
        return response
    response = _own(
        request, Question(words=visit.name, found=True), answer_identity(visit.sealed, visit.name)
    )
    _give(response, token)
    return response


def _give(response: HttpResponse, token: str) -> None:
    response.set_cookie(
        visits.COOKIE, token, max_age=visits.SECONDS, path=reverse("search:mine"), httponly=True,
        secure=settings.PRODUCTION, samesite="Lax",
    )  # fmt: skip


def _own(request: HttpRequest, question: Question, answers: Answers) -> HttpResponse:
    response = _answer(request, question, answers, shown="")
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, question: Question, answers: Answers, shown: str) -> HttpResponse:
    context = {"question": question, "answers": answers, "shown": shown}
    return render(request, "search/search.html", context)


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "search/too_many.html", status=429)
    response.headers["Retry-After"] = str(WINDOW_SECONDS)
    return response
