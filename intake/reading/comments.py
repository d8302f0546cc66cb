"""Comments of cells in a workbook's own XML: the cadre's stay, the portal's old ones go."""

import posixpath
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from lxml import etree

from intake.reading.cells import CONTROL, column_index
from intake.reading.plainbook import DECLARATION, MAIN, RELATIONS, relationships


AUTHOR = "portal"
_COMMENTS = f"{RELATIONS}/comments"
_PLACE = re.compile(r"([A-Z]+)(\d+)")


# Stands between the portal's words and a cadre's in one comment.
_BETWEEN = "\n——\n"


def joined(ours: str, theirs: str) -> str:
    """One comment of both; a cell has no second one."""
    return f"{ours}{_BETWEEN}{theirs}" if theirs else ours


def kept_of(part: Callable[[str], bytes | None], sheet: str) -> dict[str, str]:
    """What cadres said in comments of a sheet, by place, without the portal's words."""
    folder, name = posixpath.split(sheet)
    relations = part(f"{folder}/_rels/{name}.rels")
    if relations is None:
        return {}
    found: dict[str, str] = {}
    for relation in _parsed(relations):
        if relation.get("Type") != _COMMENTS or relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target", "")
        path = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        content = part(path)
        if content is None:
            continue
        root = _parsed(content)
        authors = [each.text or "" for each in root.iter("{*}author")]
        for comment in root.iter("{*}comment"):
            at = comment.get("authorId", "")
            author = authors[int(at)] if at.isdigit() and int(at) < len(authors) else ""
            place = comment.get("ref", "")
            text = "".join(each.text or "" for each in comment.iter("{*}t"))
            if author == AUTHOR:
                _ours, _between, text = text.partition(_BETWEEN)
            if text and _PLACE.fullmatch(place):
                found[place] = text
    return found


def _parsed(content: bytes) -> etree._Element:
    return etree.fromstring(
        content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    )


def write(book: zipfile.ZipFile, sheet: str, number: int, said: dict[str, str]) -> str:
    """Write the comments beside a sheet, and how they are drawn; returns the part's name."""
    folder, name = posixpath.split(sheet)
    part, drawing = f"xl/comments{number}.xml", f"xl/drawings/portal{number}.vml"
    places = sorted(said, key=_order)
    comments = "".join(
        # What begins with the mark between both is a cadre's alone.
        f'<comment ref="{place}" authorId="{int(said[place].startswith(_BETWEEN))}"><text>'
        f'<t xml:space="preserve">{_kept(said[place])}</t></text></comment>'
        for place in places
    )
    book.writestr(
        part,
        f'{DECLARATION}<comments xmlns="{MAIN}"><authors><author>{AUTHOR}</author>'
        "<author></author></authors>"
        f"<commentList>{comments}</commentList></comments>",
    )
    shapes = "".join(_shape(at, place, said[place]) for at, place in enumerate(places))
    book.writestr(
        drawing,
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202"'
        ' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
        f"{shapes}</xml>",
    )
    book.writestr(
        f"{folder}/_rels/{name}.rels",
        relationships([(f"/{drawing}", "vmlDrawing"), (f"/{part}", "comments")]),
    )
    return f"/{part}"


def _kept(text: str) -> str:
    return escape(CONTROL.sub("", text.removeprefix(_BETWEEN))[:32_000])


def _order(place: str) -> tuple[int, int]:
    letters = place.rstrip("0123456789")
    return int(place.removeprefix(letters)), column_index(letters)


def _shape(at: int, place: str, text: str) -> str:
    row, column = _order(place)
    height = 60 + 22 * (1 + len(text) // 30)
    return (
        f'<v:shape id="_x0000_s{1025 + at}" type="#_x0000_t202" fillcolor="#ffffe1" style="'
        f'position:absolute;width:240pt;height:{height}px;visibility:hidden"><x:ClientData'
        f' ObjectType="Note"><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row>'
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
