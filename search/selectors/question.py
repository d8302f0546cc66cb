"""What a visitor typed into the one search box: words, or a number that must leave no trace."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.identity import InvalidIdentity, looks_like_identity, normalise


_PARTS = re.compile(r"[\s,，;；、:：]+")
_NUMBER = re.compile(r"[0-9０-９][0-9０-９\s'‘’-]{8,24}[0-9０-９XxＸｘ×]")


@dataclass(frozen=True, slots=True)
class Question:
    """`identity` is a whole valid number; `fault` says why a number-like text is none."""

    words: str = ""
    identity: str = ""
    fault: str = ""

    @property
    def is_private(self) -> bool:
        return bool(self.identity or self.fault)


def understand(text: str) -> Question:
    """Split what was typed into a name or words and an identity number, in either order."""
    text = unicodedata.normalize("NFKC", text).strip()[:100]
    match = _NUMBER.search(text)
    if match is None or not looks_like_identity(match[0]):
        return Question(words=" ".join(part for part in _PARTS.split(text) if part))
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    words = "".join(part for part in _PARTS.split(rest) if part)
    digits = re.sub(r"\D", "", match[0])
    if len(digits) == 12 and not words:
        # A division code is a place, not a person.
        return Question(words=digits)
    try:
        return Question(words=words, identity=normalise(match[0]))
    except InvalidIdentity as fault:
        return Question(words=words, fault=str(fault))
