"""Headings are found by themselves, and no person's row is taken for anything else."""

import datetime

import pytest

from intake.reading import Field, UnusableFile, read_sheet

from . import shelf
from .shelf import FIELDS, HEADINGS, MARCH, Grid, identity, row


def reading(*grids, **options):
    return read_sheet(shelf.xlsx(*grids), "", FIELDS, **options)


def codes(result, severity=None):
    return [p.code for p in result.problems if severity in {None, p.severity}]


def blank(*cells):
    """A row under HEADINGS that begins with the given cells."""
    return [*cells, *[""] * (len(HEADINGS) - len(cells))]


def test_plain_sheet():
    result = reading(shelf.plain(row(1), row(2)))
    assert result.problems == []
    frame = result.frame
    assert list(frame["_row"]) == [2, 3]
    assert list(frame["name"]) == ["陈小花", "陈小花"]
    assert list(frame["identity"]) == [identity(1), identity(2)]
    assert list(frame["head_identity"]) == [identity(401), identity(402)]
    assert list(frame["amount"]) == [30100, 30200]
    assert list(frame["period_from"]) == [MARCH[0]] * 2
    assert list(frame["period_to"]) == [MARCH[1]] * 2
    assert frame["_ok"].all()


def test_title_office_unit_and_period_above():
    grid = Grid(
        [
            blank("2018年3月农村低保发放花名册"),
            blank("填报单位：海口镇人民政府      单位：人、元      填表日期：2019年1月2日"),
            HEADINGS,
            row(1, 所属期=""),
        ],
        merged=["A1:J1", "A2:J2"],
    )
    result = reading(grid)
    table = result.tables[0]
    assert table.reporting_office == "海口镇人民政府"
    assert (table.unit, table.title) == ("元", "2018年3月农村低保发放花名册")
    assert table.period_in_title == MARCH
    assert list(result.frame["period_from"]) == [MARCH[0]]
    assert result.problems == []


def test_office_in_a_cell_of_its_own():
    grid = Grid([["填报单位：", "海口镇", "", "单位：万元"], HEADINGS, row(1, 金额=0.03)])
    result = reading(grid)
    assert result.tables[0].reporting_office == "海口镇"
    assert list(result.frame["amount"]) == [30000]


@pytest.mark.parametrize(
    ("heading", "line", "fen"),
    [
        ("金额（万元）", "", 3_000_000),
        ("金额\n(元)", "单位：万元", 300),
        ("金额", "单位：万元", 3_000_000),
        ("金额", "金额单位：元", 300),
        ("金额", "", 300),
    ],
)
def test_a_columns_own_unit_comes_before_the_lines(heading, line, fen):
    heads = [heading if text == "金额" else text for text in HEADINGS]
    result = reading(Grid([blank(line or "名册"), heads, row(1, 金额=3)]))
    assert list(result.frame["amount"]) == [fen]


def test_an_unknown_unit_is_an_error():
    heads = ["金额（美元）" if text == "金额" else text for text in HEADINGS]
    assert "unit-unknown" in codes(reading(shelf.plain(row(1), headings=heads)), "error")


@pytest.mark.parametrize(
    "period_line",
    [
        "2018年低保 3月份",
        "发放月份：2018年3月",
        "所属期：2018-03",
        "二〇一八年三月低保",
        "低保(2018.3)",
    ],
)
def test_periods_in_titles(period_line):
    result = reading(Grid([blank(period_line), HEADINGS, row(1, 所属期="")]))
    assert list(result.frame["period_from"]) == [MARCH[0]]
    assert list(result.frame["period_to"]) == [MARCH[1]]


def test_the_sheets_name_completes_the_titles_year():
    grids = [
        Grid([blank("2018年低保花名册"), HEADINGS, row(n, 所属期="")], name=f"{n}月")
        for n in (1, 2)
    ]
    result = reading(*grids)
    assert [day.month for day in result.frame["period_from"]] == [1, 2]


