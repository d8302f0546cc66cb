"""Tells what a row below the headings is when it holds no person's valid identity number."""

import re
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from intake.reading import stops
from intake.reading.cells import SEEN, squeeze, text_of
from intake.reading.headings import key
from intake.reading.tables.context import UNIT
from intake.reading.values.periods import find_period


# A whole cell that says "total"; a name or village that merely contains the word does not match.
TOTAL = re.compile(
    r"(?:本页|本表|本日|本月|本季|本期|当日|当月|本村|本组|本镇|本乡|本户|全村|全镇|全乡|全县|全区|全市|总|累计|以上|当页|页|分|[一二三四五六七八九十\d]+[组户])?"
    r"(?:小计|合计|总计|共计|累计|总合计|总额|总数|小結|小记)(?:人数|户数|金额|数)?:?"
    r"(?:\((?:元|万元|人|户|大写|人民币)\))?|[日月季年]结|[日月季年]计"
)
GRAND = re.compile(r"(?:^总|总计|共计|总合计|总额|总数|全)")
PLACE_TOTAL = re.compile(r".{1,20}(?:小计|合计|总计|共计):?")
TOTAL_SENTENCE = re.compile(r"(?:小计|合计|总计|共计)(?:[:,]|人民币|大写|\(?大写).*")
SUBTOTAL = re.compile(r"小计|本页|当页|小結|小记")
# Carried from page to page or added up since January: no entry of its own, and no sum of the rows.
CARRIED = re.compile(
    r"(?:过次页|转下页|转次页|承前页|接上页|接前页|承上页|转后页|(?:本年|全年|本季|年初至今|年度)累计(?:发生额|数)?):?"
)
WHO_SIGNS = (
    r"(?:制表|填表|填报|审核|复核|审批|经办|负责|主管|分管|领导|单位|村主任|村支书|书记|主任|会计|出纳|监督|签字|签章|"
    r"签名|盖章|公章|联系|核对|录入|校对|报送|上报|乡镇|镇|乡|村委会|村民委员会|民政|财政|日期|时间)"
)
SIGNATURE = re.compile(
    rf"{WHO_SIGNS}[^:]{{0,16}}(?::|\(?(?:签字|签章|签名|盖章|公章|章)\)?).*"
    r"|(?:制表|审核|复核|填表|填报|经办|负责|审批)人?"
)
SEAL = re.compile(r".{0,30}(?:\((?:签字|签章|盖章|公章|章)\)|签字|签章|盖章|公章):?.{0,20}")
NOTE = re.compile(
    r"(?:备注|附注|注|说明|填表说明|填写说明|填报说明|注意|注意事项|附|附件|示例|例如?|举报电话|监督电话)\d*[:、.].*|(?:填表|填写|填报)说明.*"
)
NUMBERED_NOTE = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2}|\(\d{1,2}\))[、.].{4,}")
PAGE = re.compile(r"第?\s*\d+\s*页[,/共]?.*|-\s*\d+\s*-")
DATE_LINE = re.compile(r"(?:\d{4}|[二〇零一-九]{4})年\d{1,2}月(?:\d{1,2}日)?")
INSTRUCTION = re.compile(
    r"填写|必填|选填|非必填|格式|请|示例|下拉|选择|文本型|数字型|字符|长度|说明|代码|保留|精确|不得|如:|例[::如]|"
    r"^[\dA-Za-z]{1,3}[:.、].+[\n\s]+[\dA-Za-z]{1,3}[:.、]|^\d{1,2}:\S+\s*\d{1,2}:"
)
ORDINALS = "甲乙丙丁戊己庚辛壬癸"
COLUMN_NUMBER = re.compile(r"[(\[]?(\d{1,3})[)\]]?(?:栏|列)?(?:=.*)?")
NAME = re.compile(r"[㐀-鿿𠀀-𲎯·•]{2,15}")
# A title's month counts whatever its year.
FOR_ANY_YEAR = 2000
NOT_NAMES = frozenset(["必填", "选填", "文本", "汉字", "姓名", "文字", "可选", "必录", "中文"])
DIGITS = re.compile(r"\d")


def texts_of(cells: Sequence[Any] | np.ndarray) -> list[str]:
    """A row's cells squeezed to bare text, as much of each as any pattern needs."""
    return [squeeze(text_of(cell)[:SEEN])[:SEEN] if cell != "" else "" for cell in cells]


def says_total(text: str) -> bool:
    """Whether a cell by itself reads like a total, of a place or of all."""
    return bool(TOTAL.fullmatch(text) or PLACE_TOTAL.fullmatch(text))


