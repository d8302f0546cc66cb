"""Files built to hang, fill or crash a reader, and a seeded generator of mutations of honest ones."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from openpyxl import Workbook

from tests.intake.reading import shelf
from tests.town import HEADINGS, payment, workbook


CT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW = b"</row>"


def honest(count: int = 12) -> bytes:
    return workbook(HEADINGS, [payment(n) for n in range(1, count + 1)])


def xlsx(old: bytes, new: bytes, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The honest workbook with one piece of one part replaced, the first time it occurs."""
    data = honest()
    content = shelf.entry(data, part)
    assert old in content, old
    return shelf.altered(data, {part: content.replace(old, new, 1)})


def cell(place: str, inside: bytes = b"<v>1</v>", attributes: bytes = b"") -> bytes:
    row = "".join(filter(str.isdigit, place)).encode()
    return xlsx(
        b"</sheetData>",
        b'<row r="%s"><c r="%s"%s>%s</c></row></sheetData>'
        % (row, place.encode(), attributes, inside),
    )


def with_text(text: str) -> bytes:
    """CSV whose second row holds a text in the name and in the place."""
    quoted = '"' + text.replace('"', '""') + '"'
    line = f"1,猴屿乡,{quoted},{quoted},{shelf.identity(1)},{quoted},{quoted},{quoted},{quoted}"
    return (",".join(HEADINGS) + "\n" + line + "\n").encode()


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def shared_texts(count: int) -> bytes:
    texts = b"".join(b"<si><t>%d</t></si>" % number for number in range(count))
    return shelf.altered(
        honest(),
        {
            "xl/sharedStrings.xml": b'<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>'
            % (CT.encode(), count, count, texts)
        },
    )


def commented_far_away() -> bytes:
    from openpyxl.comments import Comment

    book = Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(payment(1, village="哪里村"))
    sheet["A1"].comment = Comment("x", "y")
    packed = io.BytesIO()
    book.save(packed)
    data = packed.getvalue()
    name = next(n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if "comment" in n and n.endswith("xml") and "vml" not in n.lower())  # fmt: skip
    return shelf.altered(data, {name: shelf.entry(data, name).replace(b'"A1"', b'"XFD1048576"')})


def xml(entity: str, body: str) -> bytes:
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE w [{entity}]><worksheet xmlns="{CT}">{body}</worksheet>'
    )
    return shelf.altered(honest(), {"xl/worksheets/sheet1.xml": sheet.encode()})


def entities() -> bytes:
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";"}{("&" + chr(97 + n) + ";") * 9}">'
        for n in range(20)
    )
    return xml(laughs, "&u;")


