"""Workbooks whose parts stand elsewhere, and old ones that are told how to be saved anew."""

import re

import pytest

from intake.reading import UnusableFile, read_sheet

from . import shelf
from .shelf import FIELDS, altered, entry, row


DATA = shelf.xlsx(shelf.plain(row(1), row(2)))
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"


def with_shared_texts(data):
    """A sheet's XML with its texts in a part of their own, and that part."""
    texts = []

    def moved(match):
        texts.append(match[1])
        return b't="s"><v>%d</v></c>' % (len(texts) - 1)

    sheet = re.sub(rb't="inlineStr"><is><t>([^<]*)</t></is></c>', moved, entry(data, SHEET))
    items = b"".join(b"<si><t>" + text + b"</t></si>" for text in texts)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return sheet, b'<sst xmlns="' + main + b'">' + items + b"</sst>"


def rows_of(change):
    return read_sheet(altered(DATA, change), "", FIELDS).frame["_row"].tolist()


def relations(old, new):
    return entry(DATA, RELATIONS).replace(old, new)


def test_shared_texts_at_the_root():
    sheet, shared = with_shared_texts(DATA)
    assert b"inlineStr" not in sheet
    told = relations(b"</Relationships>", b'<Relationship Id="rId9" Target="/sharedStrings.xml" '
                     b'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings"/>'
                     b"</Relationships>")  # fmt: skip
    assert rows_of({SHEET: sheet, "sharedStrings.xml": shared, RELATIONS: told}) == [2, 3]


@pytest.mark.parametrize("place", ["xl/workbook2.xml", "book/main.xml"])
def test_a_workbook_under_another_name(place):
    folder, name = place.split("/")
    root = entry(DATA, "_rels/.rels").replace(BOOK.encode(), place.encode())
    moved = {
        BOOK: None,
        RELATIONS: None,
        place: entry(DATA, BOOK),
        f"{folder}/_rels/{name}.rels": entry(DATA, RELATIONS),
        "_rels/.rels": root,
    }
    assert rows_of(moved) == [2, 3]


def test_a_sheet_outside_the_usual_folder():
    told = relations(b"/xl/worksheets/sheet1.xml", b"/sheets/one.xml")
    moved = {SHEET: None, "sheets/one.xml": entry(DATA, SHEET), RELATIONS: told}
    assert rows_of(moved) == [2, 3]


def test_what_stands_under_the_usual_name_by_chance_is_not_read():
    other = shelf.xlsx(shelf.plain(row(7, 姓名="林大山")))
    moved = {
        SHEET: entry(other, SHEET),
        "xl/worksheets/real.xml": entry(DATA, SHEET),
        "xl/Styles2.xml": entry(DATA, "xl/styles.xml"),
        RELATIONS: relations(b"sheet1.xml", b"real.xml").replace(b"styles.xml", b"Styles2.xml"),
    }
    assert read_sheet(altered(DATA, moved), "", FIELDS).frame["name"].tolist() == ["陈小花"] * 2


def test_relations_that_lead_nowhere_are_damage():
    with pytest.raises(UnusableFile) as refused:
        rows_of({RELATIONS: relations(b"sheet1.xml", b"sheet9.xml")})
    assert refused.value.code == "file-damaged"


@pytest.mark.parametrize(
    "opening",
    [
        b"\x09\x00\x04\x00\x02\x00\x10\x00",
        b"\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00",
        b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00",
        b"\x09\x08\x08\x00\x00\x05\x05\x00\x00\x00\x00\x00",
    ],
)
def test_streams_of_old_programs_are_told_how_to_be_saved(opening):
    with pytest.raises(UnusableFile) as refused:
        read_sheet(opening + b"\x04\x00\x08\x00" * 20, "x.xls", FIELDS)
    assert refused.value.code == "file-unsupported"
    assert "97" in refused.value.message
