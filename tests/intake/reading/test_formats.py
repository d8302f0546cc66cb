"""Files are recognised by content; what is no plain sheet is refused with one plain reason."""

import io
import struct
import zipfile

import pytest

from intake.reading import Format, Limits, UnusableFile, read_sheet, recognise
from intake.reading.problems import MESSAGES

from . import shelf


GOOD = shelf.plain(shelf.row(1), shelf.row(2))


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """The code a file is refused with; its message must be a whole sentence."""
    with pytest.raises(UnusableFile) as caught:
        read_sheet(data, "x.xlsx", shelf.FIELDS, limits=limits)
    assert caught.value.message.endswith(".")
    assert "%(" not in caught.value.message
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (shelf.xlsx(GOOD), Format.XLSX),
        (shelf.xls(GOOD), Format.XLS),
        (shelf.csv_file(GOOD), Format.CSV),
        (shelf.csv_file(GOOD, "utf-16"), Format.CSV),
        (shelf.html_file(GOOD), Format.HTML),
    ],
)
def test_recognised_by_content_under_any_name(data, kind):
    for name in ("a.xls", "a.xlsx", "a.et", "a.csv", ""):
        assert recognise(data, name) is kind
        assert list(read_sheet(data, name, shelf.FIELDS).frame["amount"]) == [30100, 30200]


@pytest.mark.parametrize(
    ("opener", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"MZ\x90\x00", "program"),
        (b"Rar!\x1a\x07", "archive"),
        (b"{\\rtf1", "word"),
        (b"\x00\x01\x02\x03", "unknown"),
    ],
)
def test_other_kinds_are_named(opener, kind):
    with pytest.raises(UnusableFile) as caught:
        recognise(opener + b"\x00" * 200)
    assert (caught.value.code, caught.value.params) == ("file-not-a-sheet", {"kind": kind})


def test_empty_and_too_large():
    assert refusal(b"") == "file-empty"
    assert refusal(b" \r\n\x00") == "file-empty"
    assert refusal(b"a,b\n" * 1000, Limits(file_bytes=1000)) == "file-too-large"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("make", [shelf.xlsx, shelf.xls])
def test_truncated(make, share):
    data = make(shelf.plain(*[shelf.row(n) for n in range(1, 300)]))
    assert refusal(data[: int(len(data) * share)]) in {"file-damaged", "file-not-a-sheet"}


def test_a_flipped_byte_is_damage_never_a_wrong_value():
    data = bytearray(shelf.xlsx(shelf.plain(*[shelf.row(n) for n in range(1, 50)])))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 400
    data[at] ^= 0xFF
    assert refusal(bytes(data)) == "file-damaged"


def test_macros_in_xlsx():
    assert refusal(shelf.altered(shelf.xlsx(GOOD), {"xl/vbaProject.bin": b"x"})) == "file-macros"
    sheet = {"xl/macrosheets/sheet1.xml": b"<xm/>"}
    assert refusal(shelf.altered(shelf.xlsx(GOOD), sheet)) == "file-macros"


def test_bombs():
    zeros = b"0" * (60 * 2**20)
    assert refusal(shelf.altered(shelf.xlsx(GOOD), {"xl/media/a.bin": zeros})) == "file-bomb"
    many = {f"xl/x{n}.xml": b"<a/>" for n in range(2100)}
    assert refusal(shelf.altered(shelf.xlsx(GOOD), many)) == "file-bomb"
    small = Limits(unpacked_bytes=5000)
    assert (
        refusal(shelf.xlsx(shelf.plain(*[shelf.row(n) for n in range(300)])), small) == "file-bomb"
    )


