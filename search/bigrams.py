"""Chinese without word borders: a text as overlapping pairs of characters, matched as a phrase."""

from __future__ import annotations

import re
import unicodedata


_PIECES = re.compile(r"[㐀-鿿]+|[a-z0-9]+")


def bigrams(text: str) -> str:
    """The text's terms with blanks between: 低保金 → 低保 保金; words and numbers stay whole.

    A single character between others that are none stands by itself.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    terms: list[str] = []
    for piece in _PIECES.findall(plain):
        if piece.isascii() or len(piece) == 1:
            terms.append(piece)
        else:
            terms += [piece[at : at + 2] for at in range(len(piece) - 1)]
    return " ".join(terms)


def is_searchable(text: str) -> bool:
    """One character alone stands in everything."""
    return any(
        len(piece) > 1 for piece in _PIECES.findall(unicodedata.normalize("NFKC", text).lower())
    )
