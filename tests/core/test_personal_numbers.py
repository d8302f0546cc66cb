"""Which digits of a text are a person's number, an account or a phone, and which are not."""

import pytest
from hypothesis import given, strategies as st

from core.personal_numbers import certain_numbers, personal_numbers
from tests.town import identity


NUMBER_IN_WORDS = identity(777, "19500101")
GROUPED_END = NUMBER_IN_WORDS[14:]
MARKS = (
    "",
    " ",
    "  ",
    "\u3000",
    "-",
    " - ",
    "—",
    "——",
    "－",
    "‐",
    "−",
    ".",
    "·",
    "．",
    "/",
    "_",
    ":",
    "：",
    "，",
    ")(",
    "\u200b",
    "\u2060",
)
GROUPS = ((18,), (6, 8, 4), (6, 12), (14, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (6, 4, 2, 2, 4))


def broken_up(number: str, lengths: tuple[int, ...], mark: str) -> str:
    parts, at = [], 0
    for length in lengths:
        parts.append(number[at : at + length])
        at += length
    return mark.join(parts)


def found(text: str) -> list[str]:
    return [each.digits for each in personal_numbers(text)]


@given(st.integers(1, 999), st.sampled_from(GROUPS), st.sampled_from(MARKS), st.booleans())
def test_an_identity_number_is_found_however_it_is_broken_up(serial, lengths, mark, wide):
    number = identity(serial)
    text = broken_up(number, lengths, mark)
    if wide:
        text = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert found(f"他的号{text}在此") == [number]


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark not in "，/"] + [""])
@pytest.mark.parametrize(
    ("number", "lengths"),
    [
        ("13805911234", (3, 4, 4)), ("13805911234", (7, 4)), ("13805911234", (3, 3, 5)),
        ("6222021234567890", (4, 4, 4, 4)), ("6222021234567890123", (4, 4, 4, 4, 3)),
        ("6222021234567890123", (6, 13)), ("13805911234", (6, 5)), ("13805911234", (3, 2, 2, 2, 2)),
        ("350102800101123", (6, 6, 3)), ("350102800101123", (15,)), ("059183321234", (4, 8)),
        ("13805911234", (1,) * 11),
    ],
)  # fmt: skip
def test_phones_and_accounts_are_found_in_their_groups(number, lengths, mark):
    # A comma or a stroke stands between the numbers of a list as well.
    assert found(broken_up(number, lengths, mark)) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 1200.00", "2026-03-01 12:30:45", "2020、2021、2022、2023年度", "2020/2021/2022/2023",
        "100 200 300 400 500", "1500 2000 300", "150、2000、3000元", "190/2000/3000",
        "202601-202602", "202601、202602、202603", "20260301-20260331-01", "2026-01 2026-02 2026-03",
        "2026-350102-48-01-123456", "凭证 2026-0001 2026-0002", "凭证 0001-0002-0003",
        "发票 24352000000012345678", "12,345,678.90元", "1 234 567 890.00", "350102 2026-03-01 1200",
        "3 4 5 6 7 8 9 10 11 12", "2026-07-15\n300 元", "350102\n19800101\n1234", "榕民〔2026〕12号",
        "三户分别领135、1215、1418元", "各月笔数 1,0,2,1,0,0,3,1,0,1,2,1",
        "四个季度 3512 1215 1418 1629 元", "编号350112-20260301-0012", "账户收到1200.00、1300.00元",
        "账户余额：1234.56，5678.90", "账号余额：1234.56 5678.90", "合同号HT-2026-03-15-001", "第1234、5678、9012、3456号凭证", "192.168.100.200",
    ],
)  # fmt: skip
def test_dates_sums_and_lists_are_none(text):
    assert found(text) == []


@pytest.mark.parametrize("said", ["账号：", "银行卡号 ", "手机", "account "])
def test_what_is_said_to_be_a_number_is_one_in_any_groups(said):
    assert found(f"{said}903-01120-0100 1001 已注销") == ["9030112001001001"]


def test_a_day_after_such_a_word_is_none():
    assert found("账户 2026-03-01 1200.00") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("身份证", "，85岁"),
        ("身份证", " 500元"),
        ("证件号", "、5笔"),
        ("身份证", "，2026年3月领500元"),
    ],
)
def test_what_follows_a_number_that_was_said_stays(before, after):
    number = identity(1)
    (each,) = personal_numbers(f"{before}{number}{after}")
    assert (each.start, each.digits) == (len(before), number)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("9030-1120-0100-1001", "9030112001001001"), ("621 700 186 000 123 456 6", "6217001860001234566"),
     ("35 01 12 1975 03 04 1238", "350112197503041238"), ("3501121975年03月04日1238", "350112197503041238")],
)  # fmt: skip
def test_uncommon_groups_are_found_by_mark_or_check_digit(text, digits):
    assert found(text) == [digits]


def test_two_numbers_side_by_side_are_two():
    one, other = identity(1), identity(2)
    assert found(f"{one[:6]} {one[6:14]} {one[14:]} {other}、138 0591 1234") == [
        one, other, "13805911234",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number", ["20260301-001", "HT-2026-03-15-001", "350102-20260301-0012", "202603010012"]
)
def test_the_number_of_a_thing_is_no_person(number):
    assert list(certain_numbers(number)) == []