def test_a_bomb_that_lies_about_its_size():
    data = bytearray(
        shelf.altered(shelf.xlsx(GOOD), {"xl/worksheets/sheet1.xml": b" " * (40 * 2**20)})
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    true = struct.pack("<I", info.file_size)
    data = bytes(data).replace(true, struct.pack("<I", 1000))
    assert refusal(data) == "file-bomb"


def test_names_with_windows_separators_are_the_same_names():
    """As tools of .NET write them; Python's own zipfile leaves them as they are."""
    data = shelf.xlsx(shelf.plain(shelf.row(1)))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for info in old.infolist():
            # The name is written as it stands, without a look at the separator.
            renamed = zipfile.ZipInfo("x")
            renamed.filename = info.filename.replace("/", "\\")
            new.writestr(renamed, old.read(info))
    found = read_sheet(packed.getvalue(), "a.xlsx", shelf.FIELDS)
    assert (len(found.frame), found.problems) == (1, [])


def test_two_entries_of_one_name():
    packed = io.BytesIO(shelf.xlsx(GOOD))
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert refusal(packed.getvalue()) == "file-damaged"


def test_entities_are_never_expanded():
    data = shelf.xlsx(GOOD)
    xml = shelf.entry(data, "xl/workbook.xml")
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    changed = shelf.altered(data, {"xl/workbook.xml": doctype + xml})
    assert refusal(changed) == "file-damaged"


def compound(*names: str, workbook: bytes = b"") -> bytes:
    """An OLE2 file with the given streams, by renaming streams of a real one."""
    data = shelf.xls(GOOD)
    for name in names:
        old = "Workbook".encode("utf-16-le")
        new = name.encode("utf-16-le")
        place = data.find(old)
        entry = new + b"\x00" * (64 - len(new)) + struct.pack("<H", len(new) + 2)
        data = data[:place] + entry + data[place + 66 :]
    return data


def test_encrypted_and_old_and_foreign_compounds():
    assert refusal(compound("EncryptedPackage")) == "file-encrypted"
    assert refusal(compound("WordDocument")) == "file-not-a-sheet"
    assert refusal(compound("Book")) == "file-unsupported"
    assert refusal(compound("_VBA_PROJECT_CUR")) == "file-macros"


def test_biff_with_a_password():
    data = shelf.xls(GOOD)
    at = data.find(b"\x09\x08\x10\x00\x00\x06")
    length = struct.unpack("<H", data[at + 2 : at + 4])[0]
    after = at + 4 + length
    # The record after the first BOF becomes FILEPASS.
    assert refusal(data[:after] + b"\x2f\x00" + data[after + 2 :]) == "file-encrypted"


def test_open_document_and_binary_workbook_ask_for_xlsx():
    for names in (
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
        {"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"},
    ):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in names.items():
                archive.writestr(name, content)
        assert refusal(packed.getvalue()) == "file-unsupported"


def test_word_named_xlsx():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(packed.getvalue()) == "file-not-a-sheet"


def cells_at(*places: str, self_closed: bool = False) -> bytes:
    """GOOD with further cells at the given places."""
    data = shelf.xlsx(GOOD)
    xml = shelf.entry(data)
    rows = b""
    for place in places:
        number = "".join(filter(str.isdigit, place))
        cell = f'<c r="{place}" s="0"/>' if self_closed else f'<c r="{place}"><v>1</v></c>'
        rows += f'<row r="{number}">{cell}</row>'.encode()
    return shelf.altered(
        data, {"xl/worksheets/sheet1.xml": xml.replace(b"</sheetData>", rows + b"</sheetData>")}
    )


def test_stray_cells_far_out_never_fill_the_memory():
    assert refusal(cells_at("A9", "XFD1048576")) == "sheet-too-wide"
    assert refusal(cells_at("A1048576")) == "sheet-too-long"
    assert refusal(cells_at("ZZ299999")) == "sheet-too-large"
    assert refusal(cells_at("AY300000")) == "sheet-too-large"


def test_a_million_blank_formatted_cells_are_let_be():
    places = [f"XFD{n}" for n in range(10, 300)] + ["A1048576", "B999999"]
    reading = read_sheet(cells_at(*places, self_closed=True), "", shelf.FIELDS)
    assert len(reading.frame) == 2
    assert not reading.problems


@pytest.mark.parametrize(
    "written",
    [
        b"<row r='9'><c r='XFD9'><v>1</v></c></row>",
        b'<row r="9"><c s="0" r="XFD9"><v>1</v></c></row>',
        b'<row r="9"><c\tr="XFD9"><v>1</v></c></row>',
        b'<row r="9"><c r="xfd9"><v>1</v></c></row>',
        b'<row r="9">' + b"<c><v>1</v></c>" * 800 + b"</row>",
    ],
)
def test_oddly_written_places_hide_nothing(written):
    data = shelf.xlsx(GOOD)
    xml = shelf.entry(data).replace(b"</sheetData>", written + b"</sheetData>")
    assert refusal(shelf.altered(data, {"xl/worksheets/sheet1.xml": xml})) == "sheet-too-wide"


def test_a_part_that_lies_about_how_much_it_holds():
    styles = shelf.entry(shelf.xlsx(GOOD), "xl/styles.xml")
    lie = styles.replace(b"<cellXfs ", b'<cellXfs uniqueCount="4294967296" ')
    assert refusal(shelf.altered(shelf.xlsx(GOOD), {"xl/styles.xml": lie})) == "file-damaged"


def test_damage_that_kills_the_reader_of_old_workbooks_kills_only_a_child():
    base = shelf.xls(GOOD)
    boundsheet = base.find(b"\x85\x00")
    codes = set()
    for at in range(boundsheet, boundsheet + 24):
        for byte in (0, 1, 6, 255):
            data = base[:at] + bytes([byte]) + base[at + 1 :]
            try:
                read_sheet(data, "", shelf.FIELDS)
            except UnusableFile as refused:
                codes.add(refused.code)
    assert codes <= {"file-damaged", "file-macros", "no-data", "no-header"}


def test_more_than_256_filled_columns():
    wide = shelf.plain(shelf.row(1), headings=[*shelf.HEADINGS, *[f"列{n}" for n in range(260)]])
    assert refusal(shelf.xlsx(wide)) == "sheet-too-wide"


def test_too_many_rows_and_sheets():
    long = shelf.plain(*[shelf.row(n) for n in range(1, 120)])
    small = Limits(rows=100, sheets=2)
    for make in (shelf.xlsx, shelf.xls, shelf.csv_file, shelf.html_file):
        assert refusal(make(long), small) == "sheet-too-long"
    grids = [shelf.plain(shelf.row(1), name=f"镇{n}") for n in range(3)]
    assert refusal(shelf.xlsx(*grids), small) == "too-many-sheets"
    assert refusal(shelf.xls(*grids), small) == "too-many-sheets"


def test_no_header_names_what_was_looked_for():
    with pytest.raises(UnusableFile) as caught:
        read_sheet(shelf.xlsx(shelf.Grid([["甲", "乙"], ["a", "b"]])), "", shelf.FIELDS)
    assert caught.value.code == "no-header"
    assert "享受人身份证号" in caught.value.message


def test_every_message_says_how_to_mend_it():
    for code, text in MESSAGES.items():
        assert len(text) > 25, code
        assert text.endswith("."), code
