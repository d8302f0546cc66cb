"""Keeps identity, account and phone numbers out of texts that are kept, and of every log line."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_plus

from core.conditions import hide_conditions, without_conditions
from core.personal_numbers import PersonalNumber, certain_numbers, personal_numbers
from core.sealing import seal


# Nothing the portal needs in its logs has 11 digits in a row, with blanks and dashes or without.
_LOGGED_NUMBER = re.compile(r"(?<!\d)\d(?:[\s-]?\d){10,}[Xx]?(?!\d)")
# No code, date or page's mark has as many digits without a letter beside them.
_TYPED_NUMBER = re.compile(r"(?<![A-Za-z0-9])\d{13,}")
# What stands in its place: in words that people read, and in logs.
REDACTED, LOGGED = "[号码]", "[number]"
# In place of what two persons took out afterwards.
BLANKED = "[已隐去]"
_KEYED = b"number within a number"
_PHONE_DIGITS = 12
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# What the database adds to an error is the row itself, and a value it cannot read is quoted.
_ROW = re.compile(r"^(?:DETAIL|CONTEXT):.*?(?=^\s*$|\Z)", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r'(?<=invalid input syntax for type )([\w ]{1,40}): ".*"')


def redact(text: str) -> str:
    """The text without numbers of persons; dates, sums and numbers of things stay."""
    return _without(text, personal_numbers(text), lambda _found: REDACTED)


def redact_key(text: str) -> str:
    """The number of a thing (a contract, a voucher) without numbers of persons in it. Each is
    replaced by a mark of its own, so that two things stay two.
    """
    return _without(text, certain_numbers(text), lambda each: f"{REDACTED}{_mark(each)}")


def _mark(found: PersonalNumber) -> str:
    """The same six characters for the same number, which nobody can count back without the key."""
    return hashlib.sha256(seal(found.digits, _KEYED)).hexdigest()[:6]


def _without(
    text: str, found: Iterable[PersonalNumber], instead: Callable[[PersonalNumber], str]
) -> str:
    parts, at = [], 0
    for each in found:
        parts += [text[at : each.start], instead(each)]
        at = each.end
    return "".join([*parts, text[at:]])


def kept_words(text: str) -> str:
    """Words as a column keeps them: one-line or several, without numbers of persons."""
    return redact(_CONTROL.sub("", text))


def kept_reference(text: str) -> str:
    """The number or name of a thing as a column keeps it; two things stay two."""
    return redact_key(_CONTROL.sub("", text))


def public_words(text: str) -> str:
    """Words that the public reads: no diagnosis or kind of disability either."""
    return hide_conditions(kept_words(text))


def public_reference(text: str) -> str:
    """The same of the name of a sheet or file."""
    return hide_conditions(kept_reference(text))


def public_class(text: str) -> str:
    """The class or grade of a recipient: comparable, and without the condition behind it."""
    return without_conditions(kept_words(text))


def office_words(text: str) -> str:
    """Words of an office, in which its own telephone is there to be read; nothing longer than one."""
    text = _CONTROL.sub("", text)
    longer = (each for each in personal_numbers(text) if len(each.digits) > _PHONE_DIGITS)
    return _without(text, longer, lambda _found: REDACTED)


def clean_free_text(words: str) -> str:
    """What somebody typed, as it is kept: without numbers of persons, accounts and phones, and
    without control characters, which no paper can hold.
    """
    return kept_words(words).strip()


def clean_reference(words: str) -> str:
    """The same of the number of a thing."""
    return kept_reference(words).strip()


def redact_all(value: Any) -> Any:
    """The same of every text in a value that goes into JSON, however deep it stands."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: redact_all(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redact_all(each) for each in value]
    return value


def is_repeatable(address: str) -> bool:
    """Whether a page may write an address, or a part of one, that somebody asked for: nobody typed
    a number into it.
    """
    plain = unquote_plus(address)
    return not _TYPED_NUMBER.search(plain) and next(certain_numbers(plain), None) is None


def redact_error(text: str) -> str:
    """An error's text without the rows and values that the database cites, and without numbers."""
    plain = _VALUE.sub(r"\1", _ROW.sub("", text))
    plain = _without(plain, personal_numbers(plain), lambda _found: LOGGED)
    return _LOGGED_NUMBER.sub(LOGGED, plain).strip()


class RedactNumbers(logging.Filter):
    """Rewrites the finished message, arguments and traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact_error(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact_error(record.exc_text)
        return True
