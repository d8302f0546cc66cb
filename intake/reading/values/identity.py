"""Identity numbers by GB 11643: cleaned, widened from 15 digits, birth date and check digit held.

Numbers of other papers (core.papers) are read in their own forms; where a form leaves two readings,
the sheet has to say the kind of paper.
"""

import datetime
import re
from typing import Any

from django.utils import timezone

import numpy as np
from stdnum.cn import ric

from core.papers import GB_LENGTH, Paper, is_gb_number, paper_of, read_other
from intake.reading.cells import BLANKS, EXCEL_ERROR, fold, objects
from intake.reading.values.parsed import Parsed, held, nothing


# Separators and quotes that come from copying; letters and signs written for the check digit X.
CLEANING: dict[int, str | None] = {
    ord(c): None for c in " \t\r\n\v\f'\"`´’‘“”′＇-‐‑‒–—−_.,，。;；:：·"
}
_SEPARATORS = dict(CLEANING)
CLEANING |= {ord(c): "X" for c in "xXХхΧχ×✕✖╳Ⅹⅹ＊*"}
SCIENTIFIC = re.compile(r"[1-9](?:\.\d+)?[eE]\+?\d{1,2}")
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECKS = np.array([ord(c) for c in "10X98765432"], dtype=np.int64)
DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
LONG_AGO = 1870


def parse_identities(cells: np.ndarray, today: datetime.date | None = None) -> Parsed:
    """18-character upper-case numbers. `today` bounds the birth date."""
    today = today or timezone.localdate()
    values, errors = objects(cells), nothing(len(cells))
    # Numbers typed well pass as a matrix; only the odd ones are looked at one by one.
    texts = [cell if type(cell) is str and len(cell) == 18 else "" for cell in cells.tolist()]
    codes = _codes(texts)
    well = ((codes[:, :17] >= 48) & (codes[:, :17] <= 57)).all(axis=1)
    well &= ((codes[:, 17] >= 48) & (codes[:, 17] <= 57)) | (codes[:, 17] == 88)
    corrected = []
    for position in np.flatnonzero(~well).tolist():
        values[position], errors[position] = _normalise(cells[position])
        if values[position] is not None and is_gb_number(values[position]):
            corrected.append(position)
    _judge(values, errors, np.flatnonzero(well), codes[well], today)
    if corrected:
        _judge(values, errors, np.array(corrected), _codes(values[corrected].tolist()), today)
    return Parsed(values, errors, nothing(len(cells)))


def _codes(texts: list[str]) -> np.ndarray:
    """Texts of at most 18 characters as a matrix of character codes."""
    return np.array(texts, dtype="<U18").view(np.uint32).reshape(len(texts), 18).astype(np.int64)


def _judge(
    values: np.ndarray,
    errors: np.ndarray,
    positions: np.ndarray,
    codes: np.ndarray,
    today: datetime.date,
) -> None:
    """Replaces numbers at `positions` that break a rule by an error code."""
    wrong = _check(codes, today)
    bad = np.flatnonzero(held(wrong))
    errors[positions[bad]] = wrong[bad]
    values[positions[bad]] = None


def _normalise(cell: Any) -> tuple[str | None, str | None]:
    """(18 characters, None), (None, None) for blank, or (None, error code)."""
    if isinstance(cell, bool):
        return None, "id-characters"
    if isinstance(cell, float | int):
        if abs(cell) >= 1e15:
            return None, "id-digits-lost"
        if cell != int(cell) or cell < 0:
            return None, "id-characters"
        text = str(int(cell))
    elif isinstance(cell, str):
        if EXCEL_ERROR.fullmatch(cell):
            return None, "cell-error"
        folded = fold(cell).strip()
        if SCIENTIFIC.fullmatch(folded.strip("'’")):
            return None, "id-digits-lost"
        if folded in BLANKS:
            return None, None
        text = folded.translate(CLEANING)
    else:
        return None, "id-characters"
    if not text:
        return None, None
    if len(text) == 15 and text.isdigit():
        text = widen(text)
    body = text.removesuffix("X")
    digits = body.isascii() and body.isdigit()
    if digits and len(text) == GB_LENGTH:
        return text, None
    other, code = read_other(text.upper())
    if other or code:
        return other, code
    return None, "id-length" if digits else "id-characters"


def judge_papers(parsed: Parsed, cells: np.ndarray, said: np.ndarray) -> None:
    """Hold the numbers against the kinds of paper that the sheet says (core.papers, None: nothing),
    and read those that only their kind makes clear.
    """
    for position in np.flatnonzero(held(said)).tolist():
        paper, number = Paper(said[position]), parsed.values[position]
        if number is not None and is_gb_number(number):
            fits = paper_of(number) == paper
            code = None if fits else "paper-differs"
        elif paper in (Paper.CITIZEN, Paper.RESIDENCE):
            # Whatever else it may be, it is no number of such a card.
            number, code = None, parsed.errors[position]
            if code in (None, "paper-unclear") and _plain(cells[position]):
                code = "paper-differs"
        elif not (plain := _plain(cells[position])):
            continue
        else:
            number, code = read_other(plain, paper)
        parsed.values[position] = None if code else number
        parsed.errors[position] = code


def _plain(cell: Any) -> str:
    """A cell as letters and digits without blanks and marks; "" for an empty one."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return str(int(cell)) if cell == int(cell) else ""
    if not isinstance(cell, str) or (folded := fold(cell).strip()) in BLANKS:
        return ""
    return folded.translate(_SEPARATORS).upper()


def widen(fifteen: str) -> str:
    """The 18-character form of a 15-digit number: century 19 and a check digit."""
    body = f"{fifteen[:6]}19{fifteen[6:]}"
    return body + ric.calc_check_digit(body + "0")


def _check(codes: np.ndarray, today: datetime.date) -> np.ndarray:
    """Error code or None for each row of 18 character codes."""
    digits = codes - 48
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month = digits[:, 10:12] @ np.array([10, 1])
    day = digits[:, 12:14] @ np.array([10, 1])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = DAYS[np.clip(month, 0, 12)] + (leap & (month == 2))
    born = year * 10000 + month * 100 + day
    latest = today.year * 10000 + today.month * 100 + today.day
    possible = (month >= 1) & (month <= 12) & (day >= 1) & (day <= length)
    possible &= (year >= LONG_AGO) & (born <= latest)
    check = CHECKS[(digits[:, :17] @ WEIGHTS) % 11] == codes[:, 17]
    errors = nothing(len(codes))
    errors[~check] = "id-check-digit"
    errors[~possible] = "id-birth-date"
    return errors
