"""Reads any recognised file into raw sheets: plain cell values with their place in Excel."""

from intake.reading.formats import Format
from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile
from intake.reading.workbooks import biff, delimited, html, ooxml
from intake.reading.workbooks.names import kept_names
from intake.reading.workbooks.raw import RawSheet, make_plain


__all__ = ["RawSheet", "kept_names", "read_workbook"]

READERS = {
    Format.XLSX: ooxml.read,
    Format.XLS: biff.read,
    Format.CSV: delimited.read,
    Format.HTML: html.read,
}


def read_workbook(
    data: bytes, kind: Format, limits: Limits | None = None, encoding: str = ""
) -> list[RawSheet]:
    """Every worksheet of the file, in its order, blank ones included.

    `encoding` is what a text file is said to be written in, else it is found out.

    Raises UnusableFile when damaged or over a limit.
    """
    limits = limits or Limits()
    if kind is Format.CSV:
        sheets = delimited.read(data, limits, encoding)
    else:
        sheets = READERS[kind](data, limits)
    for sheet, name in zip(sheets, kept_names([sheet.name for sheet in sheets]), strict=True):
        sheet.name = name
    for sheet in sheets:
        make_plain(sheet, limits)
        if sheet.first_row + len(sheet.cells) - 1 > limits.rows:
            raise UnusableFile("sheet-too-long", sheet=sheet.name, most=limits.rows)
        if sheet.cells.shape[1] > limits.columns < sheet.used_columns():
            raise UnusableFile("sheet-too-wide", sheet=sheet.name, most=limits.columns)
    if len({sheet.name for sheet in sheets}) < len(sheets):
        raise UnusableFile("file-damaged")
    return sheets
