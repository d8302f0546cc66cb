"""What is done to a sheet is seen through in every kind of sheet that the portal takes."""

import datetime
import io

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from intake.reading import UnusableFile, read_sheet
from intake.sheets import sheet_of

from . import shelf
from .shelf import Grid, identity


HEADS = {
    "payments": ["姓名", "身份证号", "村", "补贴金额", "所属期"],
    "allocations": ["拨款单位", "收款单位", "文号", "拨付日期", "拨付金额"],
    "registry:deaths": ["姓名", "身份证号", "死亡日期", "来源"],
    "registry:dibao": ["姓名", "身份证号", "低保证号", "纳入日期"],
    "village-ledger": ["日期", "摘要", "收入", "支出", "余额"],
}
# The column of days, and that of amounts, as far as a kind has them.
DAYS = {"allocations": 3, "registry:deaths": 2, "registry:dibao": 3, "village-ledger": 0}
AMOUNTS = {"payments": 3, "allocations": 4, "village-ledger": 2}
KINDS = list(HEADS)


def row(kind, n):
    return {
        "payments": ["陈小花", identity(n), "浮岐村", 300 + n, "2018-03"],
        "allocations": ["市财政局", f"第{n}中心小学", f"榕财〔2018〕{n}号", f"2018-03-{n:02d}", 5000 + n],
        "registry:deaths": ["陈小花", identity(n), f"2018-03-{n:02d}", "殡仪馆"],
        "registry:dibao": ["陈小花", identity(n), f"D{n}", f"2018-03-{n:02d}"],
        "village-ledger": [f"2018-03-{n:02d}", f"第{n}次保洁", 100 + n, "", ""],
    }[kind]  # fmt: skip


def rows(kind, *numbers):
    return [row(kind, n) for n in numbers]


def reading(kind, *grids, change=None):
    data = shelf.xlsx(*grids)
    if change:
        book = load_workbook(io.BytesIO(data))
        change(book.active)
        packed = io.BytesIO()
        book.save(packed)
        data = packed.getvalue()
    return read_sheet(data, "", sheet_of(kind).fields)


def codes(result):
    return {(p.sheet, p.row, p.code) for p in [*result.problems, *result.left_out]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_struck_out_row_is_refused(kind):
    def change(sheet):
        for cell in sheet[3]:
            cell.font = Font(strike=True)

    result = reading(kind, Grid([HEADS[kind], *rows(kind, 1, 2, 3)]), change=change)
    assert result.frame["_ok"].tolist() == [True, False, True]
    assert ("Sheet1", 3, "row-struck-out") in codes(result)


@pytest.mark.parametrize("kind", AMOUNTS)
def test_an_amount_shown_as_another_is_refused(kind):
    column = AMOUNTS[kind]

    def change(sheet):
        sheet.cell(3, column + 1).number_format = '0!.0,"万"'

    result = reading(kind, Grid([HEADS[kind], *rows(kind, 1, 2, 3)]), change=change)
    assert result.frame["_ok"].tolist() == [True, False, True]
    assert ("Sheet1", 3, "amount-shown-otherwise") in codes(result)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copied_sheet_is_left_out(kind):
    lines = [HEADS[kind], *rows(kind, 1, 2, 3)]
    result = reading(kind, Grid(lines, name="明细"), Grid(lines, name="明细 (2)"))
    assert len(result.frame) == 3
    assert ("明细 (2)", None, "sheet-copied") in codes(result)


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_goes_on_without_headings(kind):
    grids = (
        Grid([HEADS[kind], *rows(kind, 1, 2)], name="一"),
        Grid(rows(kind, 3, 4), name="二"),
    )
    result = reading(kind, *grids)
    assert result.frame["_ok"].tolist() == [True] * 4
    assert ("二", None, "sheet-continues") in codes(result)


@pytest.mark.parametrize("kind", KINDS)
def test_entries_without_headings_that_fit_refuse_the_file(kind):
    moved = [[*line[2:], *line[:2]] for line in rows(kind, 3, 4)]
    with pytest.raises(UnusableFile) as refused:
        reading(kind, Grid([HEADS[kind], *rows(kind, 1, 2)]), Grid(moved, name="二"))
    assert refused.value.code == "entries-without-headings"


@pytest.mark.parametrize("kind", KINDS)
def test_two_lists_side_by_side_refuse_the_file(kind):
    lines = [[*row(kind, n), *row(kind, n + 1)] for n in (1, 3)]
    with pytest.raises(UnusableFile) as refused:
        reading(kind, Grid([[*HEADS[kind], *HEADS[kind]], *lines]))
    assert refused.value.code == "sheet-in-halves"


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_cell_is_told_by_its_column(kind):
    blank = [spec for spec in sheet_of(kind).fields if spec.required][-1]
    heads = HEADS[kind]
    at = next(i for i, head in enumerate(heads) if head in {str(blank.label), *blank.aliases})
    line = row(kind, 2)
    line[at] = ""
    if kind == "village-ledger":
        line[0] = "2018-03-02"
    result = reading(kind, Grid([heads, row(kind, 1), line, row(kind, 3)]))
    missing = [(p.row, p.column) for p in result.problems if p.code == "missing"]
    assert missing == [(3, "ABCDE"[at])]


@pytest.mark.parametrize("kind", DAYS)
def test_days_counted_from_1904(kind):
    at = DAYS[kind]
    lines = rows(kind, 1, 2)
    for n, line in enumerate(lines, 1):
        line[at] = 43_160 - 1_462 + n - 1
    workbook = load_workbook(io.BytesIO(shelf.xlsx(Grid([HEADS[kind], *lines]))))
    workbook.epoch = datetime.datetime(1904, 1, 1)
    packed = io.BytesIO()
    workbook.save(packed)
    result = read_sheet(packed.getvalue(), "", sheet_of(kind).fields)
    name = next(s.name for s in sheet_of(kind).fields if s.name in result.frame and s.kind == "date"
                and result.frame[s.name].notna().all())  # fmt: skip
    assert [str(day) for day in result.frame[name]] == ["2018-03-01", "2018-03-02"]
