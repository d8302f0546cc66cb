"""Three persons stand in one row: whose name and number a heading means must never be mixed up."""

import pytest

from intake.reading import Heading, map_headings, read_sheet
from intake.reading.headings import key, unit_of

from . import shelf
from .shelf import FIELDS, identity


def heads(*texts):
    return [Heading(i, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i], text) for i, text in enumerate(texts)]


def mapped(*texts, remembered=None):
    """Field name -> heading text, and the unknown headings."""
    mapping = map_headings(heads(*texts), FIELDS, remembered or {})
    return {name: texts[i] for name, i in mapping.assigned.items()}, [
        h.text for h in mapping.unknown
    ]


@pytest.mark.parametrize(
    ("written", "reduced"),
    [
        ("身份证\n号码*（18位）", "身份证号"),
        ("＊身 份 证", "身份证号"),
        ("公民身份号码", "身份证号"),
        ("居民身份证号码", "身份证号"),
        ("1.姓名", "姓名"),
        ("①姓名：", "姓名"),
        ("村（居）委会", "村委会"),
        ("补贴金额(元", "补贴金额"),
        ("银行帐号【必填】", "银行账号"),
        ("姓名（户主）", "户主姓名"),
        ("拔付金额", "拨付金额"),
    ],
)
def test_keys(written, reduced):
    assert key(written) == reduced


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("金额(元)", "元"),
        ("金额（单位：万元）", "万元"),
        ("金额 单位：元", "元"),
        ("月标准（元/月）", "元"),
        ("金额/万元", "万元"),
        ("金额", None),
        ("面积（亩）", None),
        ("一元化（是否）", None),
    ],
)
def test_units(written, unit):
    assert unit_of(written) == unit


def test_all_three_roles():
    assigned, unknown = mapped(
        "户主姓名", "户主身份证号码", "收款人", "收款人身份证号", "享受人", "享受人身份证", "账号"
    )
    assert assigned == {
        "head_name": "户主姓名",
        "head_identity": "户主身份证号码",
        "payee_name": "收款人",
        "payee_identity": "收款人身份证号",
        "name": "享受人",
        "identity": "享受人身份证",
        "account": "账号",
    }
    assert unknown == []


def test_bare_headings_beside_a_heads_mean_the_beneficiary():
    assigned, unknown = mapped("户主姓名", "户主身份证号", "姓名", "身份证号")
    assert (assigned["name"], assigned["identity"]) == ("姓名", "身份证号")
    assigned, unknown = mapped("姓名", "户主姓名", "身份证号")
    assert (assigned["name"], assigned["identity"], assigned["head_name"]) == (
        "姓名", "身份证号", "户主姓名",
    )  # fmt: skip
    assert unknown == []


def places(*texts):
    return map_headings(heads(*texts), FIELDS, {}).assigned


def test_repeated_bare_numbers_belong_to_the_name_before_them():
    assert places("户主姓名", "身份证号", "收款人姓名", "身份证号", "享受人姓名", "身份证号") == {
        "head_name": 0, "head_identity": 1, "payee_name": 2, "payee_identity": 3, "name": 4,
        "identity": 5,
    }  # fmt: skip
    assert places("姓名", "身份证号", "户主姓名", "身份证号") == {
        "name": 0, "identity": 1, "head_name": 2, "head_identity": 3,
    }  # fmt: skip


def test_one_number_among_several_persons_is_asked_about():
    mapping = map_headings(heads("享受人姓名", "户主姓名", "村", "身份证号"), FIELDS, {})
    assert "identity" not in mapping.assigned
    assert "head_identity" not in mapping.assigned
    assert [h.text for h in mapping.unknown] == ["身份证号"]


def test_a_guardians_number_is_nobodys():
    assigned, unknown = mapped("姓名", "身份证号", "监护人姓名", "监护人身份证号", "金额")
    assert assigned["identity"] == "身份证号"
    assert unknown == ["监护人姓名", "监护人身份证号"]
    assert places("姓名", "身份证号", "监护人姓名", "身份证号")["identity"] == 1
    assert "identity" not in places("监护人姓名", "身份证号", "享受人姓名")


def test_two_headings_equally_sure_of_one_field_are_asked_about():
    assigned, unknown = mapped("姓名", "身份证号", "金额", "金额")
    assert "amount" not in assigned
    assert unknown == ["金额", "金额"]


def test_a_surer_heading_wins_over_a_vaguer():
    assigned, unknown = mapped("补贴金额", "金额")
    assert assigned["amount"] == "补贴金额"
    assert unknown == ["金额"]


def test_what_the_office_said_last_time():
    remembered = {key("兑付数"): "amount", key("类别"): ""}
    assigned, unknown = mapped(
        "序号", "姓名", "身份证号", "兑付数", "类别", "街坊", remembered=remembered
    )
    assert assigned["amount"] == "兑付数"
    assert unknown == ["街坊"]
    # A known name is surer than memory.
    assigned, unknown = mapped("补贴金额", "兑付数", remembered=remembered)
    assert assigned["amount"] == "补贴金额"


def test_groups_over_leaves():
    group = [
        Heading(0, "A", "户主姓名", None, ("户主", "姓名")),
        Heading(1, "B", "户主身份证号", None, ("户主", "身份证号")),
        Heading(2, "C", "监护人姓名", None, ("监护人", "姓名")),
        Heading(3, "D", "人员信息姓名", None, ("人员信息", "姓名")),
        Heading(4, "E", "人员信息身份证号", None, ("人员信息", "身份证号")),
    ]
    mapping = map_headings(group, FIELDS, {})
    assert mapping.assigned == {"head_name": 0, "head_identity": 1, "name": 3, "identity": 4}
    assert [h.index for h in mapping.unknown] == [2]


def test_a_sheet_that_needs_an_answer_lists_what_to_ask_and_reads_after_it():
    grid = shelf.plain(
        [1, "陈小花", identity(1), 300, "2018-03"],
        headings=["序号", "姓名", "身份证号", "兑付数", "所属期"],
    )
    data = shelf.xlsx(grid)
    asked = read_sheet(data, "", FIELDS)
    assert asked.needs_mapping
    assert [h.text for h in asked.unmapped[0].headings] == ["兑付数"]
    assert [spec.name for spec in asked.unmapped[0].missing] == ["amount"]
    assert [(p.code, p.severity) for p in asked.problems] == [("column-missing", "error")]
    assert len(asked.frame) == 0
    assert {"amount", "_ok", "period_from"} <= set(asked.frame.columns)
    answer = {asked.unmapped[0].headings[0].key: "amount"}
    told = read_sheet(data, "", FIELDS, remembered=answer)
    assert not told.needs_mapping
    assert list(told.frame["amount"]) == [30000]


def test_nothing_to_ask_still_leaves_an_error():
    grid = shelf.plain([1, "陈小花", identity(1)], headings=["序号", "姓名", "身份证号"])
    result = read_sheet(shelf.xlsx(grid), "", FIELDS)
    assert not result.needs_mapping
    assert [p.code for p in result.problems] == ["column-missing"]
