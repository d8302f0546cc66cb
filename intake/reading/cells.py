"""What one cell holds: cleaning its text, naming its place, showing it without leaking a number."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from intake.reading.characters import AS_CHARACTERS


INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
_FOLDED: dict[int, Any] = {**INVISIBLE, **AS_CHARACTERS}
SPACE = re.compile(r"\s+")
# A number with at least nine digits may identify a person or an account, whatever column it is in.
LONG_NUMBER = re.compile(r"\d(?:[^\d㐀-鿿]{0,6}\d){8,}[xX]?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)")
BLANKS = frozenset(["", "-", "--", "—", "——", "－", "–", "/", "\\", "无", "暂无", "空"])


def column_letter(index: int) -> str:
    """Excel's letter for a zero-based column index: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The zero-based column index of Excel's letters: A -> 0, AA -> 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def fold(text: str) -> str:
    """NFKC, without invisible characters, parts of characters as characters; spaces stay."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


def squeeze(text: str) -> str:
    """`fold`, with every space and line break removed."""
    return SPACE.sub("", fold(text))


def text_of(cell: Any) -> str:
    """A cell as the text a person sees: whole floats without ".0", dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return (
            cell.isoformat(sep=" ") if cell.time() != datetime.time() else cell.date().isoformat()
        )
    if cell is None:
        return ""
    return str(cell)


def mask(text: str) -> str:
    """An identity, account or phone number with only its ends left."""
    text = text.strip()
    if len(text) < 9:
        return "*" * len(text)
    if len(text) < 12:
        # Of a passport or permit six characters of nine would leave a thousand people.
        return f"{text[:1]}{'*' * (len(text) - 2)}{text[-1:]}"
    return f"{text[:4]}{'*' * (len(text) - 6)}{text[-2:]}"


# Headings, titles, notes and totals are told apart by their beginning; no pattern sees more.
SEEN = 300


def shown(cell: Any) -> str:
    """A cell's text for a message: at most 30 characters, long numbers masked."""
    text = SPACE.sub(" ", CONTROL.sub("", fold(text_of(cell)[:SEEN]))).strip()
    text = LONG_NUMBER.sub(lambda match: mask(match[0]), text)
    return text if len(text) <= 30 else text[:29] + "…"


def row_list(rows: Sequence[int], most: int = 12) -> str:
    """Row numbers with runs joined: [3, 4, 5, 9] -> "3-5, 9"."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    parts = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:most]]
    return ", ".join(parts) + (", …" if len(runs) > most else "")


def objects(values: Sequence[Any] | np.ndarray) -> np.ndarray:
    """A one-dimensional object array, also when the values are tuples."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def by_distinct(
    cells: np.ndarray, parse: Callable[[Any], tuple[Any, ...]], width: int
) -> tuple[np.ndarray, ...]:
    """Parse each distinct cell once; gives `width` object arrays as long as `cells`."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    if not len(distinct):
        return tuple(np.empty(0, dtype=object) for _ in range(width))
    parts = zip(*map(parse, distinct), strict=True)
    return tuple(objects(part)[codes] for part in parts)
