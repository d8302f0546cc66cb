"""An unlocked key between two clicks: in Redis, encrypted under a random cookie, 15 minutes idle.

In the Redis of kept pages, which writes nothing to a disk. Whoever reads it has boxes without keys;
whoever has a cookie and not this Redis has keys without boxes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from typing import cast

from django.conf import settings

from complaints.sealing import SealBroken, lock, unlock
from core.redis_client import page_client


IDLE_SECONDS = 15 * 60
# Whoever never rests unlocks anew after so long.
LONGEST_SECONDS = 4 * 3600
_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:unlocked:"
_KEY = 32


def keep(plain: bytes, *about: object) -> str:
    """The cookie under which it lies; bound to words that `taken` must say again."""
    key = secrets.token_bytes(_KEY)
    box = lock(key, plain, "unlocked", *about)
    name = _name(key)
    page_client().set(name, box, ex=IDLE_SECONDS)
    page_client().set(name + ":began", 1, ex=LONGEST_SECONDS)
    return base64.urlsafe_b64encode(key).decode()


def taken(cookie: str, *about: object) -> bytes | None:
    """What lies under a cookie, for another 15 minutes; None where nothing does any more."""
    if (key := _key(cookie)) is None:
        return None
    name = _name(key)
    # Our client decodes nothing.
    box, began = cast(list[bytes | None], page_client().mget(name, name + ":began"))
    if box is None or began is None:
        return None
    try:
        plain = unlock(key, box, "unlocked", *about)
    except SealBroken:
        return None
    page_client().expire(name, IDLE_SECONDS)
    return plain


def forget(cookie: str) -> None:
    if (key := _key(cookie)) is not None:
        page_client().delete(_name(key), _name(key) + ":began")


def _key(cookie: str) -> bytes | None:
    try:
        key = base64.urlsafe_b64decode(cookie)
    except (ValueError, binascii.Error):
        return None
    return key if len(key) == _KEY else None


def _name(key: bytes) -> str:
    return _PREFIX + hashlib.sha256(key).hexdigest()
