"""Chinese names for readers of English: benefits, offices and classes by a list, places by pinyin.

One list for all (`fixtures/names/english.json`, more in the file that settings.NAMES_IN_ENGLISH
names): whole names; offices and their windows by their endings; kinds of divisions. What it does
not know stays Chinese, and the page marks it as such (core.islands). Never asked about a person.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language


_HANZI = re.compile(r"[㐀-鿿]+")
_ANY_COUNTY = "县（市、区）"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class _Known:
    names: dict[str, str]
    offices: dict[str, str]
    desks: dict[str, str]
    divisions: dict[str, str]
    readings: dict[str, str]

    @property
    def kinds(self) -> str:
        return "|".join(self.divisions)


def in_language(chinese: str, english: str) -> str:
    """The name in the reader's language; the Chinese one where there is no other."""
    return english if english and _reads_english() else chinese


def named(text: str) -> str:
    """A name of the catalogue, an office or a place as the reader can read it."""
    return _english(text) if text and _reads_english() else text


def stem(text: str) -> str:
    """A place's name without its kind, for where there is little room."""
    return romanised(text) if text and _reads_english() and _HANZI.fullmatch(text) else text


def romanised(text: str) -> str:
    """Pinyin as places are written: one word, a capital, an apostrophe where it would be misread."""
    # Only who reads English waits for the dictionary.
    from pypinyin import Style, lazy_pinyin

    reading = _known().readings.get(text)
    syllables = reading.split() if reading else lazy_pinyin(text, style=Style.NORMAL)
    parts = [
        f"'{each}" if place and each[:1] in "aoe" else each for place, each in enumerate(syllables)
    ]
    return "".join(parts).replace("v", "ü").capitalize()


def readings() -> dict[str, str]:
    """Places whose usual reading the dictionary of characters gets wrong."""
    return _known().readings


def _reads_english() -> bool:
    return not (get_language() or "zh").startswith("zh")


@cache
def _known() -> _Known:
    """The lists; of two entries the operator's own holds."""
    parts: dict[str, dict[str, str]] = {name: {} for name in _Known.__slots__}
    own = Path(settings.FIXTURE_ROOT, "names/english.json")
    for path in (own, *map(Path, settings.NAMES_IN_ENGLISH)):
        for name, entries in json.loads(path.read_text(encoding="utf-8")).items():
            parts[name] |= entries
    return _Known(**parts)


@lru_cache(maxsize=20_000)
def _english(text: str) -> str:
    known = _known()
    if text in known.names:
        return known.names[text]
    if len(text) > _LONGEST:
        return text
    found = _office(text) or _place(text)
    if found is None and "、" in text:
        parts = [_office(part) for part in text.split("、")]
        found = " and ".join(filter(None, parts)) if all(parts) else None
    return found or text


def _office(text: str) -> str | None:
    """长乐区民政局 by the bureau, the place before it and the window behind it."""
    known = _known()
    for name in sorted(known.offices, key=len, reverse=True):
        before, found, after = text.rpartition(name)
        if not found or (after and after not in known.desks):
            continue
        if before == _ANY_COUNTY:
            place: str | None = "county"
        else:
            place = _place(before) if before else ""
        if place is None:
            continue
        english = f"{place} {known.offices[name]}".strip()
        return f"{english}, {known.desks[after]}" if after else english
    return None


def _place(text: str) -> str | None:
    """浮岐村, or a chain of places as addresses are written, from the smallest on."""
    if not _HANZI.fullmatch(text):
        return None
    pieces = re.findall(rf".{{2,}}?(?:{_known().kinds})(?!(?:{_known().kinds})$)", text)
    if "".join(pieces) != text:
        pieces = [text]
    written = [_division(piece) for piece in pieces]
    return ", ".join(filter(None, reversed(written))) if all(written) else None


def _division(text: str) -> str | None:
    known = _known()
    found = re.fullmatch(rf"(.+?)({known.kinds})", text)
    if found is None:
        return None
    stem, kind = found[1], found[2]
    # 下村 is spoken as one word.
    return f"{romanised(text if len(stem) == 1 else stem)} {known.divisions[kind]}"
