"""Finds the heading rows of a table and joins merged, multi-row headings to paths."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from core.redaction import kept_words
from intake.reading import headings as wording
from intake.reading.cells import SEEN, column_letter, squeeze, text_of
from intake.reading.mapping import Heading, Vocabulary
from intake.reading.workbooks import RawSheet


DEEPEST = 4
LONG_DIGITS = re.compile(r"\d{8,}")
# What stands before a number of the office that sends the sheet.
_LABEL = re.compile(
    r"(?:电话|手机|传真|邮编|编码|代码|编号|文号|账号|开户行|日期|时间)[^:]{0,6}:?\d*"
)
PLAIN_NUMBER = re.compile(r"[-+¥]?[\d,]+(?:\.\d+)?%?元?")


@dataclass(slots=True)
class Header:
    """A block of heading rows: first and last as indices into the sheet's cells."""

    top: int
    bottom: int
    headings: list[Heading]
    known: int


def find_header(
    sheet: RawSheet, vocabulary: Vocabulary, start: int = 0, reach: int = 60
) -> Header | None:
    """The heading block that names most known fields from row `start` on; None if there is none."""
    cells = sheet.cells
    filled = (row for row in range(start, len(cells)) if (cells[row] != "").any())
    rows = list(islice(filled, reach))
    spans = _spans(sheet)
    best: tuple[tuple[float, ...], Header] | None = None
    # No heading can stand below a row that holds someone's long number.
    for row in rows:
        if _is_data(cells[row]):
            break
        for depth in range(DEEPEST):
            bottom = row + depth
            if bottom >= len(cells) or _is_data(cells[bottom]):
                break
            # A line by itself under the headings (一、收入) is a section of the table.
            if depth and _is_section(cells[bottom], bottom, spans):
                break
            found = read_block(sheet, row, bottom, spans)
            known = len(
                {name for h in found for _, name in vocabulary.meanings(h)[:1]}
                | {vocabulary.recalls(h) or h.key for h in found if vocabulary.recalls(h)}
            )
            extras = sum(vocabulary.knows(heading) for heading in found)
            if not known:
                continue
            # Most fields; then fewest rows; then highest up, so that a repeated header loses.
            rank = (known, extras, -depth, -row)
            if best is None or rank > best[0]:
                best = rank, Header(row, bottom, found, known)
    if best is None:
        return None
    return _stretch(sheet, best[1], spans, vocabulary)


def _is_section(
    cells: np.ndarray, row: int, spans: dict[tuple[int, int], tuple[int, int, int, int]]
) -> bool:
    """Whether a row holds one text and no heading reaches into it from above."""
    filled = {text_of(cell) for cell in cells if cell != ""}
    reaching = any(span[0] < row for (at, _), span in spans.items() if at == row)
    return len(filled) == 1 and not reaching


def _stretch(
    sheet: RawSheet,
    header: Header,
    spans: dict[tuple[int, int], tuple[int, int, int, int]],
    vocabulary: Vocabulary,
) -> Header:
    """Adds rows above and below that belong to the block although they name no known field."""
    top, bottom = header.top, header.bottom
    # A heading merged from above belongs to the block, and so do the groups beside it.
    above = [span[0] for (r, _), span in spans.items() if r == top and span[0] < top]
    if above:
        top = min(above)
    while bottom + 1 < len(sheet.cells) and bottom - top + 1 < DEEPEST:
        reaching = [span for (r, _), span in spans.items() if top <= r <= bottom < span[2]]
        below = sheet.cells[bottom + 1]
        if not (reaching or _under_groups(sheet, header, bottom, spans)) or _is_data(below):
            break
        bottom += 1
    # Instructions merged with the headings may have been swept in: then most names are lost.
    for first, last in ((top, bottom), (top, header.bottom), (header.top, bottom)):
        found = read_block(sheet, first, last, spans)
        known = len({name for h in found for _, name in vocabulary.meanings(h)[:1]})
        if known * 2 > header.known:
            return Header(first, last, found, known)
    return header


