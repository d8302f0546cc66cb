"""What somebody may mean while typing, and by words that are spelled, shortened or slipped."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, When
from django.db.models.functions import Length

from search.models import SearchKey
from search.readings import folded, has_characters, spelled


SHOWN = 8
# Rows of one thing stand beside each other; so many hold enough different ones.
_LOOKED_AT = 60
_AFTER_ALL = chr(0x10FFFF)


def suggestions(text: str, *, most: int = SHOWN, kinds: Iterable[str] = ()) -> list[SearchKey]:
    """Things whose names begin so, the likeliest first; of characters that none has, what sounds so."""
    found = written_so(text, most=most, kinds=kinds)
    return found or sounding_so(text, most=most, kinds=kinds)


def written_so(text: str, *, most: int = SHOWN, kinds: Iterable[str] = ()) -> list[SearchKey]:
    """Things whose names begin as it is written, spelled or shortened; one query."""
    key = folded(text)
    return _beginning(key, most, kinds) if key else []


def sounding_so(text: str, *, most: int = SHOWN, kinds: Iterable[str] = ()) -> list[SearchKey]:
    """Things whose names sound as these characters do; one query."""
    key = folded(text)
    return _beginning(spelled(key), most, kinds) if has_characters(key) else []


def _beginning(key: str, most: int, kinds: Iterable[str]) -> list[SearchKey]:
    rows = SearchKey.objects.all()
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if len(key) <= 2 and not kinds:
        rows = rows.filter(prefix=True, key=key)
    else:
        rows = rows.filter(prefix=False, key__gte=key, key__lt=key + _AFTER_ALL)
    # Who has typed a whole name means it, whatever weighs more and begins so.
    ordered = rows.annotate(whole=Case(When(key=key, then=0), default=1)).order_by(
        "whole", "weight", Length("key"), "key", "target"
    )
    return _unique(ordered[: _LOOKED_AT if most <= SHOWN else most * 6], most)


def _unique(rows: Iterable[SearchKey], most: int) -> list[SearchKey]:
    found: dict[tuple[str, str], SearchKey] = {}
    for row in rows:
        found.setdefault((row.kind, row.target), row)
    return list(found.values())[:most]
