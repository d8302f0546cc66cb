"""Reads CSV text in the encodings and with the separators that offices produce."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from intake.reading.encoding import decode
from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile
from intake.reading.workbooks.raw import RawSheet, check_extent, matrix


SHEET = "Sheet1"
# Excel's trick to keep a long number as text in CSV.
AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_QUOTED = re.compile(r'"[^"]*"')
SEPARATORS = (",", "\t", ";", "|")
# A cell over more lines than this is a quotation mark that nothing closes.
MOST_LINES = 50
# How wide rows are is learnt from so many lines.
_LOOKED_AT = 2_000


def read(data: bytes, limits: Limits, encoding: str = "") -> list[RawSheet]:
    """The one sheet of a CSV file.

    `lengths` tells how many cells each row has of its own; `noted` the rows in which a quotation
    mark was read as a character. Raises UnusableFile where a mark leaves two readings.
    """
    text = decode(data, encoding)
    separator, text = _separator(text)
    rows: list[list[str]] = []
    noted: dict[int, str] = {}
    for record, stray in _records(text, separator):
        rows.append(record)
        if stray:
            noted[len(rows)] = "csv-quote"
        if len(rows) > limits.rows and any(record):
            raise UnusableFile("sheet-too-long", sheet=SHEET, most=limits.rows)
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    check_extent(SHEET, len(rows), width, limits)
    lengths = np.array([len(record) for record in rows], dtype=np.int64)
    quoted = '="' in text
    for number, record in enumerate(rows):
        if quoted:
            rows[number] = record = [AS_TEXT.sub(_unquote, cell) for cell in record]
        if len(record) < width:
            record.extend([""] * (width - len(record)))
    return [RawSheet(name=SHEET, cells=matrix(rows), lengths=lengths, noted=noted)]


def _records(text: str, separator: str) -> list[tuple[list[str], bool]]:
    """Each record, and whether a quotation mark in it opens nothing and is a character."""
    lines = _lines(text)
    if '"' not in text:
        return [(line.split(separator), False) for line in lines]
    well_formed = _well_formed(lines, separator)
    return well_formed if well_formed is not None else list(_piece_by_piece(lines, separator))


def _well_formed(lines: list[str], separator: str) -> list[tuple[list[str], bool]] | None:
    """All records where every quotation mark opens or closes a cell; else None."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    records = []
    first = 0
    try:
        for record in reader:
            _check_one_reading(lines[first : reader.line_num], len(record), separator, first)
            records.append((record, False))
            first = reader.line_num
    except csv.Error:
        return None
    return records


def _check_one_reading(lines: list[str], width: int, separator: str, at: int) -> None:
    """Refuse a record over several lines of which each would be a whole row by itself."""
    if len(lines) > 1 and all(line.count(separator) + 1 == width for line in lines):
        raise UnusableFile("csv-quote-open", row=at + 1, last=at + len(lines))


def _piece_by_piece(lines: list[str], separator: str) -> Iterator[tuple[list[str], bool]]:
    """The same where some mark opens nothing: it is a character if the line is whole without it."""
    widths = Counter(line.count(separator) + 1 for line in lines if line and '"' not in line)
    widths.update(
        len(record)
        for line in lines[:_LOOKED_AT]
        if '"' in line and (record := _parse(line, separator)) is not None
    )
    usual = widths.most_common(1)[0][0] if widths else 0
    at = 0
    while at < len(lines):
        plain = lines[at].split(separator)
        if '"' not in lines[at]:
            yield plain, False
            at += 1
            continue
        joined, last = _joined(lines, at, separator)
        if joined is not None and (last == at or len(joined) == usual):
            _check_one_reading(lines[at : last + 1], len(joined), separator, at)
            yield joined, False
        elif len(plain) == usual:
            yield plain, True
            last = at
        else:
            raise UnusableFile("csv-quote-open", row=at + 1, last=last + 1)
        at = last + 1


def _lines(text: str) -> list[str]:
    """Physical lines; a file that ends with a line break has no empty one behind it."""
    lines = re.split(r"\r\n|\n|\r", text)
    return lines[:-1] if lines and not lines[-1] else lines


def _joined(lines: list[str], at: int, separator: str) -> tuple[list[str] | None, int]:
    """The record that begins with a line and the line where it ends; None if it never closes."""
    text, marks = "", 0
    for last in range(at, min(at + MOST_LINES, len(lines))):
        text += ("\n" if last > at else "") + lines[last]
        marks += lines[last].count('"')
        if marks % 2 == 0 and (record := _parse(text, separator)) is not None:
            return record, last
    return None, min(at + MOST_LINES, len(lines)) - 1


def _parse(text: str, separator: str) -> list[str] | None:
    """One record; None where its quotation marks do not close as they should."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def _unquote(match: re.Match[str]) -> str:
    return match[1].replace('""', '"')


def _separator(text: str) -> tuple[str, str]:
    """The separator and the text without a `sep=` line (Excel does not count that line)."""
    declared = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if declared:
        return declared[1], text[declared.end() :]
    bare = [line for line in _QUOTED.sub("", text[:65536]).splitlines()[:60] if line.strip()]
    return max(SEPARATORS, key=lambda mark: sum(min(line.count(mark), 40) for line in bare)), text
