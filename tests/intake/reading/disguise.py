"""Clean rosters and ledgers, and whatever offices do to them before they send them."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from intake.reading import Field

from . import shelf
from .shelf import Grid, identity


ROSTER = (
    Field("village", "村", "region", ("村委会", "单位")),
    Field("name", "姓名", "name", ("享受人姓名",), required=True),
    Field("identity", "身份证号", "identity", required=True),
    Field("account", "银行账号", "account", ("账号",)),
    Field("standard", "补贴标准", "amount", ("标准",), aside=True),
    Field("amount", "补贴金额", "amount", ("金额", "实发金额"), required=True),
    Field("period", "所属期", "period", ("月份",)),
    Field("paid_on", "发放日期", "date", yearless=True, month_ok=True),
)
LEDGER = (
    Field("entered_on", "日期", "date", yearless=True),
    Field("voucher", "凭证号", "text"),
    Field("summary", "摘要", "text", ("项目",), required=True, max_length=200),
    Field("income", "收入", "amount", ("收入金额",), signed=True),
    Field("expense", "支出", "amount", ("支出金额",), signed=True),
    Field("balance", "余额", "amount", summed=False, signed=True),
)
NAMES = (
    "陈小花",
    "林大山",
    "合计",
    "小计明",
    "何计",
    "张审核",
    "王备注",
    "注意",
    "阿卜杜拉·买买提",
)
SUMMARIES = ("村级运转经费", "9月水电费合计", "会计：张三误工费", "注：补记保洁工资", "镇拨款：垃圾清运",
             "误工补贴5人共计", "一、修渠", "备注本购买", "退回押金", "审核费")  # fmt: skip
Place = tuple[str, int]


@dataclass
class Row:
    """A row as it truly is: cells by column, fen, and whether it may be taken at all."""

    cells: dict[str, Any]
    fen: int
    payable: bool = True
    struck: bool = False
    hidden: bool = False


@dataclass
class Page:
    """One sheet to be written, and where each true row stands on it."""

    name: str
    lines: list[list[Any]] = field(default_factory=list)
    rows: list[tuple[int, Row]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden: bool = False
    # Whether a line above says 万元, which holds for every table below it.
    in_wan: bool = False

    def add(self, *cells: Any) -> int:
        self.lines.append(list(cells))
        return len(self.lines)


@dataclass
class Made:
    """A file, its true rows by place, and whether it must be taken whole."""

    data: bytes = field(repr=False)
    name: str
    rows: dict[Place, Row]
    harmless: bool


HEADS = {
    "no": ("序号", "编号"), "village": ("村", "村委会"), "name": ("姓名", "姓 名", "享受人姓名*"),
    "identity": ("身份证号", "身份证\n号码"), "account": ("银行账号", "账号"),
    "standard": ("补贴标准",), "amount": ("补贴金额", "金额", "实发金额"), "note": ("备注", "说明"),
    "entered_on": ("日期",), "voucher": ("凭证号",), "summary": ("摘要", "项目"),
    "income": ("收入", "收入金额"), "expense": ("支出",), "balance": ("余额",),
}  # fmt: skip
MONEY: tuple[Callable[[int], Any], ...] = (
    lambda fen: fen / 100,
    lambda fen: f"{fen / 100:.2f}",
    lambda fen: f"{fen / 100:,.2f}元",
    lambda fen: f"￥{fen // 100}.{fen % 100:02d}",
)


def in_wan(fen: int) -> str:
    return f"{fen / 1_000_000:.6f}"


STOPS = ("停发", "死亡停发", "银行退回", "重复，不发")
REMARKS = ("", "", "补发", "合计", "制表人：张三", "五保", "新增")


@st.composite
def rosters(draw: st.DrawFn) -> Made:
    """A roster in any disguise."""
    start = draw(st.integers(1, 400))
    people = [
        Row({"village": draw(st.sampled_from(["浮岐村", "小计村"])), "name": name,
             "identity": identity(start + n), "account": f"62230000{n:09d}", "standard": 100,
             "note": draw(st.sampled_from(REMARKS))},
            draw(st.integers(100, 10**7)))
        for n, name in enumerate(draw(st.lists(st.sampled_from(NAMES), min_size=3, max_size=9)))
    ]  # fmt: skip
    columns = ["no", "village", "name", "identity", "account", "standard", "amount", "note"]
    return _dress(draw, people, columns, "name", "2018年3月补贴发放花名册")


@st.composite
def ledgers(draw: st.DrawFn) -> Made:
    """A village's ledger in any disguise."""
    entries = []
    for n in range(draw(st.integers(3, 8))):
        side = draw(st.sampled_from(["income", "expense"]))
        words = draw(st.sampled_from(SUMMARIES))
        cells = {"entered_on": f"2025-10-{n + 1:02d}", "voucher": f"记-{n + 1}",
                 "summary": words, "side": side}  # fmt: skip
        entries.append(Row(cells, draw(st.integers(100, 10**7))))
    columns = ["entered_on", "voucher", "summary", "income", "expense", "balance"]
    return _dress(draw, entries, columns, "summary", "猴屿乡浮岐村2025年10月财务公开表")


