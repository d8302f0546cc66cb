"""Where the parts of an .xlsx stand, as its relations say; moved to where every reader looks."""

import posixpath
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from lxml import etree

from intake.reading.problems import UnusableFile


RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATIONSHIP = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# Where nearly all writers put the workbook, and some readers take it to be.
BOOK = "xl/workbook.xml"
SHARED, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(slots=True)
class Package:
    """The names of a workbook's parts; `sheets` by the sheets' names, in their order."""

    book: str
    sheets: dict[str, str]
    shared: str | None = None
    styles: str | None = None
    from_1904: bool = False
    # Each sheet's part by the identifier that the workbook calls it by.
    by_id: dict[str, str] = field(default_factory=dict)

    @property
    def moves(self) -> dict[str, str]:
        """Old and new names of all parts, if any stands elsewhere than usual; else empty."""
        names = {self.book: BOOK}
        if self.shared:
            names[self.shared] = SHARED
        if self.styles:
            names[self.styles] = STYLES
        usual = all(old.lower() == new.lower() for old, new in names.items())
        if usual and all(part.startswith("xl/") for part in self.sheets.values()):
            return {}
        return names | {
            part: f"xl/worksheets/sheet{number}.xml"
            for number, part in enumerate(self.sheets.values(), 1)
        }

    def relations(self, moves: dict[str, str]) -> dict[str, bytes]:
        """The parts that say where the others are, once these are moved."""
        targets = [
            ("worksheet", identifier, moves[part]) for identifier, part in self.by_id.items()
        ]
        if self.shared:
            targets.append(("sharedStrings", "rIdShared", SHARED))
        if self.styles:
            targets.append(("styles", "rIdStyles", STYLES))
        return {
            "_rels/.rels": _relations([("officeDocument", "rId1", BOOK)], ""),
            "xl/_rels/workbook.xml.rels": _relations(targets, "xl/"),
        }


def read_package(parts: dict[str, bytes]) -> Package:
    """Follows the relations from the package's root. Raises UnusableFile where they lead nowhere."""
    names = {name.lower(): name for name in parts}
    try:
        book = _book(parts, names)
        root = _parse(parts[book])
        folder = posixpath.dirname(book)
        said = names[f"{folder}/_rels/{posixpath.basename(book)}.rels".lstrip("/").lower()]
        relations = _targets(parts[said], folder)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise UnusableFile("file-damaged") from error
    package = Package(book=book, sheets={})
    for kind, _identifier, target in relations:
        if kind == "sharedStrings":
            package.shared = names.get(target.lower())
        elif kind == "styles":
            package.styles = names.get(target.lower())
    by_id = {identifier: target for _kind, identifier, target in relations}
    for sheet in root.iter("{*}sheet"):
        identifier = sheet.get(RELATIONSHIP) or sheet.get(STRICT_RELATIONSHIP) or ""
        part = by_id.get(identifier, "")
        if "chartsheets/" in part or "dialogsheets/" in part:
            continue
        if part.lower() not in names or sheet.get("name") in package.sheets:
            raise UnusableFile("file-damaged")
        part = names[part.lower()]
        package.sheets[sheet.get("name", "")] = package.by_id[identifier] = part
    package.from_1904 = any(
        each.get("date1904") in {"1", "true"} for each in root.iterfind("{*}workbookPr")
    )
    return package


def _book(parts: dict[str, bytes], names: dict[str, str]) -> str:
    """The workbook's part; where the package does not say, the usual one."""
    if "_rels/.rels" in names:
        for kind, _identifier, target in _targets(parts[names["_rels/.rels"]], ""):
            if kind == "officeDocument" and target.lower() in names:
                return names[target.lower()]
    return names[BOOK]


def _targets(content: bytes, folder: str) -> list[tuple[str, str, str]]:
    """(kind, identifier, part) of each relation inside the package."""
    found = []
    for relation in _parse(content):
        if relation.get("TargetMode") == "External":
            continue
        target = (relation.get("Target") or "").replace("\\", "/")
        if target.startswith("/"):
            path = target[1:]
        elif folder and target.startswith(f"{folder}/"):
            # Some writers name the whole path without its stroke.
            path = target
        else:
            path = posixpath.join(folder, target)
        kind = posixpath.basename(relation.get("Type") or "")
        found.append((kind, relation.get("Id") or "", posixpath.normpath(path)))
    return found


def _relations(targets: list[tuple[str, str, str]], folder: str) -> bytes:
    lines = "".join(
        f"<Relationship Id={quoteattr(identifier)} Type={quoteattr(f'{_TYPES}/{kind}')} "
        f"Target={quoteattr(target.removeprefix(folder))}/>"
        for kind, identifier, target in targets
    )
    return f'<Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'.encode()


def _parse(content: bytes) -> etree._Element:
    """An XML part, with entities, network and huge trees off."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)
