"""Reads .xlsx: unpacks under limits, scans the sheet's XML, lets calamine read the values."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from intake.reading import archives
from intake.reading.cells import column_index
from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile
from intake.reading.workbooks.looks import Looks, Styles, read_looks, read_styles
from intake.reading.workbooks.package import Package, read_package
from intake.reading.workbooks.raw import RawSheet, check_extent, clip_ranges, matrix


Scan = tuple[set[int], set[tuple[int, int]], Looks]
# One cell as all common writers put it: its place first.
CELL = re.compile(rb'<c r="([A-Za-z]+)(\d+)"[^<>]*>(</c>)?')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row (?=[^<>]*\bhidden="(?:1|true)")[^<>]*?\br="(\d+)"')
FORMULA = re.compile(
    rb'<(?:\w+:)?c (?=[^<>]*\br="([A-Za-z]+)(\d+)")([^<>]*)>\s*<(?:\w+:)?f(?:\s[^<>]*)?'
    rb"(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"
)
# calamine makes room for as many shared texts as a part claims to hold, and dies of a lie.
HUGE_COUNT = re.compile(rb"ount\s*=\s*[\"']\s*[+]?\d{8,}")
# Column ZZ: no honest table reaches it, and a cell there would cost a rectangle of memory.
FARTHEST_COLUMN = 702
DAMAGE = (CalamineError, OSError, ValueError, LookupError, RuntimeError, OverflowError)


def read(data: bytes, limits: Limits) -> list[RawSheet]:
    """Every worksheet of an .xlsx. Raises UnusableFile."""
    infos = archives.entries(data, limits)
    parts = archives.unpack(data, infos, limits)
    for content in parts.values():
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
            raise UnusableFile("file-damaged")
    package = read_package(parts)
    places = package.sheets
    if any(HUGE_COUNT.search(part) for name, part in parts.items() if name not in places.values()):
        raise UnusableFile("file-damaged")
    if len(places) > limits.sheets:
        raise UnusableFile("too-many-sheets", most=limits.sheets)
    xmls = {name: parts[part] for name, part in places.items()}
    styles = _styles(parts, package)
    moves = package.moves
    told = package.relations(moves) if moves else {}
    # calamine works without Python's lock, so both looks at the XML run beside it: the first while
    # it reads the shared texts, the second while it reads the cells.
    with ThreadPoolExecutor(max_workers=1) as beside:
        checks = {n: beside.submit(_check, n, xml, limits) for n, xml in xmls.items()}
        scans = {n: beside.submit(_scan, xml, styles) for n, xml in xmls.items()}
        try:
            packed = archives.repack(data, parts, infos, moves, told)
            with CalamineWorkbook.from_object(io.BytesIO(packed)) as book:
                return list(_sheets(book, checks, scans, from_1904=package.from_1904))
        except UnusableFile:
            raise
        except BaseException as error:
            # A panic inside calamine is no Exception, and its class cannot be imported.
            if isinstance(error, DAMAGE) or type(error).__name__ == "PanicException":
                raise UnusableFile("file-damaged") from error
            raise


def _sheets(
    book: CalamineWorkbook,
    checks: dict[str, Future[None]],
    scans: dict[str, Future[Scan]],
    *,
    from_1904: bool,
) -> Iterator[RawSheet]:
    """The worksheets' cells as calamine reads them, once each is known to be of sane extent."""
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.name not in checks:
            continue
        checks[meta.name].result()
        sheet = book.get_sheet_by_name(meta.name)
        cells = matrix(sheet.to_python())
        top, left = sheet.start or (0, 0)
        merged = clip_ranges(sheet.merged_cell_ranges, top, left, cells.shape)
        hidden_rows, formulas, looks = scans[meta.name].result()
        yield RawSheet(
            name=meta.name,
            cells=cells,
            first_row=top + 1,
            first_column=left,
            hidden_rows=hidden_rows,
            formulas_without_value=formulas,
            hidden=meta.visible != SheetVisibleEnum.Visible,
            merged=merged,
            struck=looks.struck,
            formats=looks.formats,
            hidden_columns=looks.hidden_columns,
            from_1904=from_1904,
        )


def _styles(parts: dict[str, bytes], package: Package) -> Styles:
    try:
        return read_styles(parts.get(package.styles or ""), parts.get(package.shared or ""))
    except etree.XMLSyntaxError as error:
        raise UnusableFile("file-damaged") from error


