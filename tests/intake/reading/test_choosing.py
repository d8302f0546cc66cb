"""Which sheets of a workbook count: what was not paid, copied, summed up or of another month does not."""

import datetime

import pytest

from intake.reading import UnusableFile, read_sheet
from intake.reading.chosen import Chosen

from . import shelf
from .shelf import FIELDS, HEADINGS, MARCH, Grid, row


def reading(*grids, **options):
    return read_sheet(shelf.xlsx(*grids), "", FIELDS, default_period=MARCH, **options)


def titled(text, *rows, name="Sheet1"):
    return Grid([[text], HEADINGS, *rows], name=name)


def told(result):
    return {(p.sheet, p.code, p.severity) for p in [*result.problems, *result.left_out]}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2018年3月停发人员名单", "名单"),
        ("", "停发人员"),
        ("", "退回"),
        ("2018年3月打卡失败人员", "失败"),
        ("", "3月注销"),
        ("死亡人员名单", "x"),
        ("未发放人员", "x"),
        ("不符合条件清退名单", "x"),
    ],
)
def test_a_list_of_those_not_paid_is_refused(title, name):
    result = reading(
        titled("2018年3月发放花名册", row(1), name="发放"),
        titled(title, row(2), row(3), name=name),
    )
    assert (name, "list-of-unpaid", "error") in told(result)
    assert result.frame["_ok"].tolist() == [True, False, False]


@pytest.mark.parametrize(
    "title",
    [
        "低保花名册（剔除死亡人员）",
        "退役军人补助花名册",
        "死亡抚恤金花名册",
        "停发后补发人员名单",
        "花名册（停发3人除外）",
    ],
)
def test_a_title_that_only_sounds_alike_refuses_nothing(title):
    assert reading(titled(title, row(1))).frame["_ok"].all()


def test_a_sheet_of_sums_is_left_out_and_said():
    sums = Grid([["村", "人数", "金额", "备注"], ["浮岐村", 2, 603, ""]], name="汇总表")
    result = reading(sums, shelf.plain(row(1), row(2), name="花名册"))
    assert len(result.frame) == 2
    assert ("汇总表", "sheet-of-sums", "note") in told(result)


def test_a_copied_sheet_is_left_out_and_said():
    rows = [row(n) for n in (1, 2, 3)]
    result = reading(shelf.plain(*rows, name="花名册"), shelf.plain(*rows, name="花名册 (2)"))
    assert len(result.frame) == 3
    assert ("花名册 (2)", "sheet-copied", "note") in told(result)


def test_the_same_rows_under_another_name_are_asked_about():
    rows = [row(n) for n in (1, 2, 3)]
    result = reading(shelf.plain(*rows, name="浮岐"), shelf.plain(*rows, name="象屿"))
    assert result.frame["_ok"].sum() == 3
    assert ("象屿", "sheet-repeats", "error") in told(result)


def test_a_whole_list_beside_the_villages_lists_repeats_them():
    rows = [row(n) for n in range(1, 8)]
    result = reading(
        shelf.plain(*rows[:4], name="浮岐"),
        shelf.plain(*rows[4:], name="象屿"),
        shelf.plain(*reversed(rows), name="全镇"),
    )
    assert result.frame["_ok"].tolist() == [True] * 7 + [False] * 7
    assert ("全镇", "row-repeated", "error") in told(result)


def test_an_old_copy_with_changes_is_refused_whole():
    rows = [row(n) for n in range(1, 7)]
    changed = [*rows[:4], *(row(n, 金额=1) for n in (5, 6))]
    result = reading(shelf.plain(*rows, name="新"), shelf.plain(*changed, name="旧"))
    assert result.frame["_ok"].tolist() == [True] * 6 + [False] * 6
    assert ("旧", "sheet-repeats", "error") in told(result)


def test_a_cover_with_somebodys_number_is_no_list():
    cover = Grid([["负责人身份证：", shelf.identity(9)]], name="封面")
    assert reading(cover, shelf.plain(row(1))).frame["_ok"].all()


def test_sheets_of_other_months_are_left_out_beside_the_chosen_one():
    blank = [row(n, 所属期="") for n in (1, 2)]
    heads = [text for text in HEADINGS if text != "所属期"]
    rows = [line[:8] + line[9:] for line in blank]
    for title in ("2018年{}月花名册", ""):
        grids = [Grid([[title.format(m)], heads, *rows], name=f"{m}月") for m in (1, 2, 3)]
        result = reading(*grids)
        assert set(result.frame["_sheet"]) == {"3月"}
        assert {p.sheet for p in result.left_out if p.code == "sheet-of-another-time"} == {
            "1月",
            "2月",
        }


def test_a_title_against_the_chosen_period_is_refused():
    heads = [text for text in HEADINGS if text != "所属期"]
    line = row(1)[:8] + row(1)[9:]
    result = reading(Grid([["2017年12月花名册"], heads, line]))
    assert not result.frame["_ok"].any()
    assert ("Sheet1", "period-differs", "error") in told(result)


def test_months_inside_a_chosen_quarter_stand_in_their_own():
    heads = [text for text in HEADINGS if text != "所属期"]
    line = row(1)[:8] + row(1)[9:]
    grids = [Grid([[f"2018年{m}月花名册"], heads, line], name=f"{m}月") for m in (1, 2, 3)]
    quarter = (datetime.date(2018, 1, 1), datetime.date(2018, 3, 31))
    result = read_sheet(shelf.xlsx(*grids), "", FIELDS, default_period=quarter)
    assert [day.month for day in result.frame["period_from"]] == [1, 2, 3]


