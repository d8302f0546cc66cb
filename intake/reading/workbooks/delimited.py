"""Reads CSV text in the encodings and with the separators that offices produce."""

import csv
import io
import re

from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile
from intake.reading.workbooks.raw import RawSheet, check_extent, matrix


SHEET = "Sheet1"
# Excel's trick to keep a long number as text in CSV.
AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
SEPARATORS = (",", "\t", ";", "|")
BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with mark, or GB18030. Raises UnusableFile."""
    marked = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not BINARY.search(text):
            return text
    raise UnusableFile("file-encoding")


def read(data: bytes, limits: Limits) -> list[RawSheet]:
    """The one sheet of a CSV file."""
    text = decode(data)
    separator, text = _separator(text)
    rows: list[list[str]] = []
    width = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(record)
            width = max(width, len(record))
            if len(rows) > limits.rows and any(record):
                raise UnusableFile("sheet-too-long", sheet=SHEET, most=limits.rows)
    except csv.Error as error:
        raise UnusableFile("file-damaged") from error
    while rows and not any(rows[-1]):
        rows.pop()
    check_extent(SHEET, len(rows), width, limits)
    quoted = '="' in text
    for number, record in enumerate(rows):
        if quoted:
            rows[number] = record = [AS_TEXT.sub(_unquote, cell) for cell in record]
        if len(record) < width:
            record.extend([""] * (width - len(record)))
    return [RawSheet(name=SHEET, cells=matrix(rows))]


def _unquote(match: re.Match[str]) -> str:
    return match[1].replace('""', '"')


def _separator(text: str) -> tuple[str, str]:
    """The separator and the text without a `sep=` line (Excel does not count that line)."""
    declared = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if declared:
        return declared[1], text[declared.end() :]
    lines = [line for line in text[:65536].splitlines()[:60] if line.strip()]
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
    return max(SEPARATORS, key=lambda mark: sum(min(line.count(mark), 40) for line in bare)), text