def _dress(draw: st.DrawFn, rows: list[Row], columns: list[str], who: str, title: str) -> Made:
    """The rows spread over sheets and tables, each written in its own way."""
    roster = who == "name"
    harmless = True
    flip = st.booleans()
    kind = draw(st.sampled_from(["csv", "xlsx", "xls", "html"]))
    single = kind in {"csv", "html"}
    _mark(draw, rows, kind, roster=roster, single=single)
    cut = draw(st.integers(1, len(rows) - 1))
    pages = [Page("10月" if not roster else "3月发放")]
    what = draw(st.sampled_from(
        ["one", "one", "below", "sheet", "headless", "stopped", "hidden", "copy", "halves",
         "section", "month"]
    ))  # fmt: skip
    if single and what not in {"one", "below", "halves", "section", "month"}:
        what = "one"
    if not roster and what in {"stopped", "copy", "halves", "section", "month"}:
        what = "one"
    first = rows if what in {"one", "copy", "halves"} else rows[:cut]
    rest = rows[len(first) :]
    for row in rest if what in {"section", "month"} else ():
        row.payable = False
    if what == "halves":
        _halves(pages[0], rows, [c for c in columns if c != "note"])
        harmless = False
    elif what == "section":
        section = draw(st.sampled_from(["停发人员", "以下人员停发：", "二、退回人员"]))
        _table(draw, pages[0], rows, columns, who, title, (cut, section))
    else:
        _table(draw, pages[0], first, columns, who, title)
    if what == "below":
        _table(draw, pages[0], rest, columns, who, "续表" if draw(flip) else "")
    elif what == "month":
        _table(draw, pages[0], rest, columns, who, "2018年2月补贴发放花名册")
    elif what in {"sheet", "stopped", "hidden"}:
        name = {"sheet": "Sheet2", "stopped": "停发人员", "hidden": "旧"}[what]
        pages.append(Page(name, hidden=what == "hidden"))
        for row in rest:
            row.payable &= what == "sheet"
        _table(draw, pages[-1], rest, columns, who, title)
    elif what == "headless":
        pages.append(Page("Sheet2"))
        for row in rest:
            pages[-1].rows.append((pages[-1].add(*_cells(row, columns, MONEY[0])), row))
        harmless = False
    elif what == "copy":
        copied = Page(f"{pages[0].name} (2)", pages[0].lines, [], pages[0].merged)
        copied.rows = [
            (at, Row(row.cells, row.fen, False, row.struck)) for at, row in pages[0].rows
        ]
        pages.append(copied)
    places = {(page.name if not single else "Sheet1", at): row
              for page in pages for at, row in page.rows}  # fmt: skip
    harmless &= all(row.payable for row in places.values()) and what != "hidden"
    return Made(_written(draw, kind, pages), f"x.{kind}", places, harmless)


def _mark(draw: st.DrawFn, rows: list[Row], kind: str, *, roster: bool, single: bool) -> None:
    """Here and there a remark of stop, a row struck out, a row hidden."""
    for row in rows:
        if roster and draw(st.integers(0, 14)) == 0:
            row.cells["note"], row.payable = draw(st.sampled_from(STOPS)), False
        elif kind == "xlsx" and draw(st.integers(0, 14)) == 0:
            row.struck, row.payable = True, False
        row.hidden = not single and draw(st.integers(0, 14)) == 0


def _cells(row: Row, columns: list[str], money: Callable[[int], Any]) -> list[Any]:
    values = dict(row.cells)
    values[row.cells.get("side", "amount")] = money(row.fen)
    return [values.get(column, "") for column in columns]


