"""Parts of characters and old fonts' own characters are read as the characters they stand for."""

import unicodedata

import numpy as np
import pytest

from intake.reading.cells import fold
from intake.reading.characters import AS_CHARACTERS, PRIVATE, RADICALS
from intake.reading.values import parse_names


def one(name):
    parsed = parse_names(np.array([name], dtype=object))
    return parsed.values[0], parsed.errors[0], parsed.warnings[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("⻩美珠", "黄美珠"), ("⻢大山", "马大山"), ("⼩花", "小花"), ("陈⻓贵", "陈长贵"),
        ("⻥水生", "鱼水生"), ("黄\ue863", "黄䶮"), ("林\ue816", "林\U00020087"),
    ],
)  # fmt: skip
def test_a_name_is_read_by_its_characters(written, meant):
    assert one(written) == (meant, None, None)


@pytest.mark.parametrize("radical", [chr(point) for point in RADICALS])
def test_no_radical_is_left_in_a_text(radical):
    folded = fold(radical)
    assert unicodedata.name(folded).startswith("CJK UNIFIED IDEOGRAPH")


def test_every_code_of_old_fonts_has_its_character():
    assert len(PRIVATE) == 80
    for point in PRIVATE:
        assert unicodedata.name(AS_CHARACTERS[point]).startswith("CJK UNIFIED IDEOGRAPH")


def test_another_private_character_is_let_through_and_told():
    assert one("陈\ue000") == ("陈\ue000", None, "name-private")