def _check(name: str, xml: bytes, limits: Limits) -> None:
    """Refuses stray cells far out before calamine spreads the sheet over a rectangle."""
    if b"\x00" in xml[:64]:
        raise UnusableFile("file-damaged")
    if not is_plain(xml):
        # Cells without a place, or oddly written places, could hide a far one from a quick look.
        _check_slowly(name, xml, limits)
    elif _beyond_z(limits).search(xml) and _far(limits).search(xml):
        _check_places(name, xml, limits)


def is_plain(xml: bytes) -> bool:
    """Whether every cell element opens with its place, as all common writers put it."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or xml.find(b":sheetData", 0, start) >= 0:
        return False
    end = len(xml) if end < start else end
    if xml.count(b"<c", start, end) != xml.count(b'<c r="', start, end):
        return False
    return xml.find(b":c", start, end) < 0 or not re.search(rb"<\w+:c[\s/>]", xml)


def _late_rows(limits: Limits) -> str:
    """A pattern of row numbers that are, or nearly are, beyond the limit."""
    first, more = str(limits.rows)[0], len(str(limits.rows)) - 1
    return rf"(?:[{first}-9]\d{{{more}}}|\d{{{more + 2}}})"


@cache
def _beyond_z(limits: Limits) -> re.Pattern[bytes]:
    """Matches a cell beyond column Z or the last rows: the quickest look, enough for most."""
    return re.compile(rf'<c r="(?:[A-Za-z]{{2}}|[A-Za-z]{_late_rows(limits)})'.encode())


@cache
def _far(limits: Limits) -> re.Pattern[bytes]:
    """Matches a cell that makes a closer look necessary: beyond column AW or the last rows."""
    rows = _late_rows(limits)
    pattern = rf'<c r="(?:[A-Za-z]{{3}}|[B-Zb-z][A-Za-z]|[Aa][X-Zx-z]|[A-Za-z]{{1,2}}{rows})'
    return re.compile(pattern.encode())


def _check_places(name: str, xml: bytes, limits: Limits) -> None:
    """Looks at each cell's place; cells without content do not count."""
    widest = longest = 0
    columns: dict[bytes, int] = {}
    for match in CELL.finditer(xml):
        if match[3] is not None or xml[match.end() - 2] == 0x2F:
            continue
        letters = match[1]
        if letters not in columns:
            columns[letters] = column_index(letters.decode()) + 1
            widest = max(widest, columns[letters])
            if widest > FARTHEST_COLUMN:
                raise UnusableFile("sheet-too-wide", sheet=name, most=limits.columns)
        longest = max(longest, int(match[2]))
        check_extent(name, longest, widest, limits)


def _check_slowly(name: str, xml: bytes, limits: Limits) -> None:
    """The same check by a real parser, for XML that Excel itself would not write."""
    row = column = widest = 0
    try:
        events = etree.iterparse(
            io.BytesIO(xml), events=("start", "end"), resolve_entities=False, no_network=True
        )
        for event, element in events:
            tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if event == "start" and tag == "row":
                row, column = int(element.get("r") or row + 1), 0
            elif event == "start" and tag == "c":
                place = re.fullmatch(r"([A-Za-z]+)(\d+)", element.get("r") or "")
                column = column_index(place[1]) + 1 if place else column + 1
                row = int(place[2]) if place else row
            elif event == "end" and tag == "c":
                if len(element):
                    widest = max(widest, column)
                    if column > FARTHEST_COLUMN:
                        raise UnusableFile("sheet-too-wide", sheet=name, most=limits.columns)
                    check_extent(name, row, widest, limits)
                element.clear()
            elif event == "end" and tag == "row":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableFile("file-damaged") from error


def _scan(xml: bytes, styles: Styles) -> Scan:
    """Hidden rows, formula cells that have no stored result, and cells whose look tells something."""
    hidden = set()
    if b"hidden=" in xml:
        hidden = {int(row) for row in HIDDEN_ROW.findall(xml)}
    formulas = set()
    prefixed = re.match(rb"(?:<\?[^>]*>\s*)?<\w+:", xml) is not None
    if b"<f" in xml or prefixed:
        for letters, row, attributes, ending in FORMULA.findall(xml):
            # An empty text result is a result: =IF(A1="","",A1).
            if b't="str"' in attributes and not ending.startswith(b"</"):
                continue
            formulas.add((int(row), column_index(letters.decode())))
    plain = not styles.telling or is_plain(xml)
    return hidden, formulas, read_looks(xml, styles, plain=plain)
