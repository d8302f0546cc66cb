import pytest
from hypothesis import given, settings, strategies as st

from core.identity import InvalidIdentity, normalise, possible_identities
from core.masking import mask_identity
from core.papers import (
    SEALED_GB_LENGTH,
    Paper,
    bare_number,
    is_gb_number,
    paper_of,
    possible_numbers,
    read_other,
)
from core.personal_numbers import personal_numbers
from core.sealing import IDENTITY, seal
from tests.town import identity


@pytest.mark.parametrize(
    ("written", "number", "paper"),
    [
        (identity(1, division="810000"), identity(1, division="810000"), Paper.RESIDENCE),
        (identity(2, division="830000"), identity(2, division="830000"), Paper.RESIDENCE),
        (identity(3, division="911124"), identity(3, division="911124"), Paper.PERMANENT),
        ("usa310082121001", "F:USA310082121001", Paper.PERMANENT),
        ("E12345678", "P:E12345678", Paper.PASSPORT),
        ("EA 1234567", "P:EA1234567", Paper.PASSPORT),
        ("Ｈ０１２３４５６７", "H:H01234567", Paper.HOME_RETURN),
        # The last two say only how often the permit was renewed.
        ("H0123456702", "H:H01234567", Paper.HOME_RETURN),
    ],
)
def test_a_form_that_no_other_paper_has_is_read(written, number, paper):
    assert normalise(written) == number
    assert paper_of(number) is paper
    assert number.endswith(bare_number(number))


@pytest.mark.parametrize("written", ["01234567", "0123456701", "AB123456", "L8988901C3"])
def test_a_number_that_several_papers_may_have_is_not_guessed(written):
    assert read_other(written) == (None, "paper-unclear")
    with pytest.raises(InvalidIdentity):
        normalise(written)


@pytest.mark.parametrize(
    ("written", "paper", "number"),
    [
        ("01234567", Paper.TAIWAN, "T:01234567"),
        ("0123456701B", Paper.TAIWAN, "T:0123456701"),
        ("AB123456", Paper.PASSPORT, "P:AB123456"),
        ("141234567", Paper.PASSPORT, "P:141234567"),
        ("H01234567", Paper.PASSPORT, "P:H01234567"),
    ],
)
def test_its_kind_makes_a_number_clear(written, paper, number):
    assert read_other(written, paper) == (number, None)


@pytest.mark.parametrize(
    ("written", "paper", "code"),
    [
        ("E12345678", Paper.HOME_RETURN, "paper-form"),
        ("H01234567", Paper.TAIWAN, "paper-form"),
        ("12345", Paper.PASSPORT, "paper-form"),
        ("USA310082139901", Paper.PERMANENT, "id-birth-date"),
        ("ABCDEFGH", None, None),
        ("陈秀英", None, None),
    ],
)
def test_what_does_not_fit_is_said(written, paper, code):
    assert read_other(written, paper) == (None, code)


@given(st.from_regex(r"[A-Z0-9]{0,20}", fullmatch=True))
@settings(deadline=None)
def test_no_other_paper_is_ever_taken_for_eighteen_digits(text):
    for number in possible_numbers(text):
        assert not is_gb_number(number)
        assert len(seal(number, IDENTITY)) != SEALED_GB_LENGTH
        assert len(mask_identity(number)) == len(bare_number(number))
        assert number in possible_identities(text)


def test_equal_digits_of_two_papers_are_two_people():
    seals = {seal(number, IDENTITY) for number in possible_numbers("H01234567")}

    assert len(seals) == 2


@pytest.mark.parametrize(
    "text",
    [
        "持护照 E12345678 的老人", "台胞证号：01234567", "通行证H01234567", "其子（H0123456702）",
        "永居证 USA310082121001",
    ],
)  # fmt: skip
def test_a_paper_s_number_in_a_text_is_found(text):
    (found,) = personal_numbers(text)

    assert sum(map(str.isdigit, found.digits)) >= 8


@pytest.mark.parametrize(
    "text", ["合同 G20180315", "凭证 P20180301 附 3 张", "车辆 闽A12345", "HT2018030101"]
)
def test_the_number_of_a_thing_is_left(text):
    assert not list(personal_numbers(text))
