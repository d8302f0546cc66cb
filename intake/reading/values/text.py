"""Names, free text, regions and choices."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from intake.reading.cells import (
    BLANKS,
    CONTROL,
    EXCEL_ERROR,
    by_distinct,
    fold,
    objects,
    squeeze,
    text_of,
)  # fmt: skip
from intake.reading.values.parsed import Parsed, nothing


# The blocks of ideographs; none of the private area.
CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f〇"
# What old fonts kept in the private area and has no character of its own is let through and told.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
LONGEST_PLAIN = 15
PLAIN_NAME = re.compile(f"[{CHINESE}]{{2,{LONGEST_PLAIN}}}")
PLAIN_NAMES = re.compile(f"(?:[{CHINESE}]{{2,{LONGEST_PLAIN}}}\n)+")
NAME = re.compile(f"[{CHINESE}\ue000-\uf8ff々·A-Za-zÀ-ɏ'. \\-]+")
DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅᛫･●.．。", "·"))
BETWEEN_CHINESE = re.compile(f"(?<=[{CHINESE}·])\\s+(?=[{CHINESE}·])")
NOTE = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|\(.*$")
LEADING_CODE = re.compile(r"^[A-Za-z]?\d{1,3}[:.、\-\s]*(?=\D)")
GARBLED = re.compile("[\ufffd]|\\?{2,}|锟斤拷|烫烫烫")
LONGEST_NAME = 60


def parse_names(cells: np.ndarray, longest: int | None = None) -> Parsed:
    """Names without inner spaces, with one kind of dot."""
    listed = cells.tolist()
    values, errors, warnings = objects(cells), nothing(len(cells)), nothing(len(cells))
    # In most sheets every name is plain, which one look at the whole column tells.
    plain = set(map(type, listed)) == {str} and PLAIN_NAMES.fullmatch("\n".join([*listed, ""]))
    if not plain or not BLANKS.isdisjoint(listed) or (longest or LONGEST_NAME) < LONGEST_PLAIN:
        match = PLAIN_NAME.fullmatch
        short = longest or LONGEST_NAME
        odd = [
            position
            for position, cell in enumerate(listed)
            if not (type(cell) is str and match(cell) and len(cell) <= short and cell not in BLANKS)
        ]
        known: dict[Any, tuple[str | None, str | None, str | None]] = {}
        for position in odd:
            cell = cells[position]
            if cell not in known:
                known[cell] = _name(cell, longest or LONGEST_NAME)
            values[position], errors[position], warnings[position] = known[cell]
    return Parsed(values, errors, warnings)


def _name(cell: Any, longest: int) -> tuple[str | None, str | None, str | None]:
    if not isinstance(cell, str):
        return None, "name-digits" if isinstance(cell, float | int) else "name-characters", None
    if EXCEL_ERROR.fullmatch(cell):
        return None, "cell-error", None
    text = fold(cell).strip().strip("'’*").strip()
    if text in BLANKS:
        return None, None, None
    if GARBLED.search(text) or CONTROL.search(text):
        return None, "name-garbled", None
    bare = NOTE.sub("", text).strip()
    warning = "name-note-removed" if bare and bare != text else None
    text = bare or text
    if re.search(f"[{CHINESE}]", text):
        text = text.translate(DOTS)
        text = re.sub(r"\s*·+\s*", "·", BETWEEN_CHINESE.sub("", text)).strip("·")
    text = re.sub(r"\s+", " ", text)
    if re.search(r"\d", text):
        return None, "name-digits", None
    if not NAME.fullmatch(text) or not re.search(r"\w", text):
        return None, "name-characters", None
    if len(text) > longest:
        return None, "text-too-long", None
    return text, None, "name-private" if _PRIVATE.search(text) else warning


def parse_texts(cells: np.ndarray, longest: int | None = None) -> Parsed:
    """Text on one line without invisible or control characters."""

    def parse(cell: Any) -> tuple[str | None, str | None]:
        text = text_of(cell)
        if EXCEL_ERROR.fullmatch(text):
            return None, "cell-error"
        text = " ".join(CONTROL.sub("", text).split()).translate(_INVISIBLE).strip()
        if "\ufffd" in text:
            return None, "text-garbled"
        if longest and len(text) > longest:
            return None, "text-too-long"
        return text or None, None

    values, errors = by_distinct(cells, parse, 2)
    return Parsed(values, errors, nothing(len(cells)))


_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])


def parse_regions(cells: np.ndarray, longest: int | None = None) -> Parsed:
    """Names of places without any space."""

    def parse(cell: Any) -> tuple[str | None, str | None]:
        text = squeeze(text_of(cell))
        if EXCEL_ERROR.fullmatch(text):
            return None, "cell-error"
        if text in BLANKS:
            return None, None
        if GARBLED.search(text) or CONTROL.search(text):
            return None, "text-garbled"
        return (None, "text-too-long") if len(text) > (longest or 200) else (text, None)

    values, errors = by_distinct(cells, parse, 2)
    return Parsed(values, errors, nothing(len(cells)))


def parse_choices(cells: np.ndarray, choices: Mapping[str, Any]) -> Parsed:
    """The stored value of what was written; a leading code as in "1：男" is passed over."""
    known = {squeeze(str(written)).casefold(): value for written, value in choices.items()}

    def parse(cell: Any) -> tuple[Any, str | None]:
        text = squeeze(text_of(cell)).strip("'’").casefold()
        if EXCEL_ERROR.fullmatch(text.upper()):
            return None, "cell-error"
        if text in known:
            return known[text], None
        if text in BLANKS:
            return None, None
        bare = LEADING_CODE.sub("", text)
        return (known[bare], None) if bare in known else (None, "choice-unknown")

    values, errors = by_distinct(cells, parse, 2)
    return Parsed(values, errors, nothing(len(cells)))
