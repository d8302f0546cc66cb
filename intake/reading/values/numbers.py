"""Account and phone numbers: digits only."""

import re
from typing import Any

import numpy as np

from intake.reading.cells import BLANKS, EXCEL_ERROR, by_distinct, fold, objects
from intake.reading.values.identity import SCIENTIFIC
from intake.reading.values.parsed import Parsed, nothing


CLEANING = {ord(c): None for c in " \t\r\n\v\f'\"`´’‘“”′-‐‑‒–—−_.,，。;；:：·"}
SEVERAL = re.compile(r"[/、;；,，\n]|\s{2,}|(?<=\d{11})\s+(?=\d{11})|或")
PHONE = re.compile(
    r"(?:86|0086)?(1[3-9]\d{9})|(0\d{9,11})|([2-9]\d{6,7})|((?:400|800|95|12)\d{3,8})"
)


def parse_accounts(cells: np.ndarray) -> Parsed:
    """Bank accounts of 8 to 30 digits as text."""
    listed = cells.tolist()
    # Where every cell is plain text of digits, as in most sheets, one look at the whole is enough.
    if set(map(type, listed)) == {str}:
        lengths = list(map(len, listed))
        if min(lengths) >= 8 and max(lengths) <= 30 and _bare("".join(listed)):
            return Parsed(objects(cells), nothing(len(cells)), nothing(len(cells)))
    values, errors = by_distinct(cells, _account, 2)
    return Parsed(values, errors, nothing(len(cells)))


def _bare(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _account(cell: Any) -> tuple[str | None, str | None]:
    if isinstance(cell, bool):
        return None, "account-characters"
    if isinstance(cell, float | int):
        if abs(cell) >= 1e15:
            return None, "account-digits-lost"
        if cell != int(cell) or cell < 0:
            return None, "account-characters"
        text = str(int(cell))
    elif isinstance(cell, str):
        if EXCEL_ERROR.fullmatch(cell):
            return None, "cell-error"
        folded = fold(cell).strip()
        if SCIENTIFIC.fullmatch(folded.strip("'’")):
            return None, "account-digits-lost"
        if folded in BLANKS:
            return None, None
        text = folded.translate(CLEANING)
    else:
        return None, "account-characters"
    if not text:
        return None, None
    if re.fullmatch(r"[A-Za-z]\w?\d{7,8}", text):
        return None, "account-social-card"
    if not _bare(text):
        return None, "account-characters"
    return (text, None) if 8 <= len(text) <= 30 else (None, "account-length")


def parse_phones(cells: np.ndarray) -> Parsed:
    """Phone numbers as digits; of several in one cell the first, with a warning."""
    mobile = re.compile(r"1[3-9]\d{9}", re.ASCII).fullmatch
    values = objects(cells)
    errors, warnings = nothing(len(cells)), nothing(len(cells))
    odd = [
        position
        for position, cell in enumerate(cells.tolist())
        if not (type(cell) is str and mobile(cell))
    ]
    if odd:
        values[odd], errors[odd], warnings[odd] = by_distinct(cells[odd], _phone, 3)
    return Parsed(values, errors, warnings)


def _phone(cell: Any) -> tuple[str | None, str | None, str | None]:
    if isinstance(cell, bool):
        return None, "phone-unreadable", None
    if isinstance(cell, float | int):
        if cell != int(cell) or not 0 < cell < 1e15:
            return None, "phone-unreadable", None
        texts = [str(int(cell))]
    elif isinstance(cell, str):
        if len(cell) == 11 and cell[0] == "1" and _bare(cell):
            return cell, None, None
        if EXCEL_ERROR.fullmatch(cell):
            return None, "cell-error", None
        folded = fold(cell).strip().lstrip("+")
        if folded in BLANKS:
            return None, None, None
        texts = [part for part in SEVERAL.split(folded) if part.strip()]
    else:
        return None, "phone-unreadable", None
    phones = [re.sub(r"[\s\-—–()'’‘]|转.*$", "", text) for text in texts]
    match = PHONE.fullmatch(phones[0]) if phones else None
    if match is None:
        return None, "phone-unreadable", None
    number = next(group for group in match.groups() if group)
    return number, None, "phone-several" if len(phones) > 1 else None