def test_a_rows_own_period_wins_over_the_given_one_and_that_over_the_titles():
    may = (datetime.date(2018, 5, 1), datetime.date(2018, 5, 31))
    grid = Grid([blank("2018年4月低保"), HEADINGS, row(1), row(2, 所属期="")])
    result = reading(grid, default_period=may)
    assert [day.month for day in result.frame["period_from"]] == [3, 5]
    assert codes(result) == ["period-differs"]


def test_no_period_anywhere_is_one_error():
    heads = [text for text in HEADINGS if text != "所属期"]
    rows = [row(n)[:8] + row(n)[9:] for n in range(1, 30)]
    result = reading(shelf.plain(*rows, headings=heads))
    assert codes(result) == ["period-missing"]
    assert not result.frame["_ok"].any()


def three_levels():
    """A header of three rows with vertical and horizontal merges and an 其中 group."""
    return Grid(
        [
            ["序号", "村", "人员信息", "", "", "", "", "补贴情况", "", "备注"],
            ["", "", "户主", "", "享受人", "", "银行\n账号*", "补贴金额（元）", "其中", ""],
            ["", "", "姓名", "身份证\n号码", "姓　名", "身份证号码", "", "", "省级", ""],
            [1, "浮岐村", "林大山", identity(401), "陈小花", identity(1), "622300001", 300, 100, "x"],
        ],
        merged=["A1:A3", "B1:B3", "C1:G1", "H1:I1", "C2:D2", "E2:F2", "G2:G3", "H2:H3", "J1:J3"],
    )  # fmt: skip


@pytest.mark.parametrize("make", [shelf.xlsx, shelf.csv_file, shelf.html_file, shelf.xls])
def test_three_heading_rows(make):
    grid = three_levels()
    result = read_sheet(make(grid), "", FIELDS, default_period=MARCH)
    assert result.problems == []
    only = result.frame.iloc[0]
    assert (only["head_name"], only["head_identity"]) == ("林大山", identity(401))
    assert (only["name"], only["identity"]) == ("陈小花", identity(1))
    assert (only["amount"], only["account"], only["remark"]) == (30000, "622300001", "x")


def test_html_spans():
    page = f"""<table>
      <tr><td colspan="4">2018年3月花名册</td></tr>
      <tr><th rowspan="2">序号</th><th colspan="2">享受人</th><th rowspan="2">金额</th></tr>
      <tr><th>姓名</th><th>身份证<br>号码</th></tr>
      <tr><td>1</td><td>陈小花<script>x()</script></td><td>{identity(1)}</td><td><b>1,2</b>00.00</td></tr>
    </table>"""  # fmt: skip
    result = read_sheet(page.encode(), "a.xls", FIELDS)
    assert result.problems == []
    assert result.frame.loc[0, "name"] == "陈小花"
    assert result.frame.loc[0, "amount"] == 120000


def test_instructions_code_lists_and_column_numbers_below_the_headings():
    grid = shelf.plain(
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        ["甲", "乙", 1, 2, 3, 4, 5, 6, 7, 8],
        blank("填写说明：请在表格中直接选择"),
        ["", "必填", "必填", "18位身份证号码，末位X大写", "汉字", "必填", "文本型", "保留两位小数", "如：2018-03", ""],
        ["", "01 浮岐村\n02 小计村", "", "", "1：男 2：女", "", "", "", "", ""],
        row(1),
    )  # fmt: skip
    result = reading(grid)
    assert list(result.frame["_row"]) == [7]
    assert result.problems == []


def test_headers_titles_and_totals_of_every_printed_page():
    title = blank("2018年3月农村低保发放花名册")
    rows = [title, HEADINGS]
    for page in range(3):
        rows += [row(page * 2 + 1), row(page * 2 + 2)]
        rows += [blank("本页小计")[:7] + [603 + page * 4, "", ""], blank(f"第{page + 1}页，共3页")]
        rows += [title, HEADINGS] if page < 2 else []
    rows.append(blank("合  计")[:7] + [1821, "", ""])
    result = reading(Grid(rows))
    assert len(result.frame) == 6
    assert result.problems == []
    assert result.tables[0].totals == 4


