"""Single cells as cadres write them, and the values they stand for."""

import datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, strategies as st
from stdnum.cn import ric

from intake.reading import values
from intake.reading.cells import mask, objects, shown

from . import shelf


TODAY = datetime.date(2024, 1, 1)
NUMBER = shelf.identity(7)
LAST_X = next(n for n in map(shelf.identity, range(1, 99)) if n.endswith("X"))


def one(parse, cell, *arguments):
    """(value, error, warning) of a single cell."""
    parsed = parse(objects([cell]), *arguments)
    return parsed.values[0], parsed.errors[0], parsed.warnings[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (NUMBER, NUMBER),
        (f" {NUMBER}\t", NUMBER),
        (f"'{NUMBER}", NUMBER),
        (f"’{NUMBER}", NUMBER),
        (f"`{NUMBER}`", NUMBER),
        (f"\u200b{NUMBER[:6]} {NUMBER[6:14]}\u00a0{NUMBER[14:]}\ufeff", NUMBER),
        (f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}", NUMBER),
        (NUMBER.translate({48 + d: 0xFF10 + d for d in range(10)}), NUMBER),
        *[(LAST_X[:17] + x, LAST_X) for x in ("x", "X", "×", "Х", "ｘ", "Ｘ", "*", "✕")],
        (shelf.old_identity(9)[0], shelf.old_identity(9)[1]),
        (float(shelf.old_identity(9)[0]), shelf.old_identity(9)[1]),
        ("", None),
        ("—", None),
        ("无", None),
    ],
)
def test_identity_disguises(cell, value):
    assert one(values.parse_identities, cell, TODAY) == (value, None, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (3.50125e17, "id-digits-lost"),
        (350125199001011234, "id-digits-lost"),
        ("3.50125E+17", "id-digits-lost"),
        ("'3.50125e17", "id-digits-lost"),
        (NUMBER[:17], "id-length"),
        (NUMBER + "1", "id-length"),
        (f"{NUMBER}、{NUMBER}", "id-characters"),
        ("三五零一", "id-characters"),
        (NUMBER[:10] + "O" + NUMBER[11:], "id-characters"),
        (shelf.wrong_check_digit(NUMBER), "id-check-digit"),
        (shelf.identity(1, "20230229"), "id-birth-date"),
        (shelf.identity(1, "20240102"), "id-birth-date"),
        (shelf.identity(1, "18691231"), "id-birth-date"),
        (shelf.identity(1, "19601301"), "id-birth-date"),
        (True, "id-characters"),
        (datetime.date(1960, 1, 1), "id-characters"),
        ("#N/A", "cell-error"),
    ],
)
def test_identity_refusals(cell, code):
    assert one(values.parse_identities, cell, TODAY)[:2] == (None, code) or code == "id-characters"
    assert one(values.parse_identities, cell, TODAY)[0] is None


@given(st.integers(0, 10**17 - 1))
def test_the_matrix_agrees_with_the_standard_check_digit(body):
    text = f"{body:017d}"
    numbers = objects([text + digit for digit in "0123456789X"])
    parsed = values.parse_identities(numbers, TODAY)
    right = text + ric.calc_check_digit(text + "0")
    assert all(value in {None, right} for value in parsed.values)
    if "id-birth-date" not in parsed.errors:
        assert right in parsed.values


def test_leap_days():
    for year, there in ((2000, True), (1900, False), (1996, True), (1999, False)):
        value = one(values.parse_identities, shelf.identity(3, f"{year}0229"), TODAY)[0]
        assert (value is not None) is there


@pytest.mark.parametrize(
    ("cell", "value", "error"),
    [
        ("6223 0000 0000 0000 123", "6223000000000000123", None),
        ("'62230000000000", "62230000000000", None),
        ("６２２３００００", "62230000", None),
        (622300000000001.0, "622300000000001", None),
        (6.2230000000000001e18, None, "account-digits-lost"),
        ("6.223E+18", None, "account-digits-lost"),
        ("1234567", None, "account-length"),
        ("1" * 31, None, "account-length"),
        ("6223A00000001", None, "account-characters"),
        ("", None, None),
    ],
)
def test_accounts(cell, value, error):
    assert one(values.parse_accounts, cell)[:2] == (value, error)


@pytest.mark.parametrize(
    ("cell", "value", "error", "warning"),
    [
        ("13800000000", "13800000000", None, None),
        (13800000000.0, "13800000000", None, None),
        ("138-0000-0000", "13800000000", None, None),
        ("+86 13800000000", "13800000000", None, None),
        ("0591-83330000", "059183330000", None, None),
        ("13800000000/13900000000", "13800000000", None, "phone-several"),
        ("13800000000、13900000000", "13800000000", None, "phone-several"),
        ("无", None, None, None),
        ("1380000", None, "phone-unreadable", None),
    ],
)
def test_phones(cell, value, error, warning):
    assert one(values.parse_phones, cell) == (value, error, warning)


