"""The queue as an address narrows it, which cards and acts carry on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.requests import StaffRequest
from clues.filters import ClueFilter
from clues.models import Clue, ClueQuerySet
from clues.models.clue import QUEUE_ORDER
from clues.selectors import Calendar, calendar, questions_of
from clues.selectors.places import places_to_choose
from funds.models import Programme


# Of the page, not of the queue.
_NOT_NARROWING = ("after",)
# Orders that an address may ask for by "sort"; the last field of each is unique.
ORDERS: dict[str, tuple[str, ...]] = {
    "": QUEUE_ORDER,
    "amount": ("-amount", "-id"),
    "due": ("due_rank", "rank", "-amount", "-id"),
    "newest": ("-id",),
    "oldest": ("id",),
    "place": ("region_code", *QUEUE_ORDER),
}
ORDER_LABELS = (
    ("", _("surest and weightiest first")),
    ("due", _("first due first")),
    ("amount", _("most money first")),
    ("newest", _("newest first")),
    ("oldest", _("oldest first")),
    ("place", _("by place")),
)


def order_of(request: StaffRequest) -> tuple[str, ...]:
    """The order that the address asks for, or the desk's own."""
    return ORDERS.get(request.GET.get("sort", ""), QUEUE_ORDER)


def narrowed(request: StaffRequest, days: Calendar) -> ClueFilter:
    """The queue as the address narrows it, and no further than this person may see."""
    mine = Clue.objects.visible_to(request.user)
    sources = list(mine.order_by("source").values_list("source", flat=True).distinct())
    rules = list(questions_of(sources).items())
    codes = mine.order_by().exclude(programme_code="").values("programme_code")
    programmes = Programme.objects.filter(code__in=codes).order_by("name")
    return ClueFilter(
        request.GET, _of_group(request, mine), rules=rules, user=request.user, calendar=days,
        places=places_to_choose(mine, request.user.region_code, request.GET.get("place", "")),
        programmes=list(programmes.values_list("code", "name")),
    )  # fmt: skip


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
