import pytest
from hypothesis import given, strategies as st

from core.identity import InvalidIdentity, birth_date, looks_like_identity, normalise
from tests.town import identity


GOOD = identity(7, "19500101")


@pytest.mark.parametrize(
    "written",
    [
        GOOD,
        f" {GOOD[:6]} {GOOD[6:14]} {GOOD[14:]} ",
        "'" + GOOD,
        GOOD.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        f"{GOOD[:6]}-{GOOD[6:14]}-{GOOD[14:]}",
        "\u200b" + GOOD + "\ufeff",
    ],
)
def test_disguises_are_taken_off(written):
    assert normalise(written) == GOOD


def test_lower_x_and_its_lookalikes_become_x():
    serial = next(n for n in range(500) if identity(n)[-1] == "X")
    number = identity(serial)

    assert {normalise(number[:-1] + end) for end in ("x", "X", "ｘ", "×")} == {number}


def test_fifteen_digits_become_eighteen():
    assert normalise("350199" + "500101" + "007") == GOOD


@pytest.mark.parametrize("text", ["", "123", GOOD + "1", "3.50125E+17", GOOD[:-1] + "a"])
def test_what_is_no_number_is_refused_without_repeating_it(text):
    with pytest.raises(InvalidIdentity) as refusal:
        normalise(text)
    assert not text or text not in str(refusal.value)


def test_one_wrong_digit_is_noticed():
    wrong = GOOD[:-2] + str((int(GOOD[-2]) + 1) % 10) + GOOD[-1]

    with pytest.raises(InvalidIdentity):
        normalise(wrong)


def test_impossible_birth_date_is_refused():
    with pytest.raises(InvalidIdentity):
        normalise(identity(1, "19500231"))


def test_a_county_code_younger_than_the_person_is_no_fault():
    """永泰 350125 was not in force in 1950; stdnum's validate() would refuse such real numbers."""
    number = identity(3, "19500101", division="350125")

    assert normalise(number) == number
    assert birth_date(number).year == 1950


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_clear_refusal(text):
    try:
        answer = normalise(text)
    except InvalidIdentity as refusal:
        answer = str(refusal)

    assert len(answer) >= 18


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, True),
        (GOOD[:-1], True),
        ("13800001234", True),
        ("陈秀英", False),
        ("2018年3月", False),
    ],
)
def test_what_looks_like_a_number_never_reaches_an_address(text, expected):
    assert looks_like_identity(text) is expected
