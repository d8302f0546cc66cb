"""Finds rows that are plainly data, a column at a time, so that few need a closer look.

A sheet whose identity numbers are all wrong has as many rows to tell apart as one whose are right.
"""

import datetime
import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from intake.reading.cells import SEEN, squeeze
from intake.reading.tables.lines import NAME
from intake.reading.values.identity import parse_identities
from intake.reading.values.parsed import held


# Whatever may open a total, note, signature or instruction: such a row is looked at one by one.
TELLING = re.compile(
    r"[日月季年]\s*[结计]|[小合总共累]\s*[计額额结結合记数]|[:：签章注页填选请如例附]|说明|备注|格式|代码|保留|制表|审核|复核|经办|负责|审批|字符|位|"
    r"文本|数字|汉字|下拉|示例|精确|不得|日期|时间|单位|联系|电话|监督|盖印|长度"
)
FEW_DIGITS = re.compile(r"\D?\d{1,3}\D?")
PROOF = frozenset(
    ["amount", "number", "integer", "date", "month", "period", "identity", "account", "phone"]
)


def plainly_data(cells: np.ndarray, kinds: dict[int, str], headings: Collection[str]) -> np.ndarray:
    """Which rows of `cells` are a person's or an entry's beyond doubt, as a boolean array.

    They hold a name where the table has names, a figure where it has figures, and nothing that
    a total, note, instruction or repeated heading (`headings`, squeezed) would hold.
    """
    count, width = cells.shape
    named = np.zeros(count, dtype=bool)
    proven = np.zeros(count, dtype=bool)
    telling = np.zeros(count, dtype=bool)
    large = np.zeros(count, dtype=bool)
    filled = np.zeros(count, dtype=np.int64)
    for column in range(width):
        codes, distinct = pd.factorize(cells[:, column], use_na_sentinel=False)
        texts = [cell if isinstance(cell, str) else "" for cell in distinct]
        telling |= np.array([_tells(text, headings) for text in texts], dtype=bool)[codes]
        present = np.array([cell != "" for cell in distinct], dtype=bool)[codes]
        kind = kinds.get(column)
        if kind is None:
            continue
        filled += present
        if kind == "name":
            named |= np.array([bool(NAME.fullmatch(squeeze(t[:SEEN]))) for t in texts], dtype=bool)[
                codes
            ]
        elif kind in PROOF:
            figures = [not isinstance(c, str) or any(map(str.isdigit, c)) for c in distinct]
            proven |= np.array(figures, dtype=bool)[codes]
            beyond = [
                not (FEW_DIGITS.fullmatch(t) if t else _small(c))
                for t, c in zip(texts, distinct, strict=True)
            ]
            large |= present & np.array(beyond, dtype=bool)[codes]
    if "name" in kinds.values():
        return named & proven & ~telling & (filled >= 2)
    # Without names a row of column numbers (1 2 3) must not pass: some figure has to be larger.
    return proven & large & ~telling & (filled >= 2)


def with_valid_identity(cells: np.ndarray, today: datetime.date | None = None) -> np.ndarray:
    """Which rows hold a valid identity number in whatever column, as a boolean array."""
    found = np.zeros(len(cells), dtype=bool)
    for column in range(cells.shape[1]):
        likely = np.array(
            [isinstance(cell, str) and 15 <= len(cell) <= 60 for cell in cells[:, column]],
            dtype=bool,
        )
        if likely.any():
            found[likely] |= held(parse_identities(cells[likely, column], today).values)
    return found


def _tells(text: str, headings: Collection[str]) -> bool:
    if not text or text.isascii():
        return False
    return bool(TELLING.search(text[:SEEN])) or squeeze(text[:SEEN]) in headings


def _small(cell: object) -> bool:
    return isinstance(cell, float | int) and abs(cell) < 1000
