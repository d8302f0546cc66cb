"""What policies, decisions and village books say: found as phrases, shown with what was asked marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.pagination import KeysetPage, keyset_page
from regions.selectors import names_for
from search.bigrams import bigrams, is_searchable
from search.models import Passage


NEWEST = ("-id",)


@dataclass(frozen=True, slots=True)
class Hit:
    passage: Passage
    place: str
    marked: SafeString


def texts_of(words: str, *, kind: str = "", after: str = "", size: int | None = None) -> KeysetPage:
    """Passages that hold every word as it stands, the newest first; each row a `Hit`."""
    if not is_searchable(words):
        return KeysetPage([], "")
    rows = Passage.objects.all()
    for word in words.split():
        rows = rows.saying(bigrams(word))
    if kind:
        rows = rows.filter(kind=kind)
    page = keyset_page(rows, NEWEST, after, size)
    places = names_for({each.region_code for each in page.rows if each.region_code}, start="county")
    hits = [
        Hit(each, places.get(each.region_code, ""), marked(each.text, words)) for each in page.rows
    ]
    return KeysetPage(hits, page.next)


def marked(text: str, words: str) -> SafeString:
    """The text with what was asked in <mark>, everything escaped."""
    asked = "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))
    parts = re.split(f"({asked})", text, flags=re.IGNORECASE) if asked else [text]
    pieces = (
        format_html("<mark>{}</mark>", part) if at % 2 else format_html("{}", part)
        for at, part in enumerate(parts)
    )
    return format_html_join("", "{}", ((piece,) for piece in pieces))
