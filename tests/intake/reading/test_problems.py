"""Every problem has a place, says how to mend it, and never carries a whole number."""

import re

from intake.reading import read_sheet
from intake.reading.read import MOST_PROBLEMS

from . import shelf
from .shelf import FIELDS, identity, row


def test_all_problems_of_a_workbook_in_one_pass():
    result = read_sheet(
        shelf.xlsx(
            shelf.plain(
                row(1, 身份证号=3.50125e17, 金额="三百"),
                row(2, 身份证号=shelf.wrong_check_digit(identity(2)), 姓名=""),
                row(3, 银行账号=6.2230000000000001e18, 所属期=2018.1),
                row(4, 所属期="上月", 户主身份证号=identity(1) + "9"),
                row(5),
                name="海口镇",
            ),
            shelf.plain(row(6, 金额=-3), name="龙田镇"),
        ),
        "",
        FIELDS,
    )
    found = [(p.sheet, p.row, p.column, p.code, p.severity) for p in result.problems]
    assert found == [
        ("海口镇", 2, "F", "id-digits-lost", "error"),
        ("海口镇", 2, "H", "amount-unreadable", "error"),
        ("海口镇", 3, "E", "missing", "error"),
        ("海口镇", 3, "F", "id-check-digit", "error"),
        ("海口镇", 4, "G", "account-digits-lost", "warning"),
        ("海口镇", 4, "I", "month-one-or-ten", "warning"),
        ("海口镇", 5, "D", "id-length", "error"),
        ("海口镇", 5, "I", "period-unreadable", "error"),
        ("龙田镇", 2, "H", "amount-negative", "error"),
    ]
    assert list(result.frame["_ok"]) == [False, False, True, False, True, False]


def test_a_warning_rejects_no_row():
    result = read_sheet(shelf.xlsx(shelf.plain(row(1, 金额=0, 姓名="陈小花(五保)"))), "", FIELDS)
    assert [p.severity for p in result.problems] == ["warning", "warning"]
    assert result.frame["_ok"].all()


def test_no_problem_carries_a_whole_number():
    number = identity(1)
    rows = [
        row(1, 身份证号=number + "1", 姓名=number, 银行账号="6223x" + "1" * 14, 金额=number),
        row(2, 村=f"{number}村", 所属期=number, 备注=f"{number} " * 30, 户主姓名=f"张{number}"),
        row(3, 身份证号=f"{number[:6]} {number[6:14]}O{number[14:]}"),
        [f"说明：{number[:-1]}…", *[""] * 9],
    ]
    result = read_sheet(shelf.xlsx(shelf.plain(*rows)), "", FIELDS)
    assert len(result.problems) >= 7
    for problem in result.problems:
        for text in (problem.message, *map(str, problem.params.values())):
            assert "%(" not in text
            assert not re.search(r"\d(?:[^\d一-鿿]{0,3}\d){8}", text), text


def test_thousands_of_problems_are_summed_up():
    rows = [row(n % 500 + 1, 金额="x", 所属期="y") for n in range(3_000)]
    result = read_sheet(shelf.csv_file(shelf.plain(*rows)), "", FIELDS)
    assert len(result.problems) == MOST_PROBLEMS + 1
    assert result.problems[-1].code == "more-problems"
    assert result.problems[-1].params["count"] == 1_000
    assert result.problems[-1].severity == "error"
    assert not result.frame["_ok"].any()


def test_progress_is_reported():
    calls = []
    read_sheet(
        shelf.xlsx(shelf.plain(row(1))), "", FIELDS,
        progress=lambda stage, done, steps: calls.append((stage, done, steps)),
    )  # fmt: skip
    assert calls[0][0] == "open"
    assert calls[-1] == ("check", 1, 1)
