"""Marks an .xlsx in its own XML: formulas keep their shown values, formats and widths stay.

Only the workbook, its sheets, texts, formats and comments are carried over; drawings, links to
other files, programs and whatever else a workbook may hold are left behind.
"""

import html
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from lxml import etree
from python_calamine import CalamineWorkbook

from intake.reading import archives, comments
from intake.reading.cells import column_index, column_letter
from intake.reading.limits import Limits
from intake.reading.own_list import is_own_row
from intake.reading.plainbook import (
    DECLARATION,
    MAIN,
    RELATIONS,
    attribute,
    cell,
    relationships,
    write_frame,
)
from intake.reading.styles import Styles
from intake.reading.workbooks import kept_names, ooxml
from intake.reading.workbooks.package import read_package


# Formulas that reach outside the workbook are handed back as what they show.
REACHING_OUT = re.compile(
    r"\||\b(?:WEBSERVICE|HYPERLINK|FILTERXML|IMAGE|DDE|CALL|REGISTER(?:\.ID)?|EXEC|RTD)\b|\[\d+\]|\w!\w*\(",
    re.IGNORECASE,
)
_ROW = re.compile(rb'<row\b(?=[^<>]*\br="(\d+)")[^<>]*?(?:/>|>.*?</row>)', re.DOTALL)
_CELL = re.compile(rb'<c r="([A-Za-z]+)\d+"([^<>]*?)(/>|>(.*?)</c>)', re.DOTALL)
_STYLE = re.compile(rb'\ss="(\d+)"')
_FORMULA_CELL = re.compile(
    rb'<c r="([A-Za-z]+\d+)"([^<>]*)>\s*(<f\b[^<>]*?(?:/>|>([^<]*)</f>))\s*(<v\b[^<>]*>[^<]*</v>)?(?:<v\s*/>)?[^<]*</c>'
)
_FORMULA = re.compile(rb"<f\b[^<>]*>([^<]*)</f>")
_SHARED = re.compile(rb'\bsi="(\d+)"')
# Parts of a sheet that point at what is left behind.
_LEFT_BEHIND = re.compile(
    rb"<(mc:AlternateContent|dataConsolidate|hyperlinks|drawing|legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls"
    rb"|webPublishItems|tableParts|extLst|customSheetViews|sortState|smartTags|customProperties)\b"
    rb"(?:[^<>]*/>|.*?</\1>)",
    re.DOTALL,
)
_WITH_FORMULAS = re.compile(
    rb"<(dataValidations|conditionalFormatting)\b(?:[^<>]*/>|.*?</\1>)", re.DOTALL
)
# Attributes that point at parts left behind: printer settings, further windows, values in other files.
_PRINTER = re.compile(rb'(<pageSetup\b[^<>]*?)\s\w+:id="[^"]*"')
_WINDOW = re.compile(rb'\bworkbookViewId="\d+"')
_METADATA = re.compile(rb'(<c r="[A-Za-z]+\d+"[^<>]*?)\s[cv]m="\d+"')
_MERGED = re.compile(rb'<mergeCell [^<>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
LIST_PART = "xl/worksheets/portal-problems.xml"


class Odd(Exception):
    """The XML is not as Excel and WPS write it; only its values can be had."""


@dataclass(slots=True)
class Spot:
    """What is to be done with one cell: its colour and comment, or a new value."""

    colour: str = ""
    comment: str = ""
    value: str | None = None


# By row (Excel's) and zero-based column; None stands for the row's first filled cell.
Spots = dict[int, dict[int | None, Spot]]


@dataclass(slots=True)
class OwnSheet:
    """One sheet of the workbook: its title and name as kept, its part, and where rows begin."""

    title: str
    name: str
    part: str
    xml: bytes
    firsts: dict[int, int] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def place(self, row: int, column: int | None) -> tuple[int, int]:
        """Row and column to mark: of merged cells the first, of a whole row its first."""
        found = self.firsts.get(row, 0) if column is None else column
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= found <= right:
                return top, left
        return row, found


class OwnBook:
    """An .xlsx to be marked. Raises Odd where its XML cannot be trusted to be plain."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.infos = {info.filename: info for info in archives.entries(data, limits)}
        self._data, self._limits = data, limits
        self.parts = archives.unpack(data, list(self.infos.values()), limits)
        places = read_package(self.parts).sheets
        names = kept_names(list(places))
        self.sheets = [
            OwnSheet(title, name, part, self.parts[part])
            for (title, part), name in zip(places.items(), names, strict=True)
        ]
        for sheet in self.sheets:
            if not ooxml.is_plain(sheet.xml) or b"<sheetData" not in sheet.xml:
                raise Odd
            if re.match(rb"(?:<\?[^>]*>\s*)?<\w+:", sheet.xml):
                raise Odd
        if "xl/styles.xml" not in self.parts:
            raise Odd
        if "xl/sharedStrings.xml" not in self.parts and any(b't="s"' in s.xml for s in self.sheets):
            raise Odd
        own = [sheet for sheet in self.sheets if self._is_own_list(sheet)]
        self.was_marked = bool(own)
        self.sheets = [sheet for sheet in self.sheets if sheet not in own]
        if not self.sheets:
            raise Odd
        self.styles = Styles(self.parts["xl/styles.xml"], was_marked=self.was_marked)
        for sheet in self.sheets:
            self._look(sheet)

    def _is_own_list(self, sheet: OwnSheet) -> bool:
        if len(sheet.xml) > 8 * 2**20:
            return False
        with CalamineWorkbook.from_object(io.BytesIO(self._data)) as book:
            rows = book.get_sheet_by_name(sheet.title).to_python(nrows=1)
        return bool(rows) and is_own_row(rows[0])

    @staticmethod
    def _look(sheet: OwnSheet) -> None:
        tail = sheet.xml[sheet.xml.rfind(b"</sheetData>") :]
        sheet.merged = [
            (int(top), column_index(left.decode()), int(bottom), column_index(right.decode()))
            for left, top, right, bottom in _MERGED.findall(tail)[:2_000]
        ]

    def part(self, name: str) -> bytes | None:
        """A part that reading does not need; None where there is none."""
        info = self.infos.get(name)
        return None if info is None else archives.part(self._data, info, self._limits)

    def packed(self, spots: dict[str, Spots], title: str, first: Callable[[], str]) -> bytes:
        """The workbook with these spots by sheet name, behind a first sheet of this title and XML."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
            parts = [f"/{LIST_PART}", "/xl/styles.xml"]
            for number, sheet in enumerate(self.sheets, 1):
                parts.append(f"/{sheet.part}")
                said = {
                    place: comments.joined("", text)
                    for place, text in comments.kept_of(self.part, sheet.part).items()
                }
                xml, ours = self._marked(sheet, spots.get(sheet.name, {}))
                said |= {
                    place: comments.joined(text, said.get(place, ""))
                    for place, text in ours.items()
                }
                if said:
                    parts.append(comments.write(book, sheet.part, number, said))
                    xml = xml.replace(
                        b"</worksheet>",
                        f'<legacyDrawing xmlns:r="{RELATIONS}" r:id="rId1"/></worksheet>'.encode(),
                    )
                book.writestr(sheet.part, xml)
            for name in self.infos:
                if name.lower().startswith("xl/theme/") and name.endswith(".xml"):
                    book.writestr(name, self.part(name) or b"")
                    parts.append(f"/{name}")
            if "xl/sharedStrings.xml" in self.parts:
                book.writestr("xl/sharedStrings.xml", self.parts["xl/sharedStrings.xml"])
                parts.append("/xl/sharedStrings.xml")
            book.writestr(LIST_PART, first())
            book.writestr("xl/styles.xml", self.styles.packed())
            book.writestr("xl/workbook.xml", self._workbook(title))
            targets = [(f"/{LIST_PART}", "worksheet")]
            targets += [(f"/{sheet.part}", "worksheet") for sheet in self.sheets]
            targets.append(("/xl/styles.xml", "styles"))
            targets += [
                (part, "theme" if "/theme/" in part else "sharedStrings")
                for part in parts
                if "/theme/" in part or part.endswith("sharedStrings.xml")
            ]
            book.writestr("xl/_rels/workbook.xml.rels", relationships(targets))
            write_frame(book, parts)
        return packed.getvalue()

    def _workbook(self, title: str) -> bytes:
        """The list of sheets, with their states and the names that stay inside the workbook."""
        old = etree.fromstring(
            self.parts["xl/workbook.xml"],
            etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False),
        )
        states = {each.get("name"): each.get("state") for each in old.iter("{*}sheet")}
        order = [each.get("name") for each in old.iter("{*}sheet")]
        kept = {sheet.title: number for number, sheet in enumerate(self.sheets, 1)}
        listed = [f'<sheet name="{attribute(title)}" sheetId="1" r:id="rId1"/>']
        for name, number in kept.items():
            state = (
                f' state="{states[name]}"' if states.get(name) in ("hidden", "veryHidden") else ""
            )
            listed.append(
                f'<sheet name="{attribute(name)}" sheetId="{number + 1}"{state} r:id="rId{number + 1}"/>'
            )
        date1904 = any(each.get("date1904") in ("1", "true") for each in old.iter("{*}workbookPr"))
        names = []
        for each in old.iter("{*}definedName"):
            local, text = each.get("localSheetId"), each.text or ""
            inside = local is None or (
                local.isdigit() and int(local) < len(order) and order[int(local)] in kept
            )
            if not inside or REACHING_OUT.search(text) or each.get("function") or each.get("xlm"):
                continue
            at = f' localSheetId="{kept[order[int(local)]]}"' if local is not None else ""
            names.append(
                f'<definedName name="{attribute(each.get("name", ""))}"{at}>{escape(text)}</definedName>'
            )
        dates = ' date1904="1"' if date1904 else ""
        defined = f"<definedNames>{''.join(names)}</definedNames>" if names else ""
        return (
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr{dates}/>'
            f"<bookViews><workbookView/></bookViews><sheets>{''.join(listed)}</sheets>{defined}"
            "</workbook>"
        ).encode()

    def _marked(self, sheet: OwnSheet, spots: Spots) -> tuple[bytes, dict[str, str]]:
        """The sheet's XML with its spots, and their comments by place."""
        start = sheet.xml.index(b"<sheetData")
        end = sheet.xml.rfind(b"</sheetData>")
        head, tail = sheet.xml[:start], sheet.xml[end:]
        if end < start:
            raise Odd
        body = self._inside(sheet.xml[start:end])
        head = re.sub(rb'\stabSelected="[^"]*"', b"", head)
        head = _WINDOW.sub(b'workbookViewId="0"', head)
        tail = _PRINTER.sub(rb"\1", _LEFT_BEHIND.sub(b"", tail))
        tail = _WITH_FORMULAS.sub(
            lambda m: b"" if REACHING_OUT.search(html.unescape(m[0].decode())) else m[0], tail
        )
        said: dict[str, str] = {}
        if spots:
            opening = body.index(b">") + 1
            body = body[:opening] + self._rows(sheet, body[opening:], spots, said)
        return head + body + tail, said

    def _inside(self, body: bytes) -> bytes:
        """Without formulas that reach outside: what they show stays."""
        while b' cm="' in body or b' vm="' in body:
            body, changed = _METADATA.subn(rb"\1", body)
            if not changed:
                break
        if b"<f" not in body:
            return body
        gone: set[bytes] = set()

        def look(match: re.Match[bytes]) -> bytes:
            place, attributes, formula, text, value = match.groups()
            shared = _SHARED.search(formula[: formula.index(b">")])
            words = html.unescape((text or b"").decode())
            if not REACHING_OUT.search(words):
                if text or not shared or shared[1] not in gone:
                    return match[0]
            elif shared:
                gone.add(shared[1])
            if value is not None and (b"></v>" not in value or b't="str"' in attributes):
                return b'<c r="%s"%s>%s</c>' % (place, attributes, value)
            style = _STYLE.search(attributes)
            return cell(
                place.decode(), f"={words}", self.styles.quoted(int(style[1]) if style else 0)
            ).encode()

        body = _FORMULA_CELL.sub(look, body)
        if any(REACHING_OUT.search(html.unescape(f.decode())) for f in _FORMULA.findall(body)):
            raise Odd
        return body

    def _rows(self, sheet: OwnSheet, body: bytes, spots: Spots, said: dict[str, str]) -> bytes:
        pieces, at = [], 0
        waiting = sorted(spots, reverse=True)
        for match in _ROW.finditer(body):
            number = int(match[1])
            while waiting and waiting[-1] < number:
                pieces.append(body[at : match.start()])
                at = match.start()
                pieces.append(self._row(sheet, waiting[-1], b"", spots[waiting.pop()], said))
            if waiting and waiting[-1] == number:
                pieces.append(body[at : match.start()])
                pieces.append(self._row(sheet, number, match[0], spots[waiting.pop()], said))
                at = match.end()
        pieces.append(body[at:])
        pieces += [
            self._row(sheet, number, b"", spots[number], said) for number in reversed(waiting)
        ]
        return b"".join(pieces)

    def _row(
        self, sheet: OwnSheet, number: int, old: bytes, wanted: dict[int | None, Spot],
        said: dict[str, str],
    ) -> bytes:  # fmt: skip
        opening = old[: old.index(b">") + 1] if old else b'<row r="%d">' % number
        if opening.endswith(b"/>"):
            opening = opening[:-2] + b">"
        # What a row says of its extent is a hint that would be wrong now.
        opening = re.sub(rb'\sspans="[^"]*"', b"", opening)
        cells = {column_index(m[1].decode()): (m[0], m[2], m[4]) for m in _CELL.finditer(old)}
        first = min((c for c, (_all, _a, inner) in cells.items() if inner), default=0)
        sheet.firsts[number] = first
        for column, spot in wanted.items():
            at = first if column is None else column
            whole, attributes, _inner = cells.get(at, (b"", b"", b""))
            style = _STYLE.search(attributes)
            used = int(style[1]) if style else 0
            place = f"{column_letter(at)}{number}"
            if spot.value is not None:
                whole = cell(place, spot.value, used).encode()
            if spot.colour:
                used = self.styles.filled(used, spot.colour)
                whole = _with_style(whole or b'<c r="%s"/>' % place.encode(), used)
            if spot.comment:
                said[place] = f"{said[place]}\n{spot.comment}" if place in said else spot.comment
            cells[at] = (whole, b' s="%d"' % used, b"x")
        inner = b"".join(cells[column][0] for column in sorted(cells))
        return opening + inner + b"</row>"


def _with_style(xml: bytes, style: int) -> bytes:
    end = xml.index(b">")
    opening = _STYLE.sub(b"", xml[:end])
    slash = b"/" if opening.endswith(b"/") else b""
    return opening.removesuffix(b"/") + b' s="%d"' % style + slash + xml[end:]
