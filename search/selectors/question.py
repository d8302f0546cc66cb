"""What a visitor typed into the one search box: words, or a number that must leave no trace."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.identity import InvalidIdentity, looks_like_identity, possible_identities
from core.personal_numbers import personal_numbers


_DIGITS = re.compile(r"[0-9](?:[^0-9A-Za-z㐀-鿿]{0,3}[0-9]){8,}[Xx]?")
# Letters and digits as on passports and permits, or eight digits beside a name; a programme of this
# place is called by a letter and six digits (L350101).
_PAPER = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:[A-Za-z][ -]?[0-9]{7,11}|[A-Za-z]{2,3}[ -]?[0-9]{6,12})"
    r"|[A-Za-z][0-9](?=[0-9]*[A-Za-z])[A-Za-z0-9]{6,8})(?![A-Za-z0-9])"
    r"|(?<=[㐀-鿿])[\s,，:：]*[0-9]{8}$|^[0-9]{8}(?=[\s,，:：]*[㐀-鿿])"
)
_MARKS = re.compile(r"[\s,，:：-]")
_PARTS = re.compile(r"[\s,，;；、:：]+")


@dataclass(frozen=True, slots=True)
class Question:
    """`identities` are a whole valid number as each kind of paper that it may stand on (mostly
    one); `fault` says why a number-like text is none.
    """

    words: str = ""
    identities: tuple[str, ...] = ()
    fault: str = ""
    # By name and number, a moment ago.
    found: bool = False

    @property
    def is_private(self) -> bool:
        return bool(self.identities or self.fault)

    @property
    def has_number(self) -> bool:
        return bool(self.identities or self.found)


def _number_in(text: str) -> tuple[int, int, str] | None:
    """From where to where the first number of a person stands, however it is broken up; and what
    has so many digits that somebody may have meant one.
    """
    if paper := _PAPER.search(text):
        return paper.start(), paper.end(), _MARKS.sub("", paper[0])
    for each in personal_numbers(text):
        return each.start, each.end, each.digits
    # Grouped in no usual way, or too short or long by a digit.
    for run in _DIGITS.finditer(text):
        if looks_like_identity(run[0]):
            return run.start(), run.end(), re.sub(r"[^0-9X]", "", run[0].upper())
    return None


def understand(text: str) -> Question:
    """Split what was typed into a name or words and an identity number, in either order."""
    text = unicodedata.normalize("NFKC", text).replace("×", "X").strip()[:100]
    found = _number_in(text)
    if found is None:
        return Question(words=" ".join(part for part in _PARTS.split(text) if part))
    start, end, digits = found
    words = "".join(part for part in _PARTS.split(f"{text[:start]} {text[end:]}") if part)
    if len(digits) == 12 and not words:
        # A division code is a place, not a person.
        return Question(words=digits)
    try:
        return Question(words=words, identities=tuple(possible_identities(digits)))
    except InvalidIdentity as fault:
        return Question(words=words, fault=str(fault))