TOTALS = [
    "合计", "合 计", "合　　计", "小计", "总计", "共计", "总 合 计", "本页小计", "全村合计", "合计：", "累计",
    "浮岐村小计", "合计（元）", "小 计:",
]  # fmt: skip


@pytest.mark.parametrize("word", TOTALS)
@pytest.mark.parametrize("column", [0, 1, 2, 4])
def test_totals_in_any_spelling_and_leading_column(word, column):
    if word == "浮岐村小计" and column in {2, 4}:
        pytest.skip("a place stands in no name column")
    cells = [""] * 10
    cells[column], cells[7] = word, 603
    result = reading(shelf.plain(row(1), row(2), cells))
    assert len(result.frame) == 2
    assert result.problems == []
    wrong = [*cells[:7], 604, "", ""]
    result = reading(shelf.plain(row(1), row(2), wrong))
    assert [(p.code, p.row, p.column) for p in result.problems] == [("totals-differ", 4, "H")]
    assert result.totals_differ
    assert result.frame["_ok"].all()


def test_totals_above_the_rows():
    total = blank("合计")[:7] + [603, "", ""]
    assert reading(shelf.plain(total, row(1), row(2))).problems == []


def test_a_last_total_over_all_sheets():
    total = blank("总计")[:7] + [603, "", ""]
    result = reading(shelf.plain(row(1), name="甲镇"), shelf.plain(row(2), total, name="乙镇"))
    assert result.problems == []


PEOPLE = [
    {"姓名": "何计"}, {"姓名": "合计"}, {"户主姓名": "小计"}, {"村": "小计村"}, {"村": "合计"},
    {"备注": "合计"}, {"备注": "制表人：张三"}, {"村": "备注：无"}, {"序号": "合计"}, {"姓名": "审核"},
    {"村": "填写说明"}, {"序号": "说明：请填写"}, {"户主姓名": "负责人"},
]  # fmt: skip


@pytest.mark.parametrize("changes", PEOPLE)
def test_a_row_with_a_valid_number_is_always_a_persons(changes):
    result = reading(shelf.plain(row(1, **changes), row(2), row(3, **changes)))
    assert list(result.frame["_row"]) == [2, 3, 4]
    assert list(result.frame["identity"]) == [identity(1), identity(2), identity(3)]


@pytest.mark.parametrize(
    "changes",
    [
        {"身份证号": shelf.wrong_check_digit(identity(2))},
        {"身份证号": 3.50125e17},
        {"身份证号": "350125"},
        {"身份证号": "", "户主身份证号": ""},
        {"身份证号": "", "户主身份证号": "", "银行账号": ""},
        {"村": "小计村", "身份证号": "", "户主身份证号": "", "银行账号": ""},
        {"姓名": "何计", "身份证号": "", "户主身份证号": "", "银行账号": ""},
        {"姓名": "小计", "身份证号": "35018119600101", "户主身份证号": ""},
        {"备注": "合计", "身份证号": "", "户主身份证号": "", "银行账号": ""},
    ],
)
def test_a_broken_row_comes_back_as_an_error_and_is_not_swallowed(changes):
    result = reading(shelf.plain(row(1), row(2, **changes), row(3)))
    assert list(result.frame["_row"]) == [2, 3, 4]
    assert list(result.frame["_ok"]) == [True, False, True]
    assert {p.row for p in result.problems if p.severity == "error"} == {3}


def test_signatures_seals_notes_and_blank_tails():
    tail = [
        blank(),
        blank("制表人：张三", "", "审核：李四", "", "负责人（签字）：", "", "", "2018年4月2日"),
        blank("单位（盖章）"),
        blank("", "", "", "", "", "", "", "海口镇人民政府（公章）"),
        blank("备注：1、本表一式三份。"),
        blank("2、联系电话：0591-83330000"),
        blank("注：农户身份证号码必须真实"),
        blank("制表人", "", "张三"),
        blank("2018年4月2日"),
        *[blank()] * 300,
    ]
    result = reading(shelf.plain(row(1), blank(), row(2), *tail))
    assert list(result.frame["_row"]) == [2, 4]
    assert codes(result, "error") == []


