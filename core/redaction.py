"""Keeps identity, account and phone numbers out of every log line."""

from __future__ import annotations

import logging
import re
from typing import Any


# 11 digits is a mobile phone, 15 and 18 an identity number, 12 to 30 a bank account; more are
# two of them written together.
# Nothing the portal needs in its logs has 11 digits in a row; region codes (12) are looked up.
# People break long numbers up with blanks and dashes.
_LONG_NUMBER = re.compile(
    # With dots or strokes, which dates and sums have too, only in the groups they are written in.
    r"(?<!\d)(?:\d{6}[./·]\d{8}[./·]?\d{3}[\dXx]|\d{14}[./·]\d{3}[\dXx]|\d{6}[./·]\d{11}[\dXx]"
    r"|\d{4}(?:[./·]\d{4}){3,}(?:[./·]?\d{1,4})?|1\d{2}[./·]\d{4}[./·]\d{4}"
    r"|\d(?:[\s-]?\d){10,}[Xx]?)(?!\d)"
)
REDACTED = "[number]"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# What the database adds to an error is the row itself, and a value it cannot read is quoted.
_ROW = re.compile(r"^(?:DETAIL|CONTEXT):.*?(?=^\s*$|\Z)", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r'(?<=invalid input syntax for type )([\w ]+): ".*"')


def redact(text: str) -> str:
    return _LONG_NUMBER.sub(REDACTED, text)


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
    return redact(_VALUE.sub(r"\1", _ROW.sub("", text))).strip()


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
