"""A column 单位 that says what is counted (亩, 元), where other sheets name a village or an office."""

import re

import numpy as np
import pandas as pd

from intake.reading import headings as wording
from intake.reading.cells import BLANKS, squeeze, text_of
from intake.reading.mapping import Heading, Mapping, Vocabulary


_HEADING = frozenset(["单位", "计量单位", "数量单位", "金额单位", "货币单位", "计价单位"])
_MONEY = re.compile(r"(?:人民币)?(?:百万|[亿万千百])?元")
_MEASURE = re.compile(
    r"亩|市亩|公顷|平方米|平米|㎡|m2|人|人次|户|名|口|头|只|羽|株|棵|个|台|套|辆|间|公斤|千克|斤|吨|kg|次|份|月|个月|天|日|年|"
    r"元/(?:月|亩|人|年|户|次|天|头|吨)|(?:百万|[亿万千百])?元|人民币(?:百万|[亿万千百])?元",
    re.IGNORECASE,
)


def settle_measures(
    mapping: Mapping, headings: list[Heading], vocabulary: Vocabulary, body: np.ndarray
) -> np.ndarray | None:
    """Take a column of measures out of the mapping; gives each row's unit of money, if it has any."""
    units: np.ndarray | None = None
    for heading in headings:
        if wording.key((heading.path or (heading.text,))[-1]) not in _HEADING:
            continue
        texts = _texts(body[:, heading.index])
        said = {text for text in texts.tolist() if text not in BLANKS}
        if not said or not all(_MEASURE.fullmatch(text) for text in said):
            continue
        for name in [name for name, at in mapping.assigned.items() if at == heading.index]:
            _give_up(mapping, name, vocabulary)
            mapping.ignored.append(heading)
        if heading in mapping.unknown:
            mapping.unknown.remove(heading)
            mapping.ignored.append(heading)
        if any(_MONEY.fullmatch(text) for text in said):
            units = texts
    return units


def _give_up(mapping: Mapping, name: str, vocabulary: Vocabulary) -> None:
    """Take a field from its column; the one other heading that means it gets it."""
    del mapping.assigned[name]
    others = [
        heading
        for heading in mapping.unknown
        if any(each == name for _rank, each in vocabulary.meanings(heading))
    ]
    spec = vocabulary.fields[name]
    if len(others) == 1:
        mapping.assigned[name] = others[0].index
        mapping.unknown.remove(others[0])
    elif spec.required and spec not in mapping.missing:
        mapping.missing.append(spec)


def _texts(cells: np.ndarray) -> np.ndarray:
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    texts = np.empty(len(distinct), dtype=object)
    texts[:] = [squeeze(text_of(cell)) for cell in distinct]
    found: np.ndarray = texts[codes]
    return found


def other_money(units: np.ndarray) -> list[int]:
    """Positions of rows whose unit of money is another than yuan."""
    codes, distinct = pd.factorize(units, use_na_sentinel=False)
    other = np.array(
        [bool(_MONEY.fullmatch(text)) and text not in {"元", "人民币元"} for text in distinct],
        dtype=bool,
    )
    return [int(position) for position in np.flatnonzero(other[codes])]
