"""What the look of an .xlsx cell says of its value: struck out, or shown as another figure."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from intake.reading.cells import column_index
from intake.reading.workbooks.shows import BUILT_IN, read_format


Place = tuple[int, int]
_SI = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>.*?</(?:\w+:)?si>)", re.DOTALL)
_STRUCK = re.compile(rb'<(?:\w+:)?strike\b(?![^>]*val="(?:0|false)")')
_SHARED = re.compile(
    rb'<(?:\w+:)?c (?=[^<>]*\bt="s")[^<>]*?\br="([A-Za-z]+)(\d+)"[^<>]*>\s*<(?:\w+:)?v>(\d+)<'
)
_HIDDEN_COLUMNS = re.compile(rb'<(?:\w+:)?col\s(?=[^<>]*\bhidden="(?:1|true)")([^<>]*)>')
_ATTRIBUTE = re.compile(rb'\b(min|max)="(\d{1,5})"')
_INLINE = re.compile(
    rb'<(?:\w+:)?c [^<>]*?\br="([A-Za-z]+)(\d+)"[^<>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?strike\b',
    re.DOTALL,
)


@dataclass(slots=True)
class Looks:
    """Telling looks of a sheet's cells, by Excel row and zero-based column."""

    struck: set[Place] = field(default_factory=set)
    # Number formats that show another figure than the cell holds, or none.
    formats: dict[Place, str] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Styles:
    """Which cell styles of a workbook tell something, and which shared texts are struck out."""

    struck: set[int] = field(default_factory=set)
    formats: dict[int, str] = field(default_factory=dict)
    texts: set[int] = field(default_factory=set)

    @property
    def telling(self) -> set[int]:
        """The numbers of all styles that tell something."""
        return self.struck | self.formats.keys()


def read_styles(styles: bytes | None, shared: bytes | None) -> Styles:
    """What of a workbook's styles and shared texts tells something. Raises XMLSyntaxError."""
    found = Styles()
    if shared and b"strike" in shared:
        found.texts = {
            number for number, match in enumerate(_SI.finditer(shared)) if _STRUCK.search(match[0])
        }
    if not styles:
        return found
    root = etree.fromstring(
        styles, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    )
    codes = dict(BUILT_IN)
    for each in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[_number(each.get("numFmtId"))] = each.get("formatCode") or ""
    fonts = [
        any(mark.get("val") not in {"0", "false"} for mark in font.iterfind("{*}strike"))
        for font in root.iterfind("{*}fonts/{*}font")
    ]
    for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        font = _number(style.get("fontId"))
        if 0 <= font < len(fonts) and fonts[font]:
            found.struck.add(number)
        code = codes.get(_number(style.get("numFmtId")), "")
        if read_format(code).tells:
            found.formats[number] = code
    return found


def read_looks(xml: bytes, styles: Styles, *, plain: bool) -> Looks:
    """The telling looks on one sheet; `plain` says that every cell opens with its place."""
    looks = Looks()
    for attributes in _HIDDEN_COLUMNS.findall(xml[: max(0, xml.find(b"sheetData"))]):
        said = dict(_ATTRIBUTE.findall(attributes))
        first, last = int(said.get(b"min", 1)), int(said.get(b"max", 0))
        looks.hidden_columns.update(range(first - 1, min(last, first + 1_000)))
    if styles.telling:
        for place, style in _styled(xml, styles.telling, plain=plain):
            if style in styles.struck:
                looks.struck.add(place)
            if style in styles.formats:
                looks.formats[place] = styles.formats[style]
    if styles.texts:
        looks.struck |= {
            _place(letters, row)
            for letters, row, text in _SHARED.findall(xml)
            if int(text) in styles.texts
        }
    if b"strike" in xml:
        looks.struck |= {_place(letters, row) for letters, row in _INLINE.findall(xml)}
    return looks


def _styled(xml: bytes, telling: set[int], *, plain: bool) -> Iterator[tuple[Place, int]]:
    """Each cell with one of these styles."""
    if not plain:
        yield from _styled_slowly(xml, telling)
        return
    numbers = "|".join(map(str, sorted(telling))).encode()
    pattern = rb'<c r="([A-Za-z]+)(\d+)"[^<>]*?\bs="(' + numbers + rb')"[^<>]*?(/?)>'
    for letters, row, style, closed in re.findall(pattern, xml):
        if not closed:
            yield _place(letters, row), int(style)


def _styled_slowly(xml: bytes, telling: set[int]) -> Iterator[tuple[Place, int]]:
    """The same by a real parser, for cells without a place."""
    row = column = 0
    events = etree.iterparse(io.BytesIO(xml), events=("start",), resolve_entities=False,
                             no_network=True)  # fmt: skip
    for _event, element in events:
        tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if tag == "row":
            row, column = int(element.get("r") or row + 1), -1
        elif tag == "c":
            said = re.fullmatch(r"([A-Za-z]+)(\d+)", element.get("r") or "")
            column = column_index(said[1]) if said else column + 1
            style = _number(element.get("s"))
            if style in telling:
                yield (row, column), style


def _place(letters: bytes, row: bytes) -> Place:
    return int(row), _column(letters)


def _column(letters: bytes, known: dict[bytes, int] = {}) -> int:  # noqa: B006 - a memory
    if letters not in known:
        known[letters] = column_index(letters.decode())
    return known[letters]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1