def test_a_list_goes_on_on_a_sheet_without_headings():
    result = reading(shelf.plain(row(1), row(2)), Grid([row(3), row(4)], name="Sheet2"))
    assert result.frame["_ok"].all()
    assert list(zip(result.frame["_sheet"], result.frame["_row"], strict=True))[2:] == [
        ("Sheet2", 1),
        ("Sheet2", 2),
    ]
    assert ("Sheet2", "sheet-continues", "warning") in told(result)


def test_people_without_headings_that_fit_refuse_the_file():
    moved = [[*row(n)[4:], *row(n)[:4]] for n in (3, 4)]
    with pytest.raises(UnusableFile) as refused:
        reading(shelf.plain(row(1)), Grid(moved, name="Sheet2"))
    assert refused.value.code == "entries-without-headings"
    assert refused.value.params == {"sheet": "Sheet2", "row": 1}


def test_headings_in_one_table_of_a_page_and_rows_in_the_next():
    head, body = (shelf.html_file(Grid(rows)) for rows in ([HEADINGS], [row(1), row(2)]))
    page = head.replace(b"</body></html>", b"") + body[body.index(b"<body>") + 6 :]
    result = read_sheet(page, "x.xls", FIELDS)
    assert result.frame["_ok"].tolist() == [True, True]


@pytest.mark.parametrize("tail", [[], ["备注"]])
def test_two_lists_side_by_side_are_never_halved(tail):
    heads = ["序号", "村", "姓名", "身份证号", "金额"]

    def half(n):
        return [n, "浮岐村", "陈小花", shelf.identity(n), 300]

    grid = Grid([[*heads, *heads, *tail], [*half(1), *half(2)], [*half(3), *half(4)]])
    for remembered in ({}, {"姓名": "name", "身份证号": "identity", "金额": "amount"}):
        with pytest.raises(UnusableFile) as refused:
            reading(grid, remembered=remembered)
        assert refused.value.code == "sheet-in-halves"


def person(n, amount=300):
    return ["浮岐村", "陈小花", shelf.identity(n), amount]


SHORT = ["村", "姓名", "身份证号", "金额"]


@pytest.mark.parametrize("section", ["停发人员", "以下人员停发：", "退回名单"])
def test_people_below_a_line_that_says_so_are_not_paid(section):
    result = reading(Grid([SHORT, person(1), [section], person(2), person(3), ["制表人：张三"]]))
    assert result.frame["_ok"].tolist() == [True, False, False]
    assert {p.row for p in result.problems if p.code == "row-under-stopped"} == {4, 5}


@pytest.mark.parametrize(
    ("title", "code"),
    [("停发人员名单", "list-of-unpaid"), ("2018年2月花名册", "period-differs")],
)
def test_a_second_table_has_its_own_title(title, code):
    lines = [["2018年3月花名册"], SHORT, person(1), [], [title], SHORT, person(2)]
    result = reading(Grid(lines))
    assert result.frame["_ok"].tolist() == [True, False]
    assert ("Sheet1", code, "error") in told(result)


def test_what_is_said_above_the_first_table_holds_for_the_next():
    other = ["姓名", "村", "金额", "身份证号"]
    lines = [["单位：万元"], SHORT, person(1, 0.03), [], other]
    result = reading(Grid([*lines, ["林大山", "浮岐村", 0.02, shelf.identity(2)]]))
    assert result.frame["amount"].tolist() == [30_000, 20_000]


def test_people_in_columns_without_headings_refuse_the_file():
    with pytest.raises(UnusableFile) as refused:
        reading(Grid([SHORT, [*person(1), *person(2)]]))
    assert refused.value.params["columns"] == "E、F、G、H"


def test_a_column_without_heading_is_said():
    result = reading(Grid([SHORT, [*person(1), "已核"]]))
    assert ("Sheet1", "columns-without-heading", "note") in told(result)


def test_a_sheet_that_adds_up_the_others_is_left_out_whatever_its_name():
    sums = Grid([["村", "户数", "金额"], ["浮岐村", 2, 600]])
    result = reading(sums, Grid([SHORT, person(1), person(2)], name="明细"))
    assert len(result.frame) == 2
    assert ("Sheet1", "sheet-of-sums", "note") in told(result)


@pytest.mark.parametrize("heading", ["姓名2", "姓名(续)", "姓名（右）"])
def test_halves_are_told_by_what_their_headings_mean(heading):
    mark = heading.removeprefix("姓名")
    with pytest.raises(UnusableFile) as refused:
        reading(Grid([[*SHORT, *(text + mark for text in SHORT)], [*person(1), *person(2)]]))
    assert refused.value.code == "sheet-in-halves"


@pytest.mark.parametrize(("chosen", "copies"), [("九月", 1), ("九月 (2)", 0)])
def test_a_sheet_that_the_cadre_chose_is_not_left_out_by_itself(chosen, copies):
    grids = [shelf.plain(row(1), row(2), name=name) for name in ("九月", "九月 (2)")]
    result = reading(*grids, chosen=Chosen.of({"sheets": {chosen: {"read": True}}}))

    assert [p.code for p in result.left_out].count("sheet-copied") == copies
    assert len(result.frame) == (2 if copies else 4)
