"""Reads the tables of an HTML page, usually an export that some system named .xls."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html as lxml_html

from intake.reading.encoding import decode
from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile
from intake.reading.workbooks.raw import RawSheet, check_extent, matrix


HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
INLINE_SPACE = re.compile(r"[ \t\r\n\f]+")
BREAKS = frozenset(["br", "p", "div"])
AS_TEXT = re.compile(r'="(.*)"')


def read(data: bytes, limits: Limits) -> list[RawSheet]:
    """One sheet per outermost table that has rows. Raises UnusableFile."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(data))
    try:
        parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, huge_tree=True)
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError) as error:
        raise UnusableFile("file-damaged") from error
    # A table that holds tables is only there for the layout; the innermost ones hold the data.
    tables = [table for table in root.iter("table") if table.find(".//table") is None]
    sheets = [_sheet(table, f"Sheet{n}", limits) for n, table in enumerate(tables, 1)]
    if not sheets:
        raise UnusableFile("file-damaged")
    if len(sheets) > limits.sheets:
        raise UnusableFile("too-many-sheets", most=limits.sheets)
    return sheets


def _sheet(table: Any, name: str, limits: Limits) -> RawSheet:
    """A table laid out on a grid; spanning cells become merged ranges."""
    lines = list(table.iter("tr"))
    check_extent(name, len(lines), 1, limits)
    grid: list[dict[int, str]] = [{} for _ in lines]
    merged = []
    hidden = set()
    struck: set[tuple[int, int]] = set()
    width = cells = 0
    for number, line in enumerate(lines):
        if HIDDEN.search(line.get("style", "")):
            hidden.add(number + 1)
        column = 0
        for cell in line.iterchildren("td", "th"):
            while column in grid[number]:
                column += 1
            across = min(_span(cell, "colspan"), limits.columns)
            down = min(_span(cell, "rowspan"), len(lines) - number)
            cells += across * down
            if cells > limits.cells or column > limits.columns:
                raise UnusableFile("sheet-too-wide", sheet=name, most=limits.columns)
            for r in range(number, number + down):
                for c in range(column, column + across):
                    grid[r].setdefault(c, "")
            grid[number][column] = _text(cell)
            if _is_struck(line, cell):
                struck.add((number + 1, column))
            if across > 1 or down > 1:
                merged.append((number, column, number + down - 1, column + across - 1))
            column += across
            width = max(width, column)
    check_extent(name, len(lines), width, limits)
    rows = [[filled.get(column, "") for column in range(width)] for filled in grid]
    return RawSheet(name=name, cells=matrix(rows), hidden_rows=hidden, merged=merged,
                    struck=struck)  # fmt: skip


def _is_struck(line: Any, cell: Any) -> bool:
    """Whether a cell or something in it is struck out."""
    marked = [line, cell, *cell.iterdescendants()]
    return any(
        each.tag in {"s", "strike", "del"} or STRUCK.search(each.get("style") or "")
        for each in marked
        if isinstance(each.tag, str)
    )


def _span(cell: Any, name: str) -> int:
    digits = re.match(r"\s*(\d{1,6})", cell.get(name) or "")
    return max(1, int(digits[1])) if digits else 1


def _text(cell: Any) -> str:
    """A cell's text, line breaks kept, scripts left out."""
    text = INLINE_SPACE.sub(" ", "".join(_pieces(cell))).replace("\v", "\n").strip()
    as_text = AS_TEXT.fullmatch(text)
    return as_text[1] if as_text else text


def _pieces(cell: Any) -> Iterator[str]:
    """The texts inside a cell in reading order; a vertical tab stands for a line break.

    Walked, not recursed into: elements may be nested as deep as a file is long.
    """
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            yield (element.tail or "") if element is not cell else ""
        elif isinstance(element.tag, str) and element.tag not in {"script", "style"}:
            yield "\v" if element.tag in BREAKS and element is not cell else ""
            yield element.text or ""
        else:
            walk.skip_subtree()
