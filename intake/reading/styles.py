"""The formats of a workbook, with the portal's own beside them."""

import copy

from lxml import etree

from intake.reading.plainbook import MAIN
from intake.reading.problems import UnusableFile


# Not Excel's own light red and yellow, so that a cadre's colours are never taken for marks.
RED, YELLOW = "FFFFC7CD", "FFFFF2CB"
# What marks were until 2026-11.
_BEFORE = ("FFFFC7CE", "FFFFF2CC")
_TAG = f"{{{MAIN}}}"


class Styles:
    """`styles.xml`; marks of before are taken off, where the workbook was marked before."""

    def __init__(self, xml: bytes, *, was_marked: bool) -> None:
        try:
            self.root = etree.fromstring(
                xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            )
        except etree.XMLSyntaxError as error:
            raise UnusableFile("file-damaged") from error
        self.xfs = self._list("cellXfs")
        self.fills = self._list("fills")
        self.fonts = self._list("fonts")
        self._made: dict[tuple[object, ...], int] = {}
        self._colours: dict[str, str] = {}
        ours = {RED, YELLOW, *(_BEFORE if was_marked else ())}
        marked = {
            str(number)
            for number, fill in enumerate(self.fills)
            for colour in fill.iter(f"{_TAG}fgColor")
            if (colour.get("rgb") or "").upper() in ours
        }
        for xf in self.xfs:
            if xf.get("fillId") in marked:
                xf.set("fillId", "0")

    def _list(self, name: str) -> etree._Element:
        found = self.root.find(f"{_TAG}{name}")
        if found is None:
            raise UnusableFile("file-damaged")
        return found

    def filled(self, style: int, colour: str) -> int:
        """The format like `style`, with a colour behind it."""
        if colour not in self._colours:
            fill = etree.SubElement(self.fills, f"{_TAG}fill")
            pattern = etree.SubElement(fill, f"{_TAG}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{_TAG}fgColor", rgb=colour)
            etree.SubElement(pattern, f"{_TAG}bgColor", rgb=colour)
            self._colours[colour] = str(len(self.fills) - 1)
        return self._like(style, fillId=self._colours[colour], applyFill="1")

    def quoted(self, style: int) -> int:
        """The same, for a text that opens like a formula."""
        return self._like(style, quotePrefix="1")

    def of_list(self, *, bold: bool = False, link: bool = False, colour: str = "") -> int:
        """A format of the portal's own list: wrapped, from the top."""
        key = ("list", bold, link, colour)
        if key not in self._made:
            xf = etree.SubElement(self.xfs, f"{_TAG}xf", xfId="0", applyAlignment="1")
            etree.SubElement(xf, f"{_TAG}alignment", vertical="top", wrapText="1")
            if bold or link:
                font = etree.SubElement(self.fonts, f"{_TAG}font")
                if bold:
                    etree.SubElement(font, f"{_TAG}b")
                else:
                    etree.SubElement(font, f"{_TAG}u")
                etree.SubElement(font, f"{_TAG}sz", val="11")
                if link:
                    etree.SubElement(font, f"{_TAG}color", rgb="FF0563C1")
                xf.set("fontId", str(len(self.fonts) - 1))
                xf.set("applyFont", "1")
            self._made[key] = len(self.xfs) - 1
            if colour:
                self._made[key] = self.filled(self._made[key], colour)
        return self._made[key]

    def _like(self, style: int, **changes: str) -> int:
        key = (style, *sorted(changes.items()))
        if key not in self._made:
            old = self.xfs[style] if style < len(self.xfs) else self.xfs[0]
            xf = copy.deepcopy(old)
            for name, value in changes.items():
                xf.set(name, value)
            self.xfs.append(xf)
            self._made[key] = len(self.xfs) - 1
        return self._made[key]

    def packed(self) -> bytes:
        for each in (self.xfs, self.fills, self.fonts):
            each.set("count", str(len(each)))
        packed: bytes = etree.tostring(
            self.root, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        return packed
