"""What goes back to a cadre comes in again with exactly the errors that are still in it."""

import io
import re
import time
import zipfile

from django.utils.translation import override

import pytest

from intake.reading import read_sheet
from intake.reading.chosen import Chosen
from intake.reading.leftovers import bad_rows
from intake.reading.markup import mark_up
from intake.reading.plainbook import PlainSheet, plain_book

from . import shelf
from .shelf import FIELDS, identity, row


TITLE = ["2018年3月补贴花名册", *[""] * 9]
FAULTS = [
    row(1),
    row(2, 身份证号=shelf.wrong_check_digit(identity(2))),
    row(3, 金额="很多"),
    row(4, 姓名="", 备注="@甲"),
    row(5, 身份证号=identity(5) + "7"),
    row(6, 金额=0, 备注="+1"),
]
GRIDS = {
    "plain": [shelf.plain(*FAULTS)],
    "titled": [shelf.Grid([TITLE, shelf.HEADINGS, *FAULTS], merged=["A1:J1"])],
    "merged-village": [shelf.plain(*FAULTS, merged=["B2:B4"])],
    "two-tables": [shelf.Grid([shelf.HEADINGS, *FAULTS[:3], [""] * 10, TITLE, shelf.HEADINGS, *FAULTS[3:]])],
    "two-sheets": [shelf.plain(*FAULTS[:3], name="猴屿乡"), shelf.plain(*FAULTS[3:], name="罗联/乡"[:2])],
    "hidden-row": [shelf.plain(*FAULTS, hidden_rows=(3,))],
}  # fmt: skip
FORMATS = {
    "xlsx": shelf.xlsx, "xls": shelf.xls, "csv": lambda *grids: shelf.csv_file(grids[0]),
    "html": lambda *grids: shelf.html_file(grids[0]),
}  # fmt: skip
FILES = [
    pytest.param(make, grids, id=f"{name}-{kind}")
    for kind, make in FORMATS.items()
    for name, grids in GRIDS.items()
    if len(grids) == 1 or kind in ("xlsx", "xls")
]


def faults(reading):
    return [(p.sheet, p.row, p.column, p.code) for p in reading.problems if p.severity == "error"]


@pytest.mark.parametrize(("make", "grids"), FILES)
def test_marked_mended_and_uploaded_again_leaves_the_other_errors(make, grids):
    data = make(*grids)
    reading = read_sheet(data, "", FIELDS)
    before = faults(reading)
    assert len(before) == 4
    with override("zh-hans"):
        marked = mark_up(data, "", reading.problems)
    again = read_sheet(marked, "", FIELDS)
    assert faults(again) == before
    assert [p.code for p in again.problems if "sheet" in p.code] == []
    mend = next((p.sheet, p.row, p.column, "350") for p in reading.problems if p.row and p.code == "amount-unreadable")  # fmt: skip
    mended = mark_up(marked, "", again.problems, chosen=Chosen(mends=(mend,)))
    assert faults(read_sheet(mended, "", FIELDS)) == [f for f in before if f[:3] != mend[:3]]
    assert len(zipfile.ZipFile(io.BytesIO(mended)).namelist()) == len(
        zipfile.ZipFile(io.BytesIO(marked)).namelist()
    ), "nothing piles up from time to time"


@pytest.mark.parametrize(("make", "grids"), FILES)
def test_only_the_bad_rows_hold_all_errors_and_no_good_row(make, grids):
    data = make(*grids)
    reading = read_sheet(data, "", FIELDS)
    headings = {
        name: [table.header_rows for table in reading.tables if table.sheet == name]
        for name in {table.sheet for table in reading.tables}
    }
    left = read_sheet(bad_rows(data, "", reading.problems, headings), "", FIELDS)
    assert [(f[0], f[2], f[3]) for f in faults(left)] == [
        (f[0], f[2], f[3]) for f in faults(reading)
    ]
    assert len(left.frame) == 4
    assert not left.frame["_ok"].any()
    assert set(left.frame["village"]) == {"浮岐村"}, "a merged village stays with its rows"


LINKED = b'<c r="H3"><f>VLOOKUP(F3,[1]\xe8\xa1\xa8!A:B,2,0)</f><v>333</v></c>'