def _under_groups(
    sheet: RawSheet,
    header: Header,
    bottom: int,
    spans: dict[tuple[int, int], tuple[int, int, int, int]],
) -> bool:
    """Whether the row below only fills the columns under horizontally merged headings."""
    below = sheet.cells[bottom + 1]
    filled = [column for column in range(len(below)) if below[column] != ""]
    if len(filled) < 2:
        return False
    for column in filled:
        span = spans.get((bottom, column))
        if span is None or span[1] == span[3] or span[1] == 0 == span[3] - len(below) + 1:
            return False
        if not isinstance(below[column], str) or PLAIN_NUMBER.fullmatch(squeeze(below[column])):
            return False
    return True


def read_block(
    sheet: RawSheet,
    top: int,
    bottom: int,
    spans: dict[tuple[int, int], tuple[int, int, int, int]] | None = None,
) -> list[Heading]:
    """The headings that rows `top` to `bottom` give, one per column that has any."""
    spans = _spans(sheet) if spans is None else spans
    width = sheet.cells.shape[1]
    levels = [_level(sheet, row, bottom, spans) for row in range(top, bottom + 1)]
    found = []
    for column in range(width):
        path: list[str] = []
        for level in levels:
            text = wording.clean(level[column])
            if text and (not path or path[-1] != text):
                path.append(text)
        if not path:
            continue
        units = (wording.unit_of(part) for part in reversed(path))
        index = sheet.first_column + column
        found.append(
            Heading(
                index=column,
                letter=column_letter(index),
                text=kept_words("".join(path)),
                unit=next((unit for unit in units if unit), None),
                path=tuple(path),
            )
        )
    return found


def _level(
    sheet: RawSheet,
    row: int,
    bottom: int,
    spans: dict[tuple[int, int], tuple[int, int, int, int]],
) -> list[str]:
    """One heading row's texts, merged ones spread over the columns and rows they cover."""
    cells = sheet.cells[row]
    texts = [text_of(cell) if cell != "" else "" for cell in cells]
    for column in range(len(texts)):
        span = spans.get((row, column))
        if span and not texts[column]:
            texts[column] = text_of(sheet.cells[span[0], span[1]])
    if row == bottom or sheet.merged:
        return texts
    # Without merge marks (CSV) a group reaches right as long as only the row below is filled.
    below = sheet.cells[row + 1]
    for column in range(1, len(texts)):
        beside = texts[column - 1]
        if not texts[column] and beside and below[column] != "" and below[column - 1] != "":
            texts[column] = beside
    return texts


def _spans(sheet: RawSheet) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """For each cell in a merged range near the top: the range it belongs to."""
    spans = {}
    for span in sheet.merged:
        top, left, bottom, right = span
        if bottom - top > DEEPEST or (right - left) * (bottom - top) > 5000:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                spans[row, column] = span
    return spans


def _is_data(cells: np.ndarray) -> bool:
    """Whether a row holds a long number or mostly numbers, as no heading does."""
    filled = [cell for cell in cells if cell != ""]
    if _is_label(filled):
        return False
    numbers = 0
    for cell in filled:
        if isinstance(cell, float | int):
            numbers += 1
            if abs(cell) >= 1e8:
                return True
        elif isinstance(cell, str):
            text = squeeze(cell[:SEEN])
            if LONG_DIGITS.search(text) and len(text) < 40 and _mostly_digits(text):
                return True
            numbers += bool(PLAIN_NUMBER.fullmatch(text))
    return len(filled) > 1 and numbers * 2 > len(filled)


def _is_label(filled: list[Any]) -> bool:
    """Whether a line above the headings says a number in words: 联系电话：0591-12345678."""
    texts = [squeeze(text_of(cell)[:SEEN]) for cell in filled]
    words = [text for text in texts if _LABEL.search(text)]
    return len(filled) <= 2 * len(words) and bool(words)


def _mostly_digits(text: str) -> bool:
    return sum(map(str.isdigit, text)) * 3 > len(text) * 2


def row_keys(cells: Any, key: Callable[[str], str] = wording.key) -> list[str]:
    """The heading keys of a row's cells, "" for blank ones."""
    return [key(text_of(cell)) if cell != "" else "" for cell in cells]