def is_total(texts: Sequence[str], people: Sequence[int]) -> bool:
    """Whether a row without any long number is a totals row.

    `people` are the columns of names; a place before 小计 counts only where no name stands.
    """
    filled = [column for column, text in enumerate(texts) if text]
    named = any(texts[column] and NAME.fullmatch(texts[column]) and
                not TOTAL.fullmatch(texts[column]) for column in people)  # fmt: skip
    for column in filled[:5]:
        text = texts[column]
        if TOTAL.fullmatch(text) or TOTAL_SENTENCE.fullmatch(text):
            return not (named and column not in people and _late(texts, column, people))
        if PLACE_TOTAL.fullmatch(text) and not named and column not in people:
            return True
        if _is_number(text) and column > filled[0]:
            break
    return False


def is_carried(texts: Sequence[str]) -> bool:
    """Whether a bookkeeper's row only carries sums on."""
    return any(CARRIED.fullmatch(text) for text in texts if text)


def _late(texts: Sequence[str], column: int, people: Sequence[int]) -> bool:
    """Whether the word stands behind the person's name, as a remark does."""
    return any(person < column and texts[person] for person in people)


def total_kind(texts: Sequence[str]) -> Literal["subtotal", "grand"]:
    """ "subtotal" or "grand"."""
    for text in texts:
        if SUBTOTAL.search(text):
            return "subtotal"
        if GRAND.search(text) and TOTAL.fullmatch(text):
            return "grand"
        if TOTAL.fullmatch(text):
            return "grand"
        if PLACE_TOTAL.fullmatch(text):
            return "subtotal"
    return "grand"


def is_column_numbers(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: 1 2 3 …, or 甲 乙 1 2 …"""
    filled = [text for text in texts if text]
    if len(filled) < 3:
        return False
    expected = None
    for text in filled:
        if len(text) == 1 and text in ORDINALS:
            continue
        match = COLUMN_NUMBER.fullmatch(text)
        if not match:
            return False
        number = int(match[1])
        if expected is not None and number != expected:
            return False
        expected = number + 1
    return filled[0] in {"1", "0", "甲", "(1)", "①", "1栏", "[1]"}


def is_repeated_header(
    cells: Sequence[Any] | np.ndarray, header_keys: Sequence[Sequence[str]]
) -> bool:
    """Whether all that is known of a row's cells is what a heading row says in the same column.

    A row that says a heading elsewhere begins another table, whose columns have another order.
    """
    keys = [key(text_of(cell)) if isinstance(cell, str) and cell else "" for cell in cells]
    filled = [column for column, cell in enumerate(cells) if cell != ""]
    same = sum(
        bool(keys[column]) and any(row[column] == keys[column] for row in header_keys)
        for column in filled
    )
    elsewhere = {word for row in header_keys for word in row if word}
    moved = any(
        keys[column] in elsewhere and all(row[column] != keys[column] for row in header_keys)
        for column in filled
    )
    return same >= 2 and same * 10 >= len(filled) * 6 and not moved


def is_telling_title(cells: Sequence[Any] | np.ndarray) -> bool:
    """Whether a line says a month, or that those below it are not paid."""
    title = " ".join(filter(None, texts_of(cells)))
    return bool(find_period(title, FOR_ANY_YEAR) or stops.in_name(title))


def says_unit(cells: Sequence[Any] | np.ndarray) -> bool:
    """Whether a line says the unit of the amounts below it."""
    return bool(UNIT.search(" ".join(filter(None, texts_of(cells)))))


def is_note(texts: Sequence[str]) -> bool:
    """Whether a row is a signature, seal, note, page number or date line."""
    filled = [text for text in texts if text]
    first = filled[0]
    if SIGNATURE.fullmatch(first) or NOTE.fullmatch(first) or PAGE.fullmatch(first):
        return True
    if len(filled) > 4:
        return sum(bool(SIGNATURE.fullmatch(text)) for text in filled) >= 2
    if len(filled) == 1 and (SEAL.fullmatch(first) or DATE_LINE.fullmatch(first)):
        return True
    if len(filled) == 1 and NUMBERED_NOTE.fullmatch(first):
        return True
    return any(SIGNATURE.fullmatch(text) for text in filled)


def is_instruction(
    cells: Sequence[Any] | np.ndarray, texts: Sequence[str], people: Sequence[int]
) -> bool:
    """Whether a row between headings and data tells how to fill in the columns."""
    if any(_plausible_name(texts[column]) for column in people):
        return False
    words = sum(
        bool(INSTRUCTION.search(cell[:SEEN]) or INSTRUCTION.search(text))
        for cell, text in zip(cells, texts, strict=True)
        if isinstance(cell, str) and cell
    )
    filled = sum(map(bool, texts))
    return words > 0 and (words * 4 >= filled or filled <= 2)


def _plausible_name(text: str) -> bool:
    return bool(NAME.fullmatch(text)) and len(text) <= 5 and text not in NOT_NAMES


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,]+", text)) and len(text) > 4


def long_digits(text: str, least: int) -> bool:
    """Whether a text holds at least `least` digits."""
    return len(DIGITS.findall(text)) >= least
