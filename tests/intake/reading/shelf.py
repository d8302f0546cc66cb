"""A shelf of nasty workbooks, built by code. Every person on it is fictional."""

import csv
import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlwt
from openpyxl import Workbook
from stdnum.cn import ric

from intake.reading import Field


FIELDS = (
    Field("village", "村", "region", ("村委会", "行政村", "村居")),
    Field("head_name", "户主姓名", "name", ("户主",)),
    Field("head_identity", "户主身份证号", "identity", ("户主证件号",)),
    Field("payee_name", "收款人姓名", "name", ("收款人", "户名", "领款人")),
    Field("payee_identity", "收款人身份证号", "identity"),
    Field(
        "name", "享受人姓名", "name", ("享受人", "补贴对象姓名", "姓名"), required=True
    ),
    Field("identity", "享受人身份证号", "identity", ("身份证号",), required=True),
    Field("account", "银行账号", "account", ("账号", "一卡通账号", "社保卡号")),
    Field("phone", "联系电话", "phone", ("电话", "手机号")),
    Field("amount", "补贴金额", "amount", ("金额", "发放金额", "实发金额"), required=True),
    Field("period", "所属期", "period", ("发放月份", "所属月份", "月份"), required=True),
    Field("remark", "备注", "text", max_length=200),
)  # fmt: skip

HEADINGS = [
    "序号",
    "村",
    "户主姓名",
    "户主身份证号",
    "姓名",
    "身份证号",
    "银行账号",
    "金额",
    "所属期",
    "备注",
]
MARCH = (datetime.date(2018, 3, 1), datetime.date(2018, 3, 31))


def identity(number: int, born: str = "19600101", region: str = "350181") -> str:
    """A checksum-valid number of nobody."""
    body = f"{region}{born}{number:03d}"
    return body + ric.calc_check_digit(body + "0")


def old_identity(number: int) -> tuple[str, str]:
    """A 15-digit number and its 18-character form."""
    whole = identity(number)
    return whole[:6] + whole[8:17], whole


def wrong_check_digit(number: str) -> str:
    """The same number with another check digit."""
    return number[:17] + ("1" if number[17] != "1" else "2")


def row(number: int, **changes: Any) -> list[Any]:
    """A clean row under HEADINGS."""
    cells = {
        "序号": number,
        "村": "浮岐村",
        "户主姓名": "林大山",
        "户主身份证号": identity(number + 400),
        "姓名": "陈小花",
        "身份证号": identity(number),
        "银行账号": f"62230000{number:09d}",
        "金额": 300 + number,
        "所属期": "2018-03",
        "备注": "",
    }
    return [*(cells | changes).values()]


@dataclass
class Grid:
    """One sheet to be written: rows, merged ranges ("A1:C1"), hidden rows (Excel numbers)."""

    rows: list[list[Any]]
    name: str = "Sheet1"
    merged: list[str] = field(default_factory=list)
    hidden_rows: tuple[int, ...] = ()
    hidden: bool = False


def plain(*rows: list[Any], headings: Sequence[str] = tuple(HEADINGS), **options: Any) -> Grid:
    """A grid with one heading row."""
    return Grid([list(headings), *rows], **options)


def xlsx(*grids: Grid) -> bytes:
    """The grids as .xlsx."""
    book = Workbook()
    book.remove(book.active)
    for grid in grids:
        sheet = book.create_sheet(grid.name)
        for cells in grid.rows:
            sheet.append([None if cell == "" else cell for cell in cells])
        for merged in grid.merged:
            sheet.merge_cells(merged)
        for number in grid.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        if grid.hidden:
            sheet.sheet_state = "hidden"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def xls(*grids: Grid) -> bytes:
    """The grids as BIFF8; WPS writes .et the same way."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for grid in grids:
        sheet = book.add_sheet(grid.name)
        for r, cells in enumerate(grid.rows):
            for c, cell in enumerate(cells):
                if cell == "":
                    continue
                if isinstance(cell, datetime.date):
                    sheet.write(r, c, cell, day)
                else:
                    sheet.write(r, c, cell)
        for number in grid.hidden_rows:
            sheet.row(number - 1).hidden = True
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def csv_file(grid: Grid, encoding: str = "utf-8", separator: str = ",") -> bytes:
    """The grid as text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(grid.rows)
    return text.getvalue().encode(encoding)


def html_file(grid: Grid, encoding: str = "gb18030") -> bytes:
    """The grid as an HTML table, as some systems export under the name .xls."""
    lines = []
    for cells in grid.rows:
        inner = "".join(f"<td>{_escaped(cell)}</td>" for cell in cells)
        lines.append(f"<tr>{inner}</tr>")
    page = (
        f'<html><head><meta charset="{encoding}"></head><body><table border="1">'
        f"{''.join(lines)}</table></body></html>"
    )
    return page.encode(encoding)


def _escaped(cell: Any) -> str:
    return str(cell).replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def altered(data: bytes, change: dict[str, bytes | None]) -> bytes:
    """A zip with some entries replaced, added, or (None) taken out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", 8) as new:
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, content in change.items():
            if content is not None:
                new.writestr(name, content)
    return packed.getvalue()


def entry(data: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """One entry of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def rezipped(data: bytes, old: bytes, new: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The workbook with some bytes of one part replaced."""
    return altered(data, {name: entry(data, name).replace(old, new)})
