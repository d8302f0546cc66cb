"""The queue as an address narrows it, which cards and acts carry on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.requests import StaffRequest
from clues.filters import ClueFilter
from clues.models import Clue, ClueQuerySet
from clues.selectors import Calendar, calendar, questions_of


# Of the page, not of the queue.
_NOT_NARROWING = ("after",)


def narrowed(request: StaffRequest, days: Calendar) -> ClueFilter:
    """The queue as the address narrows it, and no further than this person may see."""
    mine = Clue.objects.visible_to(request.user)
    sources = list(mine.order_by("source").values_list("source", flat=True).distinct())
    rules = list(questions_of(sources).items())
    return ClueFilter(
        request.GET, _of_group(request, mine), rules=rules, user=request.user, calendar=days
    )


def narrowing_of(request: StaffRequest) -> str:
    """“?status=open&grade=exact” or nothing."""
    query = request.GET.copy()
    for name in _NOT_NARROWING:
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""


def queue_of(request: StaffRequest, shown: Clue) -> ClueQuerySet:
    """The queue that a card was opened from; without one, what stands where this clue stands."""
    if narrowing_of(request):
        found: ClueQuerySet = narrowed(request, calendar()).qs
        return found
    return Clue.objects.visible_to(request.user).filter(status=shown.status)


def to_queue(request: StaffRequest) -> HttpResponse:
    """Back to the page of the queue that it came from."""
    query = request.GET.urlencode()
    return redirect(reverse("clues:clue-list") + (f"?{query}" if query else ""))


def to_card(request: StaffRequest, shown: Clue | str) -> HttpResponse:
    """To a card (or the card of this number), within the same queue."""
    number = shown if isinstance(shown, str) else shown.number
    return redirect(reverse("clues:clue", args=[number]) + narrowing_of(request))


def _of_group(request: StaffRequest, mine: ClueQuerySet) -> ClueQuerySet:
    """Only the clues that share something with one of them; its key stands in no address."""
    of, by = request.GET.get("of", ""), request.GET.get("by", "")
    if not of:
        return mine
    return mine.in_group_of(get_object_or_404(mine, number=of), by)
