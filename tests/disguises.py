"""A person's number as people write it into texts, and whether any of it is left somewhere."""

from __future__ import annotations

import re
import unicodedata

from django.db import connection

from hypothesis import strategies as st

from tests.town import identity


GROUPS = ((18,), (6, 8, 4), (6, 12), (14, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (6, 4, 2, 2, 4))
MARKS = (
    "", " ", "  ", "\u3000", "-", " - ", "—", "——", "－", "‐", "−", ".", "·", "．", "/", "_", ":",
    "：", "，", ")(", "#", "=", "…", "😀", "----", "和", "\u200b", "\u2060", "\u202e", "\ufe0f",
)  # fmt: skip
DRESSES = ("1234567890", "１２３４５６７８９０", "①②③④⑤⑥⑦⑧⑨⓪", "一二三四五六七八九〇")
_NUMERALS = str.maketrans("一二三四五六七八九〇", "1234567890")


def broken_up(number: str, lengths: tuple[int, ...], mark: str) -> str:
    parts, at = [], 0
    for length in lengths:
        parts.append(number[at : at + length])
        at += length
    return mark.join(parts)


def disguises(number: str) -> st.SearchStrategy[str]:
    """The number in one of the ways that people break numbers up and dress digits."""
    return st.builds(
        lambda lengths, mark, dress: broken_up(number, lengths, mark).translate(
            str.maketrans(DRESSES[0], dress)
        ),
        st.sampled_from(GROUPS), st.sampled_from(MARKS), st.sampled_from(DRESSES),
    )  # fmt: skip


def holds(text: str, number: str) -> bool:
    """Whether the number can be read out of the text, whatever stands between its digits."""
    plain = unicodedata.normalize("NFKC", text).translate(_NUMERALS)
    return number[:17] in re.sub(r"[^0-9Xx]", "", plain)


def dump() -> str:
    """Every value of every table as the database would print it, sealed columns as hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        lines = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT each::text FROM "{table}" AS each')
            lines += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(lines)


def where_held(number: str) -> list[str]:
    """The rows of the database in which the number stands to be read."""
    return [line for line in dump().splitlines() if holds(line, number)]


SECRET = identity(777)
