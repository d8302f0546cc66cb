"""Village groups at the end of a place: 浮岐村三组, 浮岐村第一村民小组."""

from __future__ import annotations

import re
import unicodedata

from core.conditions import hide_conditions


_HAN = "㐀-䶿一-鿿〇"
# A group is numbered (3组, 第三村民小组, 城关一队) or has the name of its hamlet (陈厝, 上洋自然村).
_GROUP_NAME = re.compile(
    rf"(?:[{_HAN}A-Za-z·]{{0,10}}第?(?:\d{{1,3}}|[零〇一二两三四五六七八九十百]{{1,5}})(?:[、,，/和及至~-](?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}}))?"
    rf"(?:村民小组|居民小组|小组|组|生产队|队|社|屯|片区?|区|号|栋|幢|弄|网格)?(?:\d{{1,2}}号)?|[{_HAN}·]{{1,12}}|[A-Za-z])"
)
# What a column of recipients holds, and no hamlet is called.
_OF_A_PERSON = re.compile(
    "残疾|残障|[级类档户人]$|低保|特困|五保|孤儿|贫困|脱贫|优抚|高龄|重病|大病|患|症|死亡|去世|停发|退出|未成年|学生|老人|儿童|男|女"
)


def is_group_name(text: str) -> bool:
    """Whether this may be the name of a village group, and nothing that describes a person."""
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    return (
        _GROUP_NAME.fullmatch(compact) is not None
        and _OF_A_PERSON.search(compact) is None
        and hide_conditions(compact) == compact
    )


_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMERAL = "0-9零〇一二两三四五六七八九十"
# No place is written with more characters, whatever stands above it.
LONGEST_PLACE = 100
# A house number behind the group is dropped: nothing finer than the group is ever kept.
_GROUP = re.compile(
    rf"^(?P<place>.*?)(?P<ordinal>第?)(?P<number>[{_NUMERAL}]+)"
    r"(?P<kind>村民小组|居民小组|小组|组|生产队|队)(?:\d+(?:-\d+)*号?)?$"
)


def split_group(text: str) -> tuple[str, str]:
    """("浮岐村", "3组") for 浮岐村3组, 浮岐村三组, 浮岐村第三村民小组; ("浮岐村", "") without one.

    A production team (队) stays a team: whether team and group are the same is not guessed.
    In 五一三组 only the last numeral that reads as a number belongs to the group.
    """
    compact = "".join(unicodedata.normalize("NFKC", text).split())
    match = _GROUP.match(compact) if len(compact) <= LONGEST_PLACE else None
    if match is None:
        return compact, ""
    digits = match["number"]
    # The longest well-formed ending, so that 五一 stays with the place unless 第 closes it off.
    for start in range(len(digits)):
        number = _number(digits[start:])
        if number is not None and (start == 0 or not match["ordinal"]):
            unit = "队" if match["kind"].endswith("队") else "组"
            return match["place"] + digits[:start], f"{number}{unit}"
    return compact, ""


def _number(digits: str) -> int | None:
    """1–99 in Arabic digits or as Chinese count (三, 十三, 二十, 二十三); None for 五一."""
    if digits.isdigit() and digits.isascii():
        return int(digits) if 0 < int(digits) < 100 else None
    tens, ten, ones = digits.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or tens == "一":
        return None
    values = [_DIGITS.get(part) for part in (tens, ones) if part]
    if None in values or (not ten and not ones):
        return None
    number = (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)
    return number or None
