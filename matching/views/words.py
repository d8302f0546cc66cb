"""The words of registries and rosters: what they mean, which nobody knows, and saying it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from core.exceptions import PortalError
from matching.engine.words import UnknownWord, unknown_words
from matching.forms import WordForm
from matching.models import StatusWord
from matching.rules.guidance import rules_asking
from matching.rules.vocabulary import MEANINGS, Place, country
from matching.selectors import column_title
from matching.services.words import give_meaning, take_meaning_back
from regions.selectors import names_for


# Words that no list knows, those of the most lines.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One column's words: by meaning those of the country, and those that regions have said."""

    title: str
    rules: list[str]
    country: list[tuple[str | Promise, list[str]]]
    said: list[StatusWord]
    form: WordForm


@dataclass(frozen=True, slots=True)
class Unknown:
    word: UnknownWord
    title: str
    form: WordForm


@requires(Permission.SEE_RUNS)
@never_cache
@require_safe
def word_list(request: StaffRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        unknown = unknown_words(cursor, country())
    titles = {place: column_title(*place) for place in country()}
    said: dict[Place, list[StatusWord]] = {}
    for row in StatusWord.objects.all():
        said.setdefault((row.registry, row.column), []).append(row)
    context: dict[str, Any] = {
        "unknown": [
            Unknown(word, titles[word.registry, word.column], _form(request, (word.registry, word.column), word.word))
            for word in unknown[:SHOWN]
        ],
        "more": max(0, len(unknown) - SHOWN),
        "columns": [
            Column(
                title=titles[place],
                rules=rules_asking(place),
                country=[
                    (MEANINGS[meaning], sorted(w for w, said in known.words.items() if said == meaning))
                    for meaning in known.meanings
                ],
                said=said.get(place, []),
                form=_form(request, place),
            )
            for place, known in country().items()
        ],
        "meanings": MEANINGS,
        "places": names_for({row.region_code for rows in said.values() for row in rows}),
        "says": holds(request.user, Permission.TRY_RULES),
    }  # fmt: skip
    return render(request, "matching/words.html", context)


def _form(request: StaffRequest, place: Place, word: str | None = None) -> WordForm:
    registry, column = place
    start = {"registry": registry, "column": column, "region_code": request.user.region_code}
    return WordForm(place=place, initial=start if word is None else start | {"word": word})


@requires(Permission.TRY_RULES)
@require_POST
def say(request: StaffRequest) -> HttpResponse:
    place = (request.POST.get("registry", ""), request.POST.get("column", ""))
    form = WordForm(request.POST, place=place)
    if not form.is_valid():
        messages.error(
            request, " ".join(str(p) for problems in form.errors.values() for p in problems)
        )
        return redirect("matching:words")
    try:
        said = give_meaning(by=request.user, **form.cleaned_data)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Kept: “%(word)s” means: %(meaning)s. The next night reads it so.")
            % {"word": said.word, "meaning": MEANINGS[said.meaning]},
        )
    return redirect("matching:words")


@requires(Permission.TRY_RULES)
@require_POST
def take_back(request: StaffRequest, number: int) -> HttpResponse:
    try:
        take_meaning_back(said=get_object_or_404(StatusWord, pk=number), by=request.user)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. The next night reads it as before."))
    return redirect("matching:words")
