"""What somebody must say before something is done."""

from __future__ import annotations

from core.exceptions import PortalError
from core.redaction import clean_free_text


# Shorter is no reason.
REASON_AT_LEAST = 4


def require_text(words: str, message: str, *, at_least: int = 1) -> str:
    """Words as `clean_free_text` keeps them; raises PortalError with `message` when they are too few."""
    text = clean_free_text(words)
    if len(text) < at_least:
        raise PortalError(message)
    return text


def require_reason(words: str, message: str) -> str:
    """The same of a reason that others will read."""
    return require_text(words, message, at_least=REASON_AT_LEAST)