def encrypted() -> bytes:
    """An OLE2 file whose only streams are those of an encrypted package: a header and no more."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHH", 62, 3, 0xFFFE)
        + bytes(482)
    )


def flagged() -> bytes:
    """The flag of encryption in every entry of the archive."""
    data = bytearray(honest())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def html(body: str) -> bytes:
    head = "".join(f"<td>{text}</td>" for text in HEADINGS)
    return f"<html><table><tr>{head}</tr>{body}</table></html>".encode()


def ods() -> bytes:
    body = (
        '<table:table-row table:number-rows-repeated="1000000000">'
        '<table:table-cell table:number-columns-repeated="1000000000"><text:p>1</text:p>'
        "</table:table-cell></table:table-row>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": body.encode()})  # fmt: skip


def biff() -> bytes:
    return shelf.xls(shelf.plain(*[shelf.row(n) for n in range(1, 30)]))


# name -> how to make the sheet. Built only when asked for: some are large.
SHEETS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "blanks": lambda: b" \n" * 50_000,
    "NULs": lambda: b"\x00" * 100_000,
    "comments of HTML": lambda: b"<!---->" * 60 + b"<",
    "comments of HTML, many": lambda: b"<!---->" * 50_000 + b"<!--",
    "unclosed comment": lambda: b"<html><!--" + b"-" * 500_000,
    "conditional comments": lambda: b"<html>" + b"<![if !x]><!--[if gte mso 9]>" * 20_000,
    "CDATA": lambda: b"<html><table>" + b"<![CDATA[" * 50_000,
    "deep HTML": lambda: html("<tr><td>" + "<b>" * 200_000 + "x"),
    "deep tables": lambda: b"<html>" + b"<table><tr><td>" * 30_000,
    "wide spans": lambda: html('<tr><td rowspan="999999" colspan="999999">1</td></tr>' * 2_000),
    "far cell": lambda: cell("XFD1048576"),
    "far empty cell": lambda: cell("XFD1048576", b""),
    "far styled cell": lambda: cell("XFD1048576", b"", b' s="0"'),
    "far inline text": lambda: cell("XFD1048576", b"<is><t></t></is>", b' t="inlineStr"'),
    "far down": lambda: cell("A1048576"),
    "cell beyond Excel": lambda: cell("ZZZZZ99999999999"),
    "row nought": lambda: cell("A0"),
    "far comment": commented_far_away,
    "merged whole sheet": lambda: xlsx(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "100,000 merged ranges": lambda: xlsx(
        b"</sheetData>",
        b"</sheetData><mergeCells>"
        + b"".join(b'<mergeCell ref="A%d:I%d"/>' % (n, n + 1) for n in range(20, 200_020, 2))
        + b"</mergeCells>",
    ),
    "brackets": lambda: with_text("(" * 60_000),
    "brackets and blanks": lambda: with_text("( [【" * 8_000),
    "blanks in a cell": lambda: with_text(" " * 32_000 + "x"),
    "figures with marks": lambda: with_text("1,234 " * 5_000),
    "one figure": lambda: with_text("1" * 32_000),
    "headings of brackets": lambda: (",".join(["姓名(" + "(" * 30_000] * 9) + "\n1\n").encode(),
    "titles of brackets": lambda: ("填报单位(" * 6_000 + "\n").encode() + with_text("x"),
    "huge sums": lambda: workbook(
        HEADINGS, [payment(n, amount="999999999999.99") for n in (1, 2, 3)]
    ),
    "1e308": lambda: workbook(HEADINGS, [payment(1, amount=1e308)]),
    "NaN": lambda: xlsx(b"<v>1</v>", b"<v>NaN</v>"),
    "infinity": lambda: xlsx(b"<v>1</v>", b"<v>1e999</v>"),
    "day 1e10": lambda: workbook(HEADINGS, [payment(1, paid_on=1e10, period=1e10)]),
    "control characters": lambda: with_text("a\x01\x0b\ufffe\uffff\x7f\x85"),
    "U+FFFE in XML": lambda: xlsx(b"</sheetData>", "\ufffe</sheetData>".encode()),
    "escaped surrogate": lambda: workbook(
        HEADINGS, [payment(1, "陈_xD800_秀", village="_xFFFE_村")]
    ),
    "long sheet name": lambda: xlsx(
        b'name="Sheet"', b'name="' + b"x" * 5_000 + b'"', "xl/workbook.xml"
    ),
    "sheet name of brackets": lambda: xlsx(b'name="Sheet"', b'name="[]:*?/\\"', "xl/workbook.xml"),
    "million shared texts": lambda: shared_texts(1_000_000),
    "lying count of texts": lambda: shelf.altered(
        honest(),
        {"xl/sharedStrings.xml": b'<sst xmlns="%s" uniqueCount="4294967295"/>' % CT.encode()},
    ),
    "100,000 styles": lambda: xlsx(
        b"<cellXfs",
        b"<cellStyleXfs>" + b"<xf/>" * 100_000 + b"</cellStyleXfs><cellXfs",
        "xl/styles.xml",
    ),
    "100,000 defined names": lambda: xlsx(
        b"<calcPr",
        b"<definedNames>"
        + b"".join(b'<definedName name="n%d">Sheet!$A$1</definedName>' % n for n in range(100_000))
        + b"</definedNames><calcPr",
        "xl/workbook.xml",
    ),
    "formulas of each other": lambda: cell("B20", b"<f>A1:XFD1048576</f>"),
    "unclosed cells": lambda: xlsx(b"</sheetData>", b"<c " * 300_000 + b"</sheetData>"),
    "entities": entities,
    "quadratic entity": lambda: xml(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000),
    "external entity": lambda: xml('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
    "zip bomb": lambda: shelf.altered(honest(), {"xl/worksheets/sheet1.xml": bytes(600 * 2**20)}),
    "bomb beside": lambda: shelf.altered(honest(), {"xl/media/image1.png": bytes(300 * 2**20)}),
    "nested zips": lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": bytes(10**6)})})}),
    "paths out of it": lambda: shelf.altered(
        honest(), {"/etc/passwd": b"x", "../../xl/worksheets/sheet1.xml": b"x", "xl/../../a": b"x"}
    ),
    "3,000 entries": lambda: zipped({f"xl/worksheets/sheet{n}.xml": b"<x/>" for n in range(3_000)}),
    "xlsb": lambda: zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"x"}),
    "flag of encryption": flagged,
    "encrypted package": encrypted,
    "half an .xls": lambda: biff()[: len(biff()) // 2],
    ".xls without an end": lambda: biff()[:-512],
    "ods that repeats": ods,
    "line of 5 MB": lambda: b"a" * 5_000_000,
    "5,000,000 commas": lambda: b"," * 5_000_000,
    "400,000 short lines": lambda: b"a,b\n" * 400_000,
    "quote never closed": lambda: b'"' + b'a,"' * 500_000,
    "UTF-16 of odd length": lambda: "姓名,金额\n".encode("utf-16") * 3 + b"x",
    "UTF-32": lambda: with_text("x").decode().encode("utf-32"),
    "GB18030 cut": lambda: with_text("陈").decode().encode("gb18030")[:-2],
}


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))  # fmt: skip

    line = zlib.compress(bytes(10_000_000), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", line) + chunk(b"IEND", b"")
    )


def _pdf(content: bytes, box: str = "0 0 595 842", pages: int = 1) -> bytes:
    kids = " ".join(f"{4 + n} 0 R" for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        *[f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 3 0 R >>".encode()] * pages,
    ]
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table, len(objects) + 1, len(data))  # fmt: skip


def _curves(count: int) -> bytes:
    made = random.Random(1)
    lines = (
        b"%d %d m %d %d %d %d %d %d c S\n" % tuple(made.randrange(800) for _ in range(8))
        for _ in range(count)
    )
    return b"20 w\n" + b"".join(lines)


PICTURES: dict[str, Callable[[], bytes]] = {
    "PNG of 50,000 × 50,000": lambda: _png(50_000, 50_000),
    "PNG of 2^31": lambda: _png(2**31 - 1, 2**31 - 1),
    "GIF of many frames": lambda: b"GIF89a" + struct.pack("<HHBBB", 60_000, 60_000, 0, 0, 0) + b"\x2c" * 10_000,
    "TIFF": lambda: b"II*\x00" + b"\xff" * 1_000,
    "400,000 curves": lambda: _pdf(_curves(400_000)),
    "PDF with a huge page": lambda: _pdf(b"", "0 0 9999999 9999999"),
    "PDF of a thousand pages": lambda: _pdf(b"", pages=1_000),
    "PDF cut": lambda: _pdf(_curves(10))[:200],
    "PDF of nested q": lambda: _pdf(b"q " * 2_000_000),
}  # fmt: skip


def bases() -> list[bytes]:
    grid = shelf.plain(*[shelf.row(n) for n in range(1, 9)])
    return [honest(), shelf.csv_file(grid), shelf.html_file(grid), shelf.xls(grid)]


def mutations(count: int, seed: int = 20_261_129) -> Iterator[tuple[str, bytes]]:
    """Names and contents of `count` mutated files; the same for the same seed."""
    made = random.Random(seed)
    originals = bases()
    for number in range(count):
        kind = number % len(originals)
        data = originals[kind]
        if kind == 0 and number % 8 == 0:
            parts = {n: shelf.entry(data, n) for n in zipfile.ZipFile(io.BytesIO(data)).namelist()}
            name = made.choice(sorted(parts))
            yield f"{number} part {name}", shelf.altered(data, {name: _mutated(parts[name], made)})
        else:
            yield f"{number} bytes of {kind}", _mutated(data, made)


def _mutated(data: bytes, made: random.Random) -> bytes:
    changed = bytearray(data)
    for _time in range(made.randint(1, 12)):
        at = made.randrange(len(changed) + 1)
        length = made.choice((1, 1, 2, 8, 64, 1_000))
        act = made.randrange(5)
        if act == 0:
            changed[at : at + length] = made.randbytes(length)
        elif act == 1:
            del changed[at : at + length]
        elif act == 2:
            changed[at:at] = changed[at : at + length] * made.choice((2, 100, 1_000))
        elif act == 3:
            changed[at:at] = made.choice(
                (b"\x00", b"(", b"<", b'"', b"9" * 20, b"\xff\xfe", b"<!--", b"&a;")
            )
        else:
            other = made.randrange(len(changed) + 1)
            changed[at : at + length], changed[other : other + length] = (
                changed[other : other + length], changed[at : at + length],
            )  # fmt: skip
    return bytes(changed)
