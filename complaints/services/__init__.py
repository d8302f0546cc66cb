"""Writes. Reporters' acts leave no line in the trail; those of staff leave a number and no word."""

from complaints.services import (
    gate,
    handling,
    keeping,
    members,
    releasing,
    reporting,
    retiring,
    rings,
)
from complaints.services.digest import send_digests
from complaints.services.receiving import NobodyKeepsNames, NobodyReceives, Who, receive


__all__ = [
    "NobodyKeepsNames", "NobodyReceives", "Who", "gate", "handling", "keeping", "members", "receive",
    "releasing", "reporting", "retiring", "rings", "send_digests",
]  # fmt: skip
