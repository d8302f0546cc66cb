"""The child process that reads an office file: its words to standard output, exit code 3 if there are none.

Imports neither Django nor anything of the portal that knows a secret.
"""

from __future__ import annotations

import contextlib
import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from python_calamine import CalamineWorkbook


MEMORY = 2**29
CPU_SECONDS = 15
MOST_BYTES = 20 * 2**20
MOST_PARTS = 500
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


def lock_up() -> None:
    """No file written, no endless loop, no more memory than a long document needs."""
    for what, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        # An operating system that knows no such limit still has the parent's time limit.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def words(data: bytes) -> str:
    """Paragraph by paragraph, row by row; what was struck out in the history, comments and headers
    stay behind.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        return _table(data)
    with archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            return _paragraphs(_part(archive, "word/document.xml"), _W)
        if slides := sorted((int(m[1]), m[0]) for name in names if (m := _SLIDE.fullmatch(name))):
            parts = (_part(archive, name) for _number, name in slides[:MOST_PARTS])
            return "\n\n".join(_paragraphs(part, _A) for part in parts)
        if "content.xml" in names and b"spreadsheet" not in _kind(archive):
            return "\n".join(_open_document(_part(archive, "content.xml")))
    return _table(data)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    with archive.open(name) as part:
        # Whatever the archive says of its size.
        content = part.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _kind(archive: zipfile.ZipFile) -> bytes:
    return archive.read("mimetype")[:100] if "mimetype" in archive.namelist() else b""


def _paragraphs(root: Any, space: str) -> str:
    return "\n".join(
        "".join(part.text or "" if part.tag == f"{space}t" else " " for part in paragraph.iter(f"{space}t", f"{space}tab", f"{space}br"))
        for paragraph in root.iter(f"{space}p")
    )  # fmt: skip


def _open_document(root: Any) -> Iterator[str]:
    etree.strip_elements(
        root, f"{_OFFICE}annotation", f"{_TEXT}tracked-changes", f"{_TEXT}note", with_tail=False
    )
    for paragraph in root.iter(f"{_TEXT}p", f"{_TEXT}h"):
        yield "".join(paragraph.itertext())


def _table(data: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    lines = []
    for name in book.sheet_names[:MOST_PARTS]:
        rows = book.get_sheet_by_name(name).to_python()
        lines += ["\t".join(str(cell) for cell in row).rstrip() for row in rows]
    return "\n".join(line for line in lines if line)


if __name__ == "__main__":
    lock_up()
    try:
        found = words(sys.stdin.buffer.read())
    except BaseException:  # noqa: BLE001 - whatever it stumbles over, a panic too, the file is of no use
        sys.exit(3)
    sys.stdout.buffer.write(found.encode(errors="replace"))
