"""A village group is split off, and the place before it stays whole."""

import pytest
from hypothesis import given, strategies as st

from regions.selectors import split_group


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("浮岐村3组", ("浮岐村", "3组")),
        ("浮岐村 ３ 组", ("浮岐村", "3组")),
        ("浮岐村三组", ("浮岐村", "3组")),
        ("浮岐村第一村民小组", ("浮岐村", "1组")),
        ("浮岐村二十三组12号", ("浮岐村", "23组")),
        ("浮岐村第十二生产队", ("浮岐村", "12队")),
        ("五一三组", ("五一", "3组")),
        ("浮岐村", ("浮岐村", "")),
        ("浮岐村百组", ("浮岐村百组", "")),
        ("浮岐村0组", ("浮岐村0组", "")),
        ("", ("", "")),
    ],
)
def test_split_group(text, expected):
    assert split_group(text) == expected


CHINESE = "一二三四五六七八九"


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE[tens - 1] + "十"
    return head + (CHINESE[ones - 1] if ones else "")


@given(
    number=st.integers(1, 99),
    place=st.sampled_from(["浮岐", "浮岐村", "猴屿乡浮岐村委会", "白云社区"]),
    form=st.sampled_from(["{}组", "第{}组", "{}小组", "第{}村民小组", "{}村民小组"]),
    arabic=st.booleans(),
)
def test_any_way_to_write_a_group_gives_the_same(number, place, form, arabic):
    written = place + form.format(number if arabic else chinese(number))

    assert split_group(written) == (place, f"{number}组")
