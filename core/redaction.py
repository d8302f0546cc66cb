"""Keeps identity, account and phone numbers out of every log line."""

from __future__ import annotations

import logging
import re
from typing import Any


# 11 digits is a mobile phone, 15 and 18 an identity number, 12 to 30 a bank account; more are
# two of them written together.
# Nothing the portal needs in its logs has 11 digits in a row; region codes (12) are looked up.
# People break long numbers up with blanks and dashes.
# With other marks, which dates and sums have too, only in the groups they are written in.
_MARK = "[./·_，、－–—]"
_LONG_NUMBER = re.compile(
    rf"(?<!\d)(?:\d{{6}}{_MARK}\d{{8}}{_MARK}?\d{{3}}[\dXx]|\d{{14}}{_MARK}\d{{3}}[\dXx]"
    rf"|\d{{6}}{_MARK}\d{{11}}[\dXx]|\d{{4}}(?:{_MARK}\d{{4}}){{3,}}(?:{_MARK}?\d{{1,4}})?"
    rf"|1\d{{2}}{_MARK}\d{{4}}{_MARK}\d{{4}}|\d(?:[\s-]?\d){{10,}}[Xx]?)(?!\d)"
)
_DAY = r"(?:19|20)\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])"
_DAYS = re.compile(rf"{_DAY}(?:[\s-]{_DAY})+")
# What stands in its place: in words that people read, and in logs.
REDACTED, LOGGED = "[号码]", "[number]"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# What the database adds to an error is the row itself, and a value it cannot read is quoted.
_ROW = re.compile(r"^(?:DETAIL|CONTEXT):.*?(?=^\s*$|\Z)", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r'(?<=invalid input syntax for type )([\w ]+): ".*"')


def redact(text: str) -> str:
    """The text without numbers; days one after another stay."""
    return _LONG_NUMBER.sub(lambda m: m[0] if _DAYS.fullmatch(m[0]) else REDACTED, text)


def typed(words: str) -> str:
    """What somebody typed, as it is kept: without numbers of persons, accounts and phones, and
    without control characters, which no paper can hold.
    """
    return redact(_CONTROL.sub("", words).strip())


def redact_all(value: Any) -> Any:
    """The same of every text in a value that goes into JSON, however deep it stands."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: redact_all(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redact_all(each) for each in value]
    return value


def redact_error(text: str) -> str:
    """An error's text without the rows and values that the database cites, and without numbers."""
    return _LONG_NUMBER.sub(LOGGED, _VALUE.sub(r"\1", _ROW.sub("", text))).strip()


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