def test_a_line_that_cannot_be_told_is_shown_not_dropped_in_silence():
    result = reading(shelf.plain(row(1), blank("海口镇第二批"), row(2)))
    assert len(result.frame) == 2
    assert [(p.code, p.row, p.severity) for p in result.problems] == [("row-skipped", 3, "warning")]


def test_hidden_rows_are_read_with_a_warning():
    grid = shelf.plain(row(1), row(2), row(3), hidden_rows=(3, 4))
    for make in (shelf.xlsx, shelf.xls):
        result = read_sheet(make(grid), "", FIELDS)
        assert len(result.frame) == 3
        assert [(p.code, p.params) for p in result.problems] == [("rows-hidden", {"rows": "3-4"})]


def test_several_sheets_are_towns_and_blank_ones_nothing():
    result = reading(
        Grid([["填报说明"], ["请如实填写"]], name="封面"),
        shelf.plain(row(1), name="海口镇"),
        shelf.plain(row(2), name="龙田镇"),
        Grid([], name="Sheet2"),
        shelf.plain(row(3), name="旧数据", hidden=True),
    )
    assert list(result.frame["_sheet"]) == ["海口镇", "龙田镇"]
    assert [(p.sheet, p.code) for p in result.problems] == [
        ("封面", "sheet-without-header"),
        ("旧数据", "sheet-hidden"),
    ]


def test_columns_in_another_order_on_each_sheet():
    turned = [list(reversed(cells)) for cells in (HEADINGS, row(2))]
    result = reading(shelf.plain(row(1), name="甲"), Grid(turned, name="乙"))
    assert list(result.frame["identity"]) == [identity(1), identity(2)]
    assert result.problems == []


def test_values_merged_downwards_hold_for_each_row_but_never_an_amount():
    grid = shelf.plain(row(1), row(2, 户主姓名="", 户主身份证号=""), merged=["C2:C3", "D2:D3"])
    result = reading(grid)
    assert list(result.frame["head_name"]) == ["林大山"] * 2
    assert list(result.frame["head_identity"]) == [identity(401)] * 2
    assert result.problems == []
    result = reading(shelf.plain(row(1), row(2, 金额=""), merged=["H2:H3"]))
    assert codes(result) == ["merged-amount"] * 2


def test_formulas_with_and_without_a_stored_result():
    data = shelf.xlsx(shelf.plain(row(1, 金额="=100+200"), row(2)))
    result = read_sheet(data, "", FIELDS)
    assert [(p.code, p.row, p.column) for p in result.problems] == [
        ("formula-without-value", 2, "H")
    ]
    xml = shelf.entry(data).replace(b"<v></v>", b"<v>300</v>").replace(b"<v />", b"<v>300</v>")
    stored = shelf.altered(data, {"xl/worksheets/sheet1.xml": xml})
    assert list(read_sheet(stored, "", FIELDS).frame["amount"]) == [30000, 30200]


def test_a_sheet_of_another_kind_of_row_without_identity_numbers():
    fields = (
        Field("payer", "拨付单位", "text", required=True),
        Field("payee", "收款单位", "text", required=True),
        Field("amount", "拔付金额", "amount", required=True),
        Field("day", "拨付日期", "date", required=True),
    )
    rows = [
        ["拨付单位", "收款单位", "拨付金额(万元)", "拨付日期"],
        ["省财政厅", "县财政局", 30, "2018-03-01"],
        ["县财政局", "海口镇", "12.5", 43160],
        ["合计", "", 42.5, ""],
        ["制表：张三", "", "", ""],
    ]
    result = read_sheet(shelf.xlsx(Grid(rows)), "", fields)
    assert result.problems == []
    assert list(result.frame["amount"]) == [30_000_000, 12_500_000]


def test_a_workbook_of_headings_only():
    with pytest.raises(UnusableFile) as caught:
        reading(Grid([HEADINGS]))
    assert caught.value.code == "no-data"