def test_formulas_keep_what_they_show():
    data = shelf.xlsx(shelf.plain(row(1), row(2, 金额="=X"), row(3, 金额="=H2+1"), row(4, 金额=0)))
    xml = shelf.entry(data)
    for old, new in (
        (b'<c r="H3"><f>X</f><v></v></c>', LINKED), (b'<c r="H3"><f>X</f><v /></c>', LINKED),
        (b'<c r="H3"><f>X</f><v/></c>', LINKED), (b"<f>H2+1</f><v></v>", b"<f>H2+1</f><v>302</v>"),
        (b"<f>H2+1</f><v />", b"<f>H2+1</f><v>302</v>"), (b"<f>H2+1</f><v/>", b"<f>H2+1</f><v>302</v>"),
    ):  # fmt: skip
        xml = xml.replace(old, new)
    data = shelf.altered(data, {"xl/worksheets/sheet1.xml": xml})
    reading = read_sheet(data, "", FIELDS)
    assert reading.frame["amount"].tolist() == [30100, 33300, 30200, 0]
    marked = mark_up(data, "", reading.problems)
    assert read_sheet(marked, "", FIELDS).frame["amount"].tolist() == [30100, 33300, 30200, 0]
    sheet = shelf.entry(marked)
    assert b"VLOOKUP" not in sheet, "nothing reaches outside"
    assert b"<f>H2+1</f><v>302</v>" in sheet


def test_a_formula_without_a_result_never_comes_back_empty():
    data = shelf.xlsx(shelf.plain(row(1), row(2, 备注="=H2")))
    reading = read_sheet(data, "", FIELDS)
    assert [f[3] for f in faults(reading)] == ["formula-without-value"]
    assert faults(read_sheet(mark_up(data, "", reading.problems), "", FIELDS)) == faults(reading)
    left = read_sheet(bad_rows(data, "", reading.problems, {"Sheet1": [(1, 1)]}), "", FIELDS)
    assert [f[3] for f in faults(left)] == ["cell-error"]


def test_a_cadres_own_comments_and_colours_stay():
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = load_workbook(io.BytesIO(shelf.xlsx(shelf.plain(*FAULTS))))
    sheet = book["Sheet1"]
    sheet["C2"].comment = Comment("已核对", "老林")
    sheet["F3"].comment = Comment("问一下", "老林")
    sheet["C2"].fill = PatternFill("solid", start_color="FFFFC7CE")
    packed = io.BytesIO()
    book.save(packed)
    data = packed.getvalue()
    for _time in range(3):
        data = mark_up(data, "", read_sheet(data, "", FIELDS).problems)
    sheet = load_workbook(io.BytesIO(data))["Sheet1"]
    assert sheet["C2"].comment.text == "已核对"
    assert sheet["F3"].comment.text.endswith("问一下")
    assert sheet["F3"].comment.text.count("问一下") == 1
    # The mended cell's mark is gone, the others' stay.
    mends = (("Sheet1", 4, "H", "350"),)
    reading = read_sheet(data, "", FIELDS, chosen=Chosen(mends=mends))
    sheet = load_workbook(io.BytesIO(mark_up(data, "", reading.problems, chosen=Chosen(mends=mends))))["Sheet1"]  # fmt: skip
    assert sheet["H4"].fill.fill_type is None
    assert sheet["H4"].comment is None
    assert sheet["F3"].fill.start_color.rgb == "FFFFC7CD"


def test_nothing_points_at_what_is_left_behind():
    data = shelf.xlsx(shelf.plain(*FAULTS))
    xml = shelf.entry(data)
    xml = xml.replace(b'<c r="A2"', b'<c r="A2" cm="1" vm="2"', 1).replace(
        b'workbookViewId="0"', b'workbookViewId="1"'
    )
    tail = (
        b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        b'<controls><control/></controls></mc:AlternateContent><hyperlinks><hyperlink ref="A1" '
        b'location="x"/></hyperlinks><pageSetup paperSize="9" r:id="rId7" orientation="landscape" '
        b'xmlns:r="urn:r"/><drawing r:id="rId3" xmlns:r="urn:r"/></worksheet>'
    )
    data = shelf.altered(data, {"xl/worksheets/sheet1.xml": xml.replace(b"</worksheet>", tail)})
    sheet = shelf.entry(mark_up(data, "", read_sheet(data, "", FIELDS).problems))
    for left in (b"cm=", b"vm=", b"control", b"hyperlink", b"rId7", b"rId3", b'ViewId="1"'):
        assert left not in sheet, left
    assert b'<pageSetup paperSize="9" orientation="landscape"' in sheet


@pytest.mark.timed
def test_twenty_thousand_rows_with_formulas_are_marked_in_time():
    """Ten seconds are promised; a second or two are usual."""
    rows = [
        (number, [*enumerate(row(number % 900, 金额="很多" if number % 7 == 0 else 300))])
        for number in range(2, 20_002)
    ]
    data = plain_book([PlainSheet("Sheet1", [(1, [*enumerate(shelf.HEADINGS)]), *rows])])
    xml = re.sub(rb'(<c r="A\d+">)<v>', rb"\1<f>ROW()-1</f><v>", shelf.entry(data))
    data = shelf.altered(data, {"xl/worksheets/sheet1.xml": xml})
    problems = read_sheet(data, "", FIELDS).problems
    begun = time.monotonic()
    marked = mark_up(data, "", problems)
    assert time.monotonic() - begun < 10
    assert shelf.entry(marked).count(b"<f>") == 20_000
