"""Citizen identity numbers (GB 11643-1999): one number typed by a person.

Sheets are read column-wise by intake.reading.values; both follow the same rules. Never call
stdnum's `validate()`: it rejects real numbers whose county code was not in force in the birth
year. Only its check digit is used.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from stdnum.cn import ric

from core.exceptions import PortalError
from core.papers import possible_numbers, read_other


_EARLIEST_BIRTH = date(1870, 1, 1)
_DROPPED = re.compile(r"[\s'\"`‘’“”\-–—\u200b-\u200f\ufeff\u00a0]")
_SHAPE = re.compile(r"\d{17}[\dX]|\d{15}")


class InvalidIdentity(PortalError):
    """The text is no identity number; `str()` says why without repeating it."""


def _plain(text: str) -> str:
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", text)).upper()
    return plain.replace("×", "X").replace("Х", "X")


def normalise(text: str) -> str:
    """The one text of a number (core.papers) from the ways people write it: mostly its 18
    characters. Raises InvalidIdentity, also for a number that only its kind of paper makes clear.
    """
    plain = _plain(text)
    if _SHAPE.fullmatch(plain):
        return _checked(plain)
    number, code = read_other(plain)
    if code == "paper-unclear":
        raise InvalidIdentity(
            _(
                "This is no 18-digit number, and several other papers have numbers like it. Write the"
                " number of the identity card or permit."
            )
        )
    if number is None:
        raise InvalidIdentity(_("An identity number has 18 digits; the last may be X."))
    return number


def possible_identities(text: str) -> list[str]:
    """The same of every kind of paper that the number may stand on, at least one."""
    plain = _plain(text)
    if _SHAPE.fullmatch(plain) or not (others := possible_numbers(plain)):
        return [normalise(text)]
    return others


def _checked(plain: str) -> str:
    if len(plain) == 15:
        plain = plain[:6] + "19" + plain[6:]
        plain += ric.calc_check_digit(plain + "0")
    birth = birth_date(plain)
    if ric.calc_check_digit(plain) != plain[-1]:
        raise InvalidIdentity(
            _("The last digit of this identity number does not fit the others; check each digit.")
        )
    # A birth date tomorrow in one time zone is today in another; a day's grace costs nothing.
    if not birth >= _EARLIEST_BIRTH:
        raise InvalidIdentity(_("The birth date in this identity number is not possible."))
    return plain


def looks_like_identity(text: str) -> bool:
    """Whether a person meant to type an identity number, right or wrong."""
    plain = _plain(text)
    digits = sum(character.isdigit() for character in plain)
    return digits >= 11 and digits >= len(plain) - 2


def birth_digits(number: str) -> str:
    """Year, month and day of birth as eight digits, of a number that was checked when it came in."""
    return number[6:14]


def birth_date(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise InvalidIdentity(
            _("The birth date in this identity number is not possible.")
        ) from error
