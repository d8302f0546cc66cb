"""From a password or code to a key: Argon2id, at most two at once in a process.

Each run takes settings.COMPLAINT_ARGON2["memory"] KiB; unbounded, fifty visitors at once would take
all memory of the machine.
"""

from __future__ import annotations

import threading

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from core.exceptions import PortalError


AT_ONCE = 2
# Seconds somebody stands in line for one of the two.
PATIENCE = 20.0
_turns = threading.BoundedSemaphore(AT_ONCE)


class Busy(PortalError):
    """Too many at once; nothing was tried."""

    def __init__(self) -> None:
        super().__init__(
            str(_("Many people are doing this just now. Wait a minute and try again."))
        )


def stretch(secret: str, salt: bytes | memoryview, pepper: bytes) -> bytes:
    """A key of 32 bytes; raises Busy where no turn comes within PATIENCE seconds."""
    cost = settings.COMPLAINT_ARGON2
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return Argon2id(
            salt=bytes(salt), length=32, iterations=cost["passes"], lanes=1, memory_cost=cost["memory"],
            secret=pepper,
        ).derive(secret.encode())  # fmt: skip
    finally:
        _turns.release()
