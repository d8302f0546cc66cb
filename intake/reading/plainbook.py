"""Writes values as .xlsx, fast: every text stays text, nothing is a formula."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from intake.reading.cells import CONTROL, column_letter


OPENERS = ("=", "+", "-", "@", "\t", "\r")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Excel counts days from here.
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zone
# Places in cellXfs below.
DAY, MOMENT, QUOTED, AS_TEXT = 1, 2, 3, 4
STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/>'
    '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf xfId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1" xfId="0"/><xf numFmtId="22" applyNumberFormat="1"'
    ' xfId="0"/><xf quotePrefix="1" xfId="0"/><xf numFmtId="49" applyNumberFormat="1" xfId="0"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


class Styled(NamedTuple):
    """A value with its place in cellXfs."""

    value: Any
    style: int


@dataclass(slots=True)
class PlainSheet:
    """One sheet: Excel row numbers with their cells as (zero-based column, value)."""

    name: str
    rows: Iterable[tuple[int, Iterable[tuple[int, Any]]]]
    # Like "A1:C1".
    merged: Sequence[str] = ()
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False


def sheet_title(name: str) -> str:
    """A sheet's name as a workbook can have it."""
    return re.sub(r"[\\*?:/\[\]]", "_", CONTROL.sub("", name))[:31] or "Sheet"


def plain_book(sheets: Sequence[PlainSheet]) -> bytes:
    """The sheets as .xlsx."""
    titles: list[str] = []
    for sheet in sheets:
        titles.append(free_title(sheet_title(sheet.name), titles))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        for number, sheet in enumerate(sheets, 1):
            book.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
        listed = "".join(
            f'<sheet name="{attribute(title)}" sheetId="{number}" r:id="rId{number}"'
            + (' state="hidden"/>' if sheet.hidden else "/>")
            for number, (title, sheet) in enumerate(zip(titles, sheets, strict=True), 1)
        )
        book.writestr(
            "xl/workbook.xml",
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/>'
            f"</bookViews><sheets>{listed}</sheets></workbook>",
        )
        book.writestr("xl/styles.xml", STYLES)
        targets = [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, len(sheets) + 1)]
        targets.append(("styles.xml", "styles"))
        book.writestr("xl/_rels/workbook.xml.rels", relationships(targets))
        write_frame(book, [f"/xl/{target}" for target, _kind in targets])
    return packed.getvalue()


def relationships(targets: Iterable[tuple[str, str]]) -> str:
    """A part's relations: (target, kind), as rId1, rId2 and so on."""
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{attribute(target)}"/>'
        for n, (target, kind) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


_TYPES = (
    ("comments", "comments"), ("styles", "styles"), ("sharedstrings", "sharedStrings"),
    ("worksheets/", "worksheet"),
)  # fmt: skip


def write_frame(book: zipfile.ZipFile, parts: Iterable[str]) -> None:
    """What an archive needs around its workbook: content types and the first relation."""
    overrides = [("/xl/workbook.xml", "spreadsheetml.sheet.main")]
    for part in parts:
        low = part.lower()
        if "/theme/" in low:
            overrides.append((part, "theme"))
            continue
        kind = next((kind for word, kind in _TYPES if word in low), "")
        overrides.append((part, f"spreadsheetml.{kind}"))
    listed = "".join(
        f'<Override PartName="{attribute(part)}"'
        f' ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for part, kind in overrides
    )
    book.writestr(
        "[Content_Types].xml",
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        ' ContentType="application/xml"/><Default Extension="vml" ContentType='
        f'"application/vnd.openxmlformats-officedocument.vmlDrawing"/>{listed}</Types>',
    )
    book.writestr("_rels/.rels", relationships([("xl/workbook.xml", "officeDocument")]))


def free_title(wanted: str, taken: Iterable[str]) -> str:
    """A sheet title that is not in use yet."""
    low = {title.lower() for title in taken}
    title, number = wanted, 2
    while title.lower() in low:
        title, number = f"{wanted[:27]} {number}", number + 1
    return title


def attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})


def _sheet(sheet: PlainSheet) -> str:
    parts = [f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData>']
    for number, cells in sheet.rows:
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        inner = "".join(cell(f"{column_letter(c)}{number}", value) for c, value in cells)
        parts.append(f'<row r="{number}"{hidden}>{inner}</row>')
    parts.append("</sheetData>")
    if sheet.merged:
        ranges = "".join(f'<mergeCell ref="{each}"/>' for each in sheet.merged)
        parts.append(f"<mergeCells>{ranges}</mergeCells>")
    parts.append("</worksheet>")
    return "".join(parts)


def cell(place: str, value: Any, style: int | None = None) -> str:
    """One cell; a text that opens like a formula is marked as text."""
    if isinstance(value, Styled):
        return cell(place, *value)
    if isinstance(value, bool):
        return f'<c r="{place}"{_style(style or 0)} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"{_style(style or 0)}><v>{value!r}</v></c>'
    if isinstance(value, Decimal):
        return f'<c r="{place}"{_style(style or 0)}><v>{value}</v></c>'
    if isinstance(value, datetime.date):
        moment = isinstance(value, datetime.datetime)
        since = (
            value if isinstance(value, datetime.datetime)
            else datetime.datetime.combine(value, datetime.time())
        ) - _EPOCH  # fmt: skip
        days = since / datetime.timedelta(days=1)
        whole = not moment or days == int(days)
        used = style if style is not None else DAY if whole else MOMENT
        return f'<c r="{place}"{_style(used)}><v>{int(days) if whole else days!r}</v></c>'
    text = CONTROL.sub("", str(value))[:32_767]
    if style is None:
        style = QUOTED if text.startswith(OPENERS) else 0
    return (
        f'<c r="{place}"{_style(style)} t="inlineStr"><is><t xml:space="preserve">{escape(text)}'
        "</t></is></c>"
    )


def _style(style: int) -> str:
    return f' s="{style}"' if style else ""
