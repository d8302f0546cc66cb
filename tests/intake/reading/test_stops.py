"""Remarks and columns that say that somebody was not paid."""

import pytest

from intake.reading import read_sheet
from intake.reading.stops import in_remark

from . import shelf
from .shelf import FIELDS, HEADINGS, Grid, row


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((text, "stopped") for text in (
            "停发", "已死亡，本月停发", "重复，不发", "退汇", "银行退回", "发放失败", "未发放", "暂 停",
            "注销", "2018年2月去世", "已故", "账户已销户", "暂缓发放", "不予发放", "终止", "作废",
        )),
        *((text, "doubtful") for text in (
            "恢复发放（2月停发）", "退回后重发", "补发上月退回款", "配偶已故", "父亲去世",
        )),
        *((text, None) for text in (
            "", "补发", "五保", "新增", "退役军人", "已发放", "正常", "调整标准", "一类低保", "失能",
        )),
    ],
)  # fmt: skip
def test_what_a_remark_says(text, says):
    assert in_remark(text) == says


@pytest.mark.parametrize(
    ("heading", "cell", "refused"),
    [
        ("备注", "死亡停发", True), ("处理结果", "退回", True), ("是否发放", "否", True),
        ("是否发放", "是", False), ("停发", "√", True), ("停发", "否", False), ("停发原因", "死亡", True),
        ("停发时间", "2018-03-01", True), ("停发金额", 0, False), ("发放情况", "未", True),
        ("处理结果", "成功", False), ("说明", "恢复发放（2月停发）", False), ("死亡时间", "", False),
        ("是否健在", "否", True), ("生存状态", "已故", True),
    ],
)  # fmt: skip
def test_a_column_that_says_it_was_not_paid_refuses_the_row(heading, cell, refused):
    heads = [*HEADINGS[:-1], heading]
    lines = [[*row(1)[:-1], cell], [*row(2)[:-1], ""]]
    result = read_sheet(shelf.xlsx(Grid([heads, *lines])), "", FIELDS)
    assert result.frame["_ok"].tolist() == [not refused, True]
    places = {(p.row, p.column) for p in result.problems if p.code == "row-stopped"}
    assert places == ({(2, "J")} if refused else set())


def test_what_stands_behind_a_name_counts_too():
    result = read_sheet(shelf.xlsx(shelf.plain(row(1, 姓名="陈小花(已故)"), row(2))), "", FIELDS)
    assert result.frame["_ok"].tolist() == [False, True]


def test_a_death_is_no_doubt_where_the_money_is_for_the_dead():
    grid = Grid([["2018年3月丧葬补助花名册"], HEADINGS, row(1, 备注="2018年2月死亡")])
    assert read_sheet(shelf.xlsx(grid), "", FIELDS).frame["_ok"].all()


def test_a_line_below_that_names_the_stopped_refuses_their_rows():
    note = ["注：停发1人，林大山"]
    lines = [HEADINGS, row(1, 姓名="林大山", 户主姓名=""), row(2, 户主姓名=""), note]
    result = read_sheet(shelf.xlsx(Grid(lines)), "", FIELDS)
    assert result.frame["_ok"].tolist() == [False, True]
    assert {(p.row, p.code) for p in result.problems} >= {
        (2, "row-named-as-stopped"), (4, "line-doubtful"),
    }  # fmt: skip
