"""Recognises an uploaded file by its content, and refuses what is no plain sheet."""

import enum
import io
import re
import struct

import olefile

from intake.reading import archives
from intake.reading.encoding import encoding_of
from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile


__all__ = ["Format", "Limits", "recognise"]


class Format(enum.Enum):
    """A kind of sheet that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    HTML = "html"


# What olefile raises on damaged input.
DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    struct.error,
)
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A workbook's stream without its container: BIFF2 to BIFF4, and what later programs call BIFF5.
OLD_STREAM = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
# Openers of files that are often uploaded by mistake.
OTHERS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "word"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
)
HTML_OPENERS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE
)


def recognise(data: bytes, filename: str = "", limits: Limits | None = None) -> Format:
    """The format of `data`; the name is only asked when the content may be plain text.

    Raises UnusableFile for anything encrypted, with macros, damaged, oversized or no sheet.
    """
    limits = limits or Limits()
    if not data.strip(b"\x00 \t\r\n"):
        raise UnusableFile("file-empty")
    if len(data) > limits.file_bytes:
        raise UnusableFile(
            "file-too-large",
            megabytes=-(-len(data) // 2**20),
            most=limits.file_bytes // 2**20,
        )
    if data[:8] == OLE2:
        return _compound(data)
    if OLD_STREAM.match(data):
        raise UnusableFile("file-unsupported", kind="xls95")
    if data[:2] == b"PK":
        return _archive(data, limits)
    for opener, kind in OTHERS:
        if data.startswith(opener) and (len(opener) > 2 or b"\x00" in data[:4096]):
            raise UnusableFile("file-not-a-sheet", kind=kind)
    return _text(data)


def _archive(data: bytes, limits: Limits) -> Format:
    """What a zip holds."""
    names = {info.filename.lower() for info in archives.entries(data, limits)}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise UnusableFile("file-macros")
    if any("/macrosheets/" in name for name in names):
        raise UnusableFile("file-macros")
    if "xl/workbook.bin" in names:
        raise UnusableFile("file-unsupported", kind="xlsb")
    if "[content_types].xml" in names and any(
        name.startswith("xl/") or "worksheets/" in name for name in names
    ):
        return Format.XLSX
    if "word/document.xml" in names:
        raise UnusableFile("file-not-a-sheet", kind="word")
    if any(name.startswith("ppt/") for name in names):
        raise UnusableFile("file-not-a-sheet", kind="presentation")
    if "content.xml" in names and "mimetype" in names:
        raise UnusableFile("file-unsupported", kind="ods")
    raise UnusableFile("file-not-a-sheet", kind="archive")


def _compound(data: bytes) -> Format:
    """What an OLE2 file holds: a BIFF8 workbook (.xls, .et), or something to refuse."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            paths = {"/".join(path).lower() for path in compound.listdir(storages=True)}
            tops = {path.split("/")[0] for path in paths}
            if "encryptedpackage" in tops:
                raise UnusableFile("file-encrypted")
            if any(path.split("/")[-1] in {"_vba_project", "_vba_project_cur"} for path in paths):
                raise UnusableFile("file-macros")
            if "workbook" in tops:
                stream = compound.openstream("Workbook").read()
            elif "book" in tops:
                raise UnusableFile("file-unsupported", kind="xls95")
            elif "worddocument" in tops:
                raise UnusableFile("file-not-a-sheet", kind="word")
            elif "powerpoint document" in tops:
                raise UnusableFile("file-not-a-sheet", kind="presentation")
            else:
                raise UnusableFile("file-not-a-sheet", kind="unknown")
    except DAMAGE as error:
        raise UnusableFile("file-damaged") from error
    _workbook_stream(stream)
    return Format.XLS


def _workbook_stream(stream: bytes) -> None:
    """Refuses a BIFF stream that is encrypted, too old, or holds a macro sheet."""
    if len(stream) < 8 or stream[:2] != b"\x09\x08":
        raise UnusableFile("file-damaged")
    if stream[4:6] != b"\x00\x06":
        raise UnusableFile("file-unsupported", kind="xls95")
    at = 0
    while at + 4 <= len(stream):
        record = int.from_bytes(stream[at : at + 2], "little")
        length = int.from_bytes(stream[at + 2 : at + 4], "little")
        if record == 0x2F:
            raise UnusableFile("file-encrypted")
        # BOUNDSHEET with type 1 is an Excel 4.0 macro sheet, 6 a Visual Basic module.
        if record == 0x85 and stream[at + 9] in {1, 6}:
            raise UnusableFile("file-macros")
        if record == 0x0A:
            return
        at += 4 + length
    raise UnusableFile("file-damaged")


def _text(data: bytes) -> Format:
    """CSV or an HTML table; everything else is refused."""
    head = data[:8192]
    if (encoding := encoding_of(head)) and encoding.startswith("utf-16"):
        head = head[: len(head) // 2 * 2].decode(encoding, "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in head:
        raise UnusableFile("file-not-a-sheet", kind="unknown")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<Workbook" in head:
        raise UnusableFile("file-unsupported", kind="xml")
    if head.lstrip()[:13].lower() == b"mime-version:":
        raise UnusableFile("file-unsupported", kind="mht")
    if HTML_OPENERS.match(_without_prologue(head)) or (
        head.lstrip()[:1] == b"<" and b"<table" in data.lower()
    ):
        return Format.HTML
    if head.lstrip()[:1] == b"<":
        raise UnusableFile("file-unsupported", kind="xml")
    return Format.CSV


def _without_prologue(head: bytes) -> bytes:
    """A page's beginning behind its declaration and comments, each looked at once."""
    at = 0
    while True:
        while head[at : at + 1].isspace():
            at += 1
        for opener, closer in ((b"<?xml", b">"), (b"<!--", b"-->")):
            if head.startswith(opener, at) and (end := head.find(closer, at + len(opener))) >= 0:
                at = end + len(closer)
                break
        else:
            return head[at:]
