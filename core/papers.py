"""Papers other than the 18-digit number: their forms, and the one text each is sealed and compared as.

An 18-digit number stands as it is, also that of a residence permit for people of Hong Kong, Macau
and Taiwan (81, 82 and 83, 国办发〔2018〕81号) and of the permanent residence card of 2023 (9): all
follow GB 11643. Any other number stands behind the letter of its kind (`P:E12345678`), so that it
equals only numbers of its own kind, and is never as long as 18 digits.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Paper(models.TextChoices):
    """What a number stands on; the values are the letters before the numbers."""

    CITIZEN = "C", _("identity card")
    RESIDENCE = "R", _("residence permit of Hong Kong, Macau or Taiwan people")
    PERMANENT = "F", _("foreigner's permanent residence card")
    HOME_RETURN = "H", _("travel permit of Hong Kong and Macau people")
    TAIWAN = "T", _("travel permit of Taiwan people")
    PASSPORT = "P", _("passport")


# As cadres write them; a word that is in none of these is asked about.
WRITTEN: dict[str, str] = {
    word: paper.value
    for paper, words in {
        Paper.CITIZEN: (
            "身份证", "居民身份证", "公民身份证", "二代身份证", "中国居民身份证", "户口簿", "户口本",
            "临时身份证", "临时居民身份证",
        ),
        Paper.RESIDENCE: ("居住证", "港澳台居民居住证", "港澳居民居住证", "台湾居民居住证", "港澳台居住证"),
        Paper.PERMANENT: (
            "永久居留身份证", "外国人永久居留身份证", "外国人永久居留证", "永居证", "永久居留证",
        ),
        Paper.HOME_RETURN: (
            "回乡证", "港澳居民来往内地通行证", "港澳通行证", "港澳居民通行证", "港澳来往内地通行证",
            "来往内地通行证",
        ),
        Paper.TAIWAN: (
            "台胞证", "台湾居民来往大陆通行证", "台湾通行证", "台湾居民通行证", "台湾来往大陆通行证",
            "来往大陆通行证",
        ),
        Paper.PASSPORT: ("护照", "中国护照", "外国护照", "普通护照"),
    }.items()
    for word in words
}  # fmt: skip

_WORDS = {value: word for word, value in reversed(WRITTEN.items())}
GB_LENGTH = 18
# The sealed form adds sixteen bytes (core.sealing).
SEALED_GB_LENGTH = GB_LENGTH + 16

_PERMANENT_OLD = re.compile(r"[A-Z]{3}\d{12}")
# Eight digits for life, then how many times the permit was renewed.
_HOME_RETURN = re.compile(r"([HM]\d{8})(?:\d{2})?")
_TAIWAN = re.compile(r"(\d{8})|(\d{8}\d{2})(?:[A-Z]|\([A-Z0-9]\))?")
_PASSPORT = re.compile(r"(?=[A-Z0-9]*\d{4})(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,12}|\d{9}")
# Passports of this country by their own letters; anybody else's may look like anything.
_OWN_PASSPORT = re.compile(r"[EGDSPK]\d{8}|(?:E[A-Z]|[DSP]E|KJ|MA)\d{7}")
_ANY_PAPER = re.compile(r"(?=[A-Z0-9()]*\d{4})(?=[A-Z0-9()]*[A-Z])[A-Z0-9()]{6,15}|\d{8}|\d{10}")


def paper_of(number: str) -> Paper:
    """What kind of paper a number in its one text stands on."""
    if number[1:2] == ":":
        return Paper(number[0])
    if number[0] == "9":
        return Paper.PERMANENT
    return Paper.RESIDENCE if number[:2] in ("81", "82", "83") else Paper.CITIZEN


def is_gb_number(number: str) -> bool:
    """Whether it is built as GB 11643 says, with birth date and check digit."""
    return number[1:2] != ":"


def bare_number(number: str) -> str:
    """As it is printed on the paper."""
    return number if is_gb_number(number) else number[2:]


def written_kind(number: str) -> str:
    """What a cadre writes for its kind of paper (证件类型), as `WRITTEN` knows it."""
    return _WORDS[paper_of(number).value]


def read_other(plain: str, paper: Paper | None = None) -> tuple[str | None, str | None]:
    """(the one text, None) of another paper's number, or (None, code of what is wrong).

    `plain` has capital letters and digits only, with no blanks. Without `paper` only a form that
    no second paper has is taken: (None, "paper-unclear") where the kind has to be said, and
    (None, None) where it looks like no such number at all.
    """
    if paper is None:
        for sure, form in (
            (Paper.PERMANENT, _PERMANENT_OLD), (Paper.HOME_RETURN, _HOME_RETURN),
            (Paper.PASSPORT, _OWN_PASSPORT),
        ):  # fmt: skip
            if form.fullmatch(plain):
                return read_other(plain, sure)
        return None, "paper-unclear" if _ANY_PAPER.fullmatch(plain) else None
    found: Any = None
    match paper:
        case Paper.PERMANENT if found := _PERMANENT_OLD.fullmatch(plain):
            if not _is_day(plain[7:13]):
                return None, "id-birth-date"
            return f"{paper.value}:{plain}", None
        case Paper.HOME_RETURN if found := _HOME_RETURN.fullmatch(plain):
            return f"{paper.value}:{found[1]}", None
        case Paper.TAIWAN if found := _TAIWAN.fullmatch(plain):
            return f"{paper.value}:{found[1] or found[2]}", None
        case Paper.PASSPORT if _PASSPORT.fullmatch(plain):
            return f"{paper.value}:{plain}", None
    return None, "paper-form"


def possible_numbers(plain: str) -> list[str]:
    """Whatever papers a number may be of, for finding somebody who need not know the kinds."""
    read = (
        read_other(plain, paper)[0]
        for paper in (Paper.PERMANENT, Paper.HOME_RETURN, Paper.TAIWAN, Paper.PASSPORT)
    )
    return [number for number in read if number]


def _is_day(six: str) -> bool:
    """Whether yymmdd is a day in any century."""
    return any(_exists(century + int(six[:2]), six[2:4], six[4:]) for century in (1900, 2000))


def _exists(year: int, month: str, day: str) -> bool:
    try:
        date(year, int(month), int(day))
    except ValueError:
        return False
    return True
