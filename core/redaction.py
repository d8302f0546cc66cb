"""Keeps identity, account and phone numbers out of every log line."""

from __future__ import annotations

import logging
import re


# 11 digits is a mobile phone, 15 and 18 an identity number, 12 to 30 a bank account.
# Nothing the portal needs in its logs has 11 digits in a row; region codes (12) are looked up.
# People break long numbers up with blanks and dashes.
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[\s-]?\d){10,29}[Xx]?(?!\d)")
REDACTED = "[number]"


def redact(text: str) -> str:
    return _LONG_NUMBER.sub(REDACTED, text)


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
