"""Clues by number, person, place or programme, within what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from accounts.models import User
from clues.models import Clue, ClueQuerySet
from core.divisions import code_range
from core.sealing import IDENTITY, seal
from funds.models import Programme
from regions.models import Region


FOUND_AT_MOST = 50
_PLACES_AT_MOST = 30


def clues_found(user: User, words: str, numbers: Sequence[str]) -> ClueQuerySet:
    """What all that was typed fits, in the desk's order; `numbers` are readings of one number."""
    found = Clue.objects.visible_to(user)
    if numbers:
        people = Q()
        for number in numbers:
            key = seal(number, IDENTITY).hex()
            people |= Q(groups__contains={"person": key}) | Q(
                groups__contains={"other_person": key}
            )
        found = found.filter(people)
    for word in words.split():
        found = found.filter(_named(word))
    return found.for_queue()


def _named(word: str) -> Q:
    """A word is a part of a number, a name, a place or a programme."""
    wanted = (
        Q(number__icontains=word) | Q(register_number__icontains=word)
        | Q(facts__name__icontains=word) | Q(facts__programme__icontains=word)
    )  # fmt: skip
    codes = Programme.objects.filter(name__icontains=word).values("code")
    wanted |= Q(programme_code__in=codes)
    places = Region.objects.filter(name__icontains=word).order_by("code")
    for code in places.values_list("code", flat=True)[:_PLACES_AT_MOST]:
        wanted |= Q(region_code__range=code_range(code))
    return wanted