@pytest.mark.parametrize(
    ("cell", "unit", "fen"),
    [
        (1200.0, None, 120000),
        (1200, None, 120000),
        (1199.9999999, None, 120000),
        (0.1 + 0.2, None, 30),
        ("1,200.00元", None, 120000),
        ("1，200", None, 120000),
        ("￥1200.50", None, 120050),
        ("¥ 1 200.5", None, 120050),
        ("１２００", None, 120000),
        ("人民币300元整", None, 30000),
        ("300圆", None, 30000),
        ("12.340", None, 1234),
        ("0.5万元", None, 500000),
        ("0.5万", None, 500000),
        (0.29, "万元", 290000),
        ("1.23456", "万元", 1234560),
        ("300元", "万元", 30000),
        (3, "千元", 300000),
        ("3E+2", None, 30000),
        ("1,2345,6789.01", None, 12345678901),
        ("", None, None),
        ("-", None, None),
    ],
)
def test_amounts(cell, unit, fen):
    assert one(values.parse_amounts, cell, unit) == (fen, None, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (12.345, "amount-decimals"),
        ("12.345", "amount-decimals"),
        (-5.0, "amount-negative"),
        ("－5", "amount-negative"),
        ("(120.00)", "amount-negative"),
        ("（120）", "amount-negative"),
        ("叁佰元", "amount-unreadable"),
        ("1,20", "amount-unreadable"),
        ("300.0.0", "amount-unreadable"),
        ("三百", "amount-unreadable"),
        ("√", "amount-unreadable"),
        (True, "amount-unreadable"),
        (datetime.date(2018, 1, 1), "amount-unreadable"),
        (1e13, "amount-too-large"),
        (13805911234, "amount-too-large"),
        ("13805911234", "amount-too-large"),
        (903011200100.0, "amount-too-large"),
        ("#REF!", "cell-error"),
        (float("nan"), "amount-unreadable"),
        (float("inf"), "amount-unreadable"),
    ],
)
def test_amount_refusals(cell, code):
    assert one(values.parse_amounts, cell)[:2] == (None, code)


def test_a_zero_amount_is_only_a_warning():
    assert one(values.parse_amounts, 0.0) == (0, None, "amount-zero")


@given(st.integers(1, 10**10), st.sampled_from(["元", "万元"]))
def test_every_fen_survives_a_float(fen, unit):
    cell = fen / 100 if unit == "元" else fen / 1_000_000
    assert one(values.parse_amounts, cell, unit)[0] == fen


@pytest.mark.parametrize(
    ("cell", "value", "error"),
    [
        (3.5, Decimal("3.5"), None),
        ("3.5亩", Decimal("3.5"), None),
        ("3.12345", None, "number-decimals"),
        (1 / 3, Decimal("0.3333"), None),
        ("约3亩", None, "number-unreadable"),
        ("", None, None),
    ],
)
def test_numbers(cell, value, error):
    assert one(values.parse_numbers, cell)[:2] == (value, error)


def test_integers():
    assert one(values.parse_integers, 3.0)[0] == 3
    assert one(values.parse_integers, "3人")[0] == 3
    assert one(values.parse_integers, 3.5)[1] == "integer-decimals"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("张 三 丰", "张三丰"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 . 买买提", "阿卜杜拉·买买提"),
        ("\u200b何计\ufeff", "何计"),
        ("欧阳㐀𠀀", "欧阳㐀𠀀"),
        ("John  Smith", "John Smith"),
        ("*张三", "张三"),
        ("无", None),
    ],
)
def test_names(cell, value):
    assert one(values.parse_names, cell)[:2] == (value, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("张三1", "name-digits"),
        (5.0, "name-digits"),
        ("张?三", "name-characters"),
        ("张\ufffd", "name-garbled"),
        ("??", "name-garbled"),
        ("=1+1", "name-digits"),
        ("<b>", "name-characters"),
        ("#N/A", "cell-error"),
    ],
)
def test_name_refusals(cell, code):
    assert one(values.parse_names, cell)[:2] == (None, code)


def test_a_note_behind_a_name_is_left_out_with_a_warning():
    assert one(values.parse_names, "张三（户主）") == ("张三", None, "name-note-removed")


def test_choices_and_regions_and_texts():
    choices = {"男": "m", "女": "f"}
    for cell in ("男", " 男 ", "1：男", "01 男"):
        assert one(values.parse_choices, cell, choices)[0] == "m"
    assert one(values.parse_choices, "中", choices)[1] == "choice-unknown"
    assert one(values.parse_regions, "浮岐 村\n")[0] == "浮岐村"
    assert one(values.parse_texts, " a\x07\n b ")[0] == "a b"
    assert one(values.parse_texts, "x" * 11, 10)[1] == "text-too-long"
    assert one(values.parse_texts, 3.0)[0] == "3"


def test_an_empty_column():
    nothing = np.empty(0, dtype=object)
    for parse in (
        values.parse_identities, values.parse_accounts, values.parse_phones, values.parse_names,
        values.parse_amounts, values.parse_numbers, values.parse_dates, values.parse_periods,
        values.parse_texts, values.parse_regions,
    ):  # fmt: skip
        assert len(parse(nothing).values) == 0


@given(st.lists(st.sampled_from("0123456789"), min_size=9, max_size=30).flatmap(
    lambda digits: st.lists(
        st.sampled_from(["", " ", "-", "'", "x", ", "]), min_size=len(digits), max_size=len(digits)
    ).map(lambda gaps: "".join(a + b for a, b in zip(gaps, digits, strict=True)))
))  # fmt: skip
def test_no_long_number_is_ever_shown(text):
    bare = "".join(filter(str.isdigit, text))
    for view in (shown(text), mask(text)):
        digits = "".join(filter(str.isdigit, view))
        assert len(digits) < 9 or len(bare) < 9