def _halves(page: Page, rows: list[Row], columns: list[str]) -> None:
    page.add(*[HEADS[column][0] for column in columns] * 2)
    for left, right in zip(rows[::2], [*rows[1::2], None], strict=False):
        cells = _cells(left, columns, MONEY[0])
        cells += _cells(right, columns, MONEY[0]) if right else [""] * len(columns)
        page.rows.append((page.add(*cells), left))


def _table(
    draw: st.DrawFn, page: Page, rows: list[Row], columns: list[str], who: str, title: str,
    section: tuple[int, str] = (-1, ""),
) -> None:  # fmt: skip
    """One table: lines above, headings, rows among totals, headings once more, lines below."""
    flip = st.booleans()
    columns = draw(st.permutations(columns)) if draw(flip) else columns
    heads = [draw(st.sampled_from(HEADS[column])) for column in columns]
    money = draw(st.sampled_from(MONEY))
    if title:
        page.add(title)
    if title and draw(st.integers(0, 4)) == 0:
        page.add("", "单位：万元")
        page.in_wan = True
    money = in_wan if page.in_wan else money
    if draw(flip):
        page.add("填报单位：猴屿乡人民政府", "", "", "联系电话：0591-12345678")
    at = page.add(*heads)
    if draw(flip):
        for number, column in enumerate(columns):
            page.merged.append(f"{_letter(number)}{at}:{_letter(number)}{at + 1}")
            del column
        page.add(*[""] * len(columns))
    if draw(st.integers(0, 3)) == 0:
        page.add(*range(1, len(columns) + 1))
    every = draw(st.sampled_from([2, 3, 99]))
    since = total = 0
    for number, row in enumerate(rows, 1):
        if number - 1 == section[0]:
            page.add(section[1])
        page.rows.append((page.add(*_cells(row, columns, money)), row))
        since, total = since + row.fen, total + row.fen
        if number % every == 0:
            if who == "name" and draw(flip):
                word = draw(st.sampled_from(["小计", "本页小计"]))
                page.add(*_sum(columns, who, word, money(since)))
                since = 0
            if draw(flip):
                page.add(*[""] * len(columns))
            if draw(flip):
                page.add(*heads)
    if who == "name" and draw(flip):
        page.add(*_sum(columns, who, draw(st.sampled_from(["合 计", "总计"])), money(total)))
    for line in draw(st.sampled_from([
        [], ["制表人：李四    审核人：王五"], ["注：以上人员已公示", "", "2018年4月2日"],
        ["单位负责人（签章）：", "", "填表日期：2018年4月2日"],
    ])):  # fmt: skip
        page.add(line)


def _sum(columns: list[str], who: str, word: str, amount: Any) -> list[Any]:
    cells: list[Any] = [""] * len(columns)
    cells[columns.index("no") if "no" in columns else columns.index(who)] = word
    cells[columns.index("amount")] = amount
    return cells


def _letter(number: int) -> str:
    return "ABCDEFGHIJKLMNOP"[number]


def _written(draw: st.DrawFn, kind: str, pages: list[Page]) -> bytes:
    width = max(len(line) for page in pages for line in page.lines)
    grids = [
        Grid([line + [""] * (width - len(line)) for line in page.lines], name=page.name,
             merged=page.merged, hidden=page.hidden,
             hidden_rows=tuple(at for at, row in page.rows if row.hidden))
        for page in pages
    ]  # fmt: skip
    if kind == "csv":
        return shelf.csv_file(
            grids[0], draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])),
            draw(st.sampled_from([",", "\t", ";"])),
        )  # fmt: skip
    if kind == "html":
        return shelf.html_file(grids[0])
    if kind == "xls":
        for page, grid in zip(pages, grids, strict=True):
            grid.name = page.name
        return shelf.xls(*grids) if not any(page.hidden for page in pages) else shelf.xlsx(*grids)
    return _struck(shelf.xlsx(*grids), pages)


def _struck(data: bytes, pages: list[Page]) -> bytes:
    if not any(row.struck for page in pages for _at, row in page.rows):
        return data
    from openpyxl import load_workbook

    book: Workbook = load_workbook(io.BytesIO(data))
    for page in pages:
        for at, row in page.rows:
            for cell in book[page.name][at] if row.struck else ():
                cell.font = Font(strike=True)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
