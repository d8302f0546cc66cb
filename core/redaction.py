"""Keeps identity, account and phone numbers out of every log line."""

from __future__ import annotations

import logging
import re
from typing import Any


# 11 digits is a mobile phone, 15 and 18 an identity number, 12 to 30 a bank account; more are
# two of them written together.
# Nothing the portal needs in its logs has 11 digits in a row; region codes (12) are looked up.
# People break long numbers up with blanks and dashes.
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[\s-]?\d){10,}[Xx]?(?!\d)")
REDACTED = "[number]"


def redact(text: str) -> str:
    return _LONG_NUMBER.sub(REDACTED, text)


def redact_all(value: Any) -> Any:
    """The same of every text in a value that goes into JSON, however deep it stands."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {key: redact_all(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redact_all(each) for each in value]
    return value


class RedactNumbers(logging.Filter):
    """Rewrites the finished message, arguments and traceback included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True
