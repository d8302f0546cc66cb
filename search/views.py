"""The one search box. Typed text comes by POST; only words without a number go into an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.permissions import public
from core import guessing
from core.throttling import bucket, within_limit
from search.selectors import Answers, Question, answer_identity, answer_words, understand


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
    answers = answer_words(question.words, region=region, after=request.GET.get("after", ""))
    return _answer(request, question, answers, shown=question.words)


def _typed(request: HttpRequest) -> HttpResponse:
    text = f"{request.POST.get('name', '')} {request.POST.get('q', '')}"
    question = understand(text)
    if not question.is_private:
        query = QueryDict(mutable=True)
        query["q"] = question.words
        return redirect(f"{reverse('search:search')}?{query.urlencode()}")
    if not within_limit(request, "identity"):
        return _too_many(request)
    answers = Answers()
    # A number alone is answered to nobody: who holds one may hold a leaked list.
    if question.identities and question.words:
        attempt = guessing.attempt(
            place=bucket(request), name=question.words, number=question.identities[0]
        )
        if attempt is None:
            return _too_many(request)
        answers = answer_identity(question.identities, question.words)
        if answers.people:
            attempt.found()
        else:
            attempt.missed()
    response = _answer(request, question, answers, shown="")
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, question: Question, answers: Answers, shown: str) -> HttpResponse:
    context = {"question": question, "answers": answers, "shown": shown}
    return render(request, "search/search.html", context)


def _too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "search/too_many.html", status=429)
