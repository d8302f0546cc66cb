"""Amounts in fen, decimals and whole numbers."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from intake.reading.cells import BLANKS, EXCEL_ERROR, by_distinct, squeeze
from intake.reading.headings import UNITS
from intake.reading.values.parsed import Parsed, nothing


# What Excel's arithmetic may add to a true amount, in fen.
NOISE = 1e-3
# One trillion yuan in fen: a larger payment is a mistake of unit.
LARGEST = 10**14
# Written out in yuan so many digits are a telephone or an account in the wrong column.
PLAIN = 10**10
CURRENCY = re.compile(r"^(?:人民币|rmb|cny|[¥￥])+", re.IGNORECASE)
SUFFIX = re.compile(r"(?P<unit>(?:百万|[亿万千百])?(?:元|圆|块)|百万|[亿万])?(?:整|正)?$")
GROUPED = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+|\d+)(?:\.\d*)?|[-+]?\.\d+")
BRACKETS = re.compile(r"\((.+)\)")
COUNTED = re.compile(
    r"(?:亩|人|户|口|名|个|辆|套|间|头|只|株|次|月|个月|天|日|岁|周岁|年|公里|米|平方米|平米|㎡|m2|吨|公斤|斤|kg)$"
)
_EACH = r"(?:人|月|年|亩|户|天|日|次|季度?|学期|公顷|头|株|辆)"
RATE = re.compile(
    rf"(?:每{_EACH})*([\d,.]+(?:(?:百万|[亿万千百])?元)?)(?:[/每]{_EACH}(?:[./·]{_EACH})*)*(?:标准)?"
)
FACTORS = {**UNITS, "块": 1, "万": 10_000, "亿": 100_000_000, "百万": 1_000_000}


def parse_amounts(
    cells: np.ndarray, unit: str | None = None, *, signed: bool = False, rates: bool = False
) -> Parsed:
    """Amounts as whole fen (int); `unit` is the column's, a unit in the cell comes first.

    `rates` also takes what one month, person or mu gets: 300元/月, 每人每月100元.
    """
    factor = UNITS.get(unit or "元", 1)

    def parse(cell: Any) -> tuple[int | None, str | None, str | None]:
        if rates and isinstance(cell, str) and (rate := RATE.fullmatch(squeeze(cell))):
            cell = rate[1]
        return _amount(cell, factor, signed)

    return Parsed(*by_distinct(cells, parse, 3))


def _amount(cell: Any, factor: int, signed: bool) -> tuple[int | None, str | None, str | None]:
    if isinstance(cell, bool):
        return None, "amount-unreadable", None
    if isinstance(cell, float | int):
        product = cell * factor * 100
        # Far from the largest amounts a float is exact enough, and quicker than a decimal.
        if 0 < product < 1e11 and abs(product - round(product)) <= NOISE:
            return round(product), None, None
        number = Decimal(repr(cell)) if cell == cell else None
    elif isinstance(cell, str):
        if EXCEL_ERROR.fullmatch(cell):
            return None, "cell-error", None
        text = squeeze(cell).strip("'’")
        if text in BLANKS:
            return None, None, None
        number, factor = _read(text, factor)
    else:
        number = None
    if number is None or not number.is_finite():
        return None, "amount-unreadable", None
    exact = number * factor * 100
    if abs(exact) >= LARGEST or (factor == 1 and abs(number) >= PLAIN):
        return None, "amount-too-large", None
    fen = round(exact)
    if abs(exact - fen) > Decimal(NOISE):
        return None, "amount-decimals", None
    if fen < 0 and not signed:
        return None, "amount-negative", None
    return fen, None, None if fen else "amount-zero"


def _read(text: str, factor: int) -> tuple[Decimal | None, int]:
    """(number, unit factor) of an amount's text."""
    text = CURRENCY.sub("", text)
    bracketed = BRACKETS.fullmatch(text)
    negative = bool(bracketed)
    if bracketed:
        text = CURRENCY.sub("", bracketed[1])
    suffix = SUFFIX.search(text)
    if suffix and suffix["unit"]:
        factor = FACTORS[suffix["unit"]]
    text = text[: suffix.start()] if suffix else text
    text = text.replace("，", ",").replace("、", ",").replace("−", "-").replace("–", "-")
    if not GROUPED.fullmatch(text) and not re.fullmatch(
        r"[-+]?\d+(?:\.\d+)?e[-+]?\d+", text, re.IGNORECASE
    ):
        return None, factor
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None, factor
    return (-number if negative else number), factor


# Columns of areas and counts have eight digits before the point.
MOST = 10**8


def parse_numbers(cells: np.ndarray, places: int = 4) -> Parsed:
    """Decimals with at most `places` decimals; float noise is rounded away."""

    def parse(cell: Any) -> tuple[Decimal | None, str | None]:
        return _number(cell, places)

    values, errors = by_distinct(cells, parse, 2)
    return Parsed(values, errors, nothing(len(cells)))


def _number(cell: Any, places: int) -> tuple[Decimal | None, str | None]:
    number: Decimal | None = None
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        number = Decimal(repr(cell)) if cell == cell else None
    elif isinstance(cell, str):
        if EXCEL_ERROR.fullmatch(cell):
            return None, "cell-error"
        text = squeeze(cell).strip("'’")
        if text in BLANKS:
            return None, None
        text = COUNTED.sub("", text).replace("−", "-").replace("–", "-")
        if GROUPED.fullmatch(text):
            number = Decimal(text.replace(",", ""))
    if number is None or not number.is_finite():
        return None, "number-unreadable"
    if abs(number) >= MOST:
        return None, "number-too-large"
    rounded = round(number, places)
    # A cell calculated by Excel may carry any number of digits; a typed one may not.
    if abs(rounded - number) > Decimal(1).scaleb(-places - 3) and isinstance(cell, str):
        return None, "number-decimals"
    return rounded, None


def parse_integers(cells: np.ndarray) -> Parsed:
    """Whole numbers as int."""

    def parse(cell: Any) -> tuple[int | None, str | None]:
        number, error = _number(cell, 4)
        if number is None:
            return None, error
        return (int(number), None) if number == int(number) else (None, "integer-decimals")

    values, errors = by_distinct(cells, parse, 2)
    return Parsed(values, errors, nothing(len(cells)))