@pytest.mark.parametrize(
    ("text", "digits"),
    [(f"HT2026{identity(3)}", identity(3)), (f"CB{identity(3)}001", identity(3)),
     ("CB13805911234001", "13805911234"), ("电话13805911234-1", "13805911234"),
     ("卡号6217001860001234561-1", "6217001860001234561")],
)  # fmt: skip
def test_one_written_together_with_a_year_or_a_serial_is_found(text, digits):
    assert [each.digits for each in certain_numbers(text)] == [digits]


@pytest.mark.parametrize("number", [identity(3), "350102800101123", "13805911234"])
def test_a_person_s_number_in_the_number_of_a_thing_is_found(number):
    assert [each.digits for each in certain_numbers(f"HT-{number}-1")] == [number]


@given(
    st.integers(1, 999),
    st.sampled_from(
        [
            "①②③④⑤⑥⑦⑧⑨", "¹²³⁴⁵⁶⁷⁸⁹", "₁₂₃₄₅₆₇₈₉", "一二三四五六七八九", "壹贰叁肆伍陆柒捌玖",
            "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "１２３４５６７８９",
        ]
    ),
)  # fmt: skip
def test_digits_in_other_dress_are_digits(serial, dress):
    number = identity(serial)
    zero = {"①": "⓪", "¹": "⁰", "₁": "₀", "一": "〇", "壹": "零", "𝟏": "𝟎", "１": "０"}[dress[0]]
    assert found(f"他的号{number.translate(str.maketrans('1234567890', dress + zero))}在此") == [
        number
    ]


@pytest.mark.parametrize(
    "unseen", ["\u202e", "\u3164", "\ufe0f", "\u20e3", "\u034f", "\u2063", "\U000e0020"]
)
def test_what_nobody_sees_hides_no_digit(unseen):
    number = identity(7)
    assert found(unseen.join(number)) == [number]


def test_a_number_that_goes_on_in_the_next_line_is_found_by_its_check_digit():
    number = identity(7)
    assert found(f"证件{number[:6]}\r\n{number[6:14]}\n{number[14:]}。") == [number]


@pytest.mark.parametrize(
    "text",
    ["第一二三四五六七八九组", "一二三四五六七八九十户分别到会", "二〇二六年一月至二〇二六年三月"],
)
def test_counting_in_chinese_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize("mark", ["", "-", "·", " "])
@pytest.mark.parametrize("before", ["3", "12", "三"])
def test_one_written_to_a_serial_is_found(before, mark):
    number = identity(7)
    assert number in "".join(
        found(f"张{before}{mark.join((number[:6], number[6:14], number[14:]))}号")
    )


@pytest.mark.parametrize(
    "mark", list("#=^!@&?{「」《…★●■◆○｜⁄∕“‘`‧") + ["😀", "----", "……", "    ", "(-)"]
)
@pytest.mark.parametrize(
    ("number", "lengths"),
    [(identity(3), (6, 8, 4)), (identity(3), (1,) * 18), ("13805911234", (3, 4, 4)),
     ("6222021234567890123", (4, 4, 4, 4, 3)), ("350102800101123", (6, 6, 3))],
)  # fmt: skip
def test_whatever_is_no_letter_breaks_a_number_up(number, lengths, mark):
    """Not one of a list of marks: any."""
    assert found(f"户{broken_up(number, lengths, mark)}领") == [number]


@pytest.mark.parametrize(
    "mark", ["号", "和", "第", "&nbsp;", "<br>", "×", "丶", " (接下) ", "\n转"]
)
@pytest.mark.parametrize("lengths", [(6, 8, 4), (9, 9), (1,) * 18, (8, 10)])
def test_words_between_its_groups_hide_no_identity_number(mark, lengths):
    number = identity(3)
    assert found(f"户{broken_up(number, lengths, mark)}领") == [number]


@pytest.mark.parametrize(
    "dress",
    ["❶❷❸❹❺❻❼❽❾⓿", "➀➁➂➃➄➅➆➇➈0", "⑴⑵⑶⑷⑸⑹⑺⑻⑼0", "⒈⒉⒊⒋⒌⒍⒎⒏⒐0", "㊀㊁㊂㊃㊄㊅㊆㊇㊈0", "㈠㈡㈢㈣㈤㈥㈦㈧㈨0",
     "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ0", "〡〢〣〤〥〦〧〨〩〇", "123456789O", "l23456789o", "I234567890"],
)  # fmt: skip
def test_what_reads_as_a_digit_is_one(dress):
    number = identity(3)
    assert found(f"户{number.translate(str.maketrans('1234567890', dress))}领") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "收入12.5%，支出30.2%，结余57.3%，共1234户", "2026年1月领135元，2月领121元，3月领150元",
        "榕民〔2026〕12号、榕财〔2025〕138号、0591号、1234号", "长3.5米×宽2.4米×高1.8米，共15.12立方米",
        "⒈2026年3月1日发放1200元；⒉2026年4月1日发放1300元", "第1组35人、第2组01人、第3组99户、共1962元",
        "350102 2026年3月1日 1200元 结余 3500元", "¥138 ¥0591 ¥1234", "Ⅱ级公路12公里",
    ],
)  # fmt: skip
def test_figures_among_words_are_none(text):
    assert found(text) == []


@pytest.mark.parametrize("before", ["三", "张三", "7", "第12", "二三"])
def test_digits_that_a_name_or_serial_puts_before_it_hide_nothing(before):
    """Of 张三 and 三五〇一… the first 三 is a name's."""
    text = f"{before}三五〇一九九和一九五〇和〇一和〇一和{GROUPED_END}号"

    (found,) = personal_numbers(text)

    assert found.digits == NUMBER_IN_WORDS
    assert text[found.start : found.end].startswith("三五")
