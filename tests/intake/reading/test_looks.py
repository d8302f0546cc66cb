"""What a cell looks like: struck out, or shown as another figure than it holds."""

import datetime
import io

import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from intake.reading import Field, read_sheet
from intake.reading.workbooks.shows import read_format

from . import shelf
from .shelf import FIELDS, HEADINGS, row


def changed(data, change):
    book = load_workbook(io.BytesIO(data))
    change(book.active)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def found(data):
    result = read_sheet(data, "", FIELDS)
    return result, {(p.row, p.column, p.code) for p in result.problems}


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", ""), ("0.00", ""), ("#,##0.00_ ", ""), ("¥#,##0.00", ""), ("yyyy-mm-dd", ""),
        ('0.00"元"', ""), ('"￥"#,##0.00;[Red]"￥"-#,##0.00', ""), ("@", ""), ('m"月"d"日"', ""),
        ("[DBNum2][$-804]0", ""), ("0!.0,", "other"), ("0!.0000", "other"), ('0"."0000', "other"),
        ("#,##0,", "other"), ("0.0,,", "other"), ("0%", "other"), ('0"00"', "other"),
        ('[>=10000]0!.0,"万";0', "other"), ('0.00"万"', "万元"), ("0.0千", "千元"), (";;;", "hidden"),
        ('"停发"', "hidden"),
    ],
)  # fmt: skip
def test_what_a_number_format_shows(code, shown):
    look = read_format(code)
    said = "other" if look.otherwise else "hidden" if look.hidden else look.unit or ""
    assert said == shown


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("0!.0,", "amount-shown-otherwise"), ('0.00"万元"', "amount-shown-otherwise"),
        (";;;", "amount-hidden"), ('0.00"元"', None),
    ],
)  # fmt: skip
def test_an_amount_shown_as_another_is_refused_by_place(code, problem):
    def change(sheet):
        sheet["H3"].number_format = code

    result, problems = found(changed(shelf.xlsx(shelf.plain(row(1), row(2))), change))
    assert ((3, "H", problem) in problems) == (problem is not None)
    assert result.frame["_ok"].tolist() == [True, problem is None]


def test_a_unit_shown_and_said_by_the_heading_is_one_reading():
    heads = [text if text != "金额" else "金额(万元)" for text in HEADINGS]

    def change(sheet):
        sheet["H2"].number_format = '0.00"万元"'

    result, _problems = found(
        changed(shelf.xlsx(shelf.plain(row(1, 金额=1.2), headings=heads)), change)
    )
    assert result.frame["amount"].tolist() == [1_200_000]


def test_struck_out_rows_are_refused_by_place():
    def change(sheet):
        for cell in sheet[3]:
            cell.font = Font(strike=True)
        sheet["H4"] = CellRichText(TextBlock(InlineFont(strike=True), "100"), "200")

    data = shelf.xlsx(shelf.plain(row(1), row(2), row(3)))
    book = load_workbook(io.BytesIO(data), rich_text=True)
    change(book.active)
    packed = io.BytesIO()
    book.save(packed)
    result, problems = found(packed.getvalue())
    assert result.frame["_ok"].tolist() == [True, False, False]
    assert {(3, "A", "row-struck-out"), (4, "H", "row-struck-out")} <= problems


def test_the_looks_of_old_workbooks():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    struck, scaled = (
        xlwt.easyxf("font: struck_out on"),
        xlwt.easyxf(num_format_str="0!.0,"),
    )
    for column, heading in enumerate(HEADINGS):
        sheet.write(0, column, heading)
    for at, style in enumerate([xlwt.Style.default_style, struck, scaled], 1):
        for column, cell in enumerate(row(at)):
            sheet.write(at, column, cell, style)
    packed = io.BytesIO()
    book.save(packed)
    result, problems = found(packed.getvalue())
    assert result.frame["_ok"].tolist() == [True, False, False]
    assert {(3, "A", "row-struck-out"), (4, "H", "amount-shown-otherwise")} <= problems


@pytest.mark.parametrize(
    "mark", ["<s>{}</s>", "<span style='text-decoration:line-through'>{}</span>"]
)
def test_the_looks_of_pages(mark):
    page = shelf.html_file(shelf.plain(row(1), row(2))).decode("gb18030")
    number = shelf.identity(2)
    result, problems = found(page.replace(number, mark.format(number)).encode("gb18030"))
    assert result.frame["_ok"].tolist() == [True, False]
    assert (3, "F", "row-struck-out") in problems


def test_noughts_that_only_the_format_shows_belong_to_an_account():
    def change(sheet):
        sheet["G2"].value, sheet["G2"].number_format = 1234567, "0000000000000000"

    result, _problems = found(changed(shelf.xlsx(shelf.plain(row(1))), change))
    assert result.frame["account"].tolist() == ["0000000001234567"]


def test_days_counted_from_1904():
    fields = (Field("name", "姓名", "name"), Field("died_on", "死亡日期", "date", required=True))
    died = datetime.date(2020, 5, 3)
    book = Workbook()
    book.active.append(["姓名", "死亡日期"])
    book.active.append(["陈小花", (died - datetime.date(1904, 1, 1)).days])
    book.epoch = datetime.datetime(1904, 1, 1)
    packed = io.BytesIO()
    book.save(packed)
    assert read_sheet(packed.getvalue(), "", fields).frame["died_on"].tolist() == [died]


def test_amounts_in_a_hidden_column_are_told():
    def change(sheet):
        sheet.column_dimensions["H"].hidden = True

    result, problems = found(changed(shelf.xlsx(shelf.plain(row(1))), change))
    assert (None, "H", "columns-hidden") in problems
    assert result.frame["_ok"].all()
