"""Numbers of other papers, and the column 证件类型 that says which they are of."""

import csv
import io

import pytest

from intake.reading.read import read_sheet
from intake.sheets import sheet_of
from tests.town import identity


CITIZEN = identity(1)
PERMIT = identity(2, division="810000")
CARD = identity(3, division="911124")


def read(kind, headings, *rows):
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return read_sheet(text.getvalue().encode(), "sheet.csv", sheet_of(kind).fields)


def codes(reading):
    return [(p.row, p.code) for p in reading.problems if p.severity == "error"]


@pytest.mark.parametrize(
    ("kind", "column", "label"),
    [
        ("payments", "beneficiary_id", "身份证号"),
        ("registry:deaths", "person_id", "身份证号"),
        ("village-ledger", "counterparty_id", "收款人身份证号"),
        ("village-contracts", "counterparty_id", "对方身份证号"),
    ],
)
def test_every_kind_of_sheet_takes_every_kind_of_paper(kind, column, label):
    rows = [
        ("", CITIZEN, CITIZEN), ("居民身份证", CITIZEN, CITIZEN), ("港澳居民居住证", PERMIT, PERMIT),
        ("", CARD, CARD), ("外国人永久居留身份证", CARD, CARD), ("永居证", "USA310082121001", "F:USA310082121001"),
        ("台胞证", "01234567", "T:01234567"), ("护照", "AB123456", "P:AB123456"),
        ("护照", "E12345678", "P:E12345678"), ("", "E12345678", "P:E12345678"),
        ("回乡证", "H0123456702", "H:H01234567"), ("", "H01234567", "H:H01234567"),
    ]  # fmt: skip
    reading = read(
        kind, ["姓名", "证件类型", label, "金额", "摘要"],
        *(["陈秀英", said, number, 100, "出租"] for said, number, _kept in rows),
    )  # fmt: skip

    assert [c for c in codes(reading) if c[1].startswith(("id-", "paper"))] == []
    if len(reading.frame):
        assert reading.frame[column].tolist() == [kept for _said, _number, kept in rows]
        assert not any("paper" in name for name in reading.frame)


@pytest.mark.parametrize(
    ("said", "number", "code"),
    [
        ("", "01234567", "paper-unclear"),
        ("", "AB123456", "paper-unclear"),
        ("身份证", "AB123456", "paper-differs"),
        ("身份证", PERMIT, "paper-differs"),
        ("护照", CITIZEN, "paper-differs"),
        ("港澳台居民居住证", CITIZEN, "paper-differs"),
        ("台胞证", "H01234567", "paper-form"),
        ("护照", "12", "paper-form"),
        ("驾驶证", CITIZEN, "choice-unknown"),
        ("身份证", CITIZEN[:-1], "id-length"),
        ("", CITIZEN[:-1], "id-length"),
        ("", "3501991950010A1001", "id-characters"),
    ],
)
def test_what_does_not_belong_together_is_said_by_place(said, number, code):
    reading = read(
        "payments", ["姓名", "证件类型", "身份证号", "金额"], ["陈秀英", said, number, 100]
    )

    assert (2, code) in codes(reading)
    assert not reading.frame["_ok"].any()
    assert number[-6:] not in " ".join(p.message for p in reading.problems) or number == "12"


def test_a_bare_kind_belongs_to_the_number_beside_it():
    headings = [
        "户主姓名", "户主身份证号", "证件类型", "享受人姓名", "享受人身份证号", "享受人证件类型", "金额",
    ]  # fmt: skip
    reading = read(
        "payments", headings,
        ["林大山", "01234567", "台胞证", "陈秀英", "AB123456", "护照", 100],
    )  # fmt: skip

    assert reading.frame["head_id"].tolist() == ["T:01234567"]
    assert reading.frame["beneficiary_id"].tolist() == ["P:AB123456"]


def test_without_the_column_nothing_changes():
    reading = read("payments", ["姓名", "身份证号", "金额"], ["陈秀英", CITIZEN, 100])

    assert reading.frame["beneficiary_id"].tolist() == [CITIZEN]
    assert not reading.unmapped


@pytest.mark.parametrize("number", ["E12345678", "AB123456", "L8988901C3", "12345678"])
def test_a_message_shows_no_more_of_a_short_number_than_its_ends(number):
    reading = read(
        "payments", ["姓名", "证件类型", "身份证号", "金额"], ["陈秀英", "身份证", number, 100]
    )
    shown = [str(p.params.get("value")) for p in reading.problems if p.code.startswith("paper")]

    assert shown
    assert all(len(set(value) - {"*"}) <= 2 and value.count("*") >= 7 for value in shown), shown
