"""How a name may be typed: characters, pinyin, initials, endings of each."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, lazy_pinyin, load_phrases_dict, pinyin

from core.naming import readings as readings_of


# Places whose usual reading the dictionary gets wrong.
load_phrases_dict({name: [[each] for each in said.split()] for name, said in readings_of().items()})
# Of a name this many readings are kept, and endings from this many of its characters.
_READINGS, _ENDINGS = 4, 14
_APART = re.compile(r"[\s'’`·.,，。、（）()“”\"\-]+")
_HANZI = re.compile(r"[㐀-鿿]")


def folded(text: str) -> str:
    """A text as keys are written: no width, tone, case, blank or apostrophe (Xi'an, fú qí)."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    apart = apart.replace("u\N{COMBINING DIAERESIS}", "v")
    return _APART.sub("", "".join(c for c in apart if not unicodedata.combining(c)))


def has_characters(text: str) -> bool:
    return _HANZI.search(text) is not None


@lru_cache(maxsize=20_000)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Syllables of the likeliest readings, the dictionary's own first."""
    first = tuple(lazy_pinyin(text, style=Style.NORMAL))
    found = [first]
    # By characters: of a whole name the dictionary gives only its own reading.
    many = [pinyin(c, style=Style.NORMAL, heteronym=True)[0] for c in text]
    if len(many) == len(first):
        for combination in islice(product(*(each[:3] for each in many)), 24):
            if combination not in found:
                found.append(combination)
            if len(found) >= _READINGS:
                break
    return tuple(found)


def spelled(text: str) -> str:
    """The likeliest pinyin without blanks; what is no character stays as it is."""
    return folded("".join(readings(text)[0]))


def keys_of(name: str) -> dict[str, bool]:
    """Every way to type a name or its ending that is worth finding it by, and whether it is an
    ending or an unlikely reading, which comes later.
    """
    plain = folded(name)
    found: dict[str, bool] = {}
    length = len(plain)
    starts = range(min(max(length - 1, 1), _ENDINGS))
    for start in starts:
        found.setdefault(plain[start:], start > 0)
    if not has_characters(plain):
        return found
    for place, reading in enumerate(readings(plain)):
        # Letters and digits inside stay one piece; then, as of other readings, only the whole counts.
        for start in starts if len(reading) == length and place == 0 else (0,):
            later = start > 0 or place > 0
            found.setdefault(folded("".join(reading[start:])), later)
            found.setdefault(folded("".join(syllable[:1] for syllable in reading[start:])), later)
    return found
