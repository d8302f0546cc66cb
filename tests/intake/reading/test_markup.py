"""The cadre gets the own workbook back, bad cells marked, nothing executed."""

import io

import pytest
from openpyxl import load_workbook

from intake.reading import read_sheet
from intake.reading.markup import mark_up

from . import shelf
from .shelf import FIELDS, identity, row


BAD = shelf.plain(
    row(1, 身份证号=shelf.wrong_check_digit(identity(1)), 备注="=HYPERLINK(1)"),
    row(2, 金额=0, 备注="+1"),
    row(3, 备注="@x"),
)


def marked(data):
    problems = read_sheet(data, "", FIELDS).problems
    return load_workbook(io.BytesIO(mark_up(data, "", problems))), problems


@pytest.mark.parametrize("make", [shelf.xlsx, shelf.csv_file, shelf.html_file])
def test_bad_cells_are_filled_commented_and_listed(make):
    book, problems = marked(make(BAD))
    sheet = book["Sheet1"]
    assert sheet["F2"].fill.start_color.rgb == "FFFFC7CD"
    assert sheet["F2"].comment.text == problems[0].message
    assert sheet["H3"].fill.start_color.rgb == "FFFFF2CB"
    assert sheet["F3"].comment is None
    listed = book.worksheets[0]
    assert listed.max_row == len(problems) + 1
    assert listed["A2"].value == "Sheet1 F2"
    assert listed["A2"].hyperlink.location == "'Sheet1'!F2"
    assert listed["D2"].value == problems[0].message
    assert book.active.title == listed.title


@pytest.mark.parametrize("make", [shelf.xlsx, shelf.csv_file, shelf.html_file])
def test_text_that_opens_like_a_formula_stays_text(make):
    book, _ = marked(make(BAD))
    for cell in ("J2", "J3", "J4"):
        assert book["Sheet1"][cell].data_type == "s"
    assert book["Sheet1"]["J2"].quotePrefix


def test_the_own_workbook_keeps_its_formulas_widths_and_merges():
    data = shelf.xlsx(shelf.Grid(
        [["2018年3月名册"], shelf.HEADINGS, row(1), ["合计", *[""] * 6, "=SUM(H3:H3)"]],
        merged=["A1:J1"],
    ))  # fmt: skip
    book, _ = marked(data)
    sheet = book["Sheet1"]
    assert sheet["H4"].value == "=SUM(H3:H3)"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:J1"]


def test_old_workbooks_come_back_as_xlsx():
    data = shelf.xls(shelf.plain(row(1, 金额=0), row(2), hidden_rows=(3,)))
    book, _ = marked(data)
    assert book["Sheet1"]["H2"].fill.start_color.rgb == "FFFFF2CB"
    assert book["Sheet1"].row_dimensions[3].hidden


def test_problems_of_rows_and_merged_cells_have_a_place():
    data = shelf.xlsx(
        shelf.plain(row(1), row(2, 金额=""), ["", "说明", *[""] * 8], merged=["H2:H3"])
    )
    book, problems = marked(data)
    assert book["Sheet1"]["H2"].comment is not None
    assert {p.code for p in problems} >= {"merged-amount"}


def test_a_sheet_with_an_awkward_name():
    grid = shelf.plain(row(1, 金额=0), name="Tom's 镇")
    book, _ = marked(shelf.xlsx(grid, shelf.plain(row(2), name="Problems")))
    assert book.worksheets[0].title == "Problems 2"
    assert book.worksheets[0]["A2"].hyperlink.location == "'Tom''s 镇'!H2"
