"""The reporter's code: 20 digits, 6 to find the report, 13 secret, 1 to notice a slip (Damm)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import NamedTuple

from django.utils.translation import gettext as _

from stdnum import damm

from core.exceptions import PortalError


HANDLE, SECRET, LENGTH = 6, 13, 20
_APART = re.compile(r"[\s\-—–－.·,，]+")


class InvalidCode(PortalError):
    """What was typed is no code of ours; `str()` says what to look at."""


class Code(NamedTuple):
    handle: str
    secret: str
    whole: str


def fresh_code() -> Code:
    body = "".join(secrets.choice("0123456789") for _digit in range(HANDLE + SECRET))
    return _code(body + str(damm.calc_check_digit(body)))


def parse_code(typed: str) -> Code:
    """The code in what somebody typed, whatever stands between its groups; raises InvalidCode."""
    digits = _APART.sub("", unicodedata.normalize("NFKC", typed))
    if not digits.isascii() or not digits.isdigit():
        raise InvalidCode(_("The code has digits only, 20 of them."))
    if len(digits) != LENGTH:
        raise InvalidCode(
            _("The code has 20 digits in five groups of four; you typed %(count)s.")
            % {"count": len(digits)}
        )
    if not damm.is_valid(digits):
        raise InvalidCode(_("One digit is not right. Compare them with your slip, group by group."))
    return _code(digits)


def grouped(whole: str) -> list[str]:
    """Five groups of four, as they stand on the slip."""
    return [whole[at : at + 4] for at in range(0, LENGTH, 4)]


def _code(digits: str) -> Code:
    return Code(digits[:HANDLE], digits[HANDLE : HANDLE + SECRET], digits)
