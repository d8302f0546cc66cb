"""A found person stays found for some minutes: Back, another language and larger letters keep the result.

The visitor's cookie holds a random token. Redis holds, under a digest of it, name and sealed numbers
encrypted by a key that only the token gives: a copy of Redis tells nothing, and no address does.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

import redis
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.redis_client import client


COOKIE = "mine"
# After so many seconds without a look it is forgotten.
SECONDS = 600
_NONCE = 12
_TOKEN = 43


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose payments are looked at: the name as typed, the number sealed as each kind of paper."""

    name: str
    sealed: tuple[bytes, ...]


def begin(name: str, sealed: Sequence[bytes]) -> str:
    """Remember a person who was found; the token for the visitor's cookie, empty without Redis."""
    token = secrets.token_urlsafe(32)
    said = json.dumps([name, [each.hex() for each in sealed]]).encode()
    nonce = os.urandom(_NONCE)
    kept = nonce + AESGCM(_key(token)).encrypt(nonce, said, None)
    try:
        client().set(_place(token), kept, ex=SECONDS)
    except redis.exceptions.RedisError:
        return ""
    return token


def resume(token: str) -> Visit | None:
    """What a token stands for, kept for another while; None when it is over."""
    if len(token) != _TOKEN or not token.isascii():
        return None
    try:
        kept = client().getex(_place(token), ex=SECONDS)
    except redis.exceptions.RedisError:
        return None
    if not isinstance(kept, bytes):
        return None
    try:
        said = AESGCM(_key(token)).decrypt(kept[:_NONCE], kept[_NONCE:], None)
    except InvalidTag:
        return None
    name, sealed = json.loads(said)
    return Visit(name, tuple(map(bytes.fromhex, sealed)))


def end(token: str) -> None:
    """Forget at once."""
    try:
        client().delete(_place(token))
    except redis.exceptions.RedisError:
        # It ends by itself; the cookie goes now.
        return


def _place(token: str) -> str:
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    return f"{prefix}:visit:{hashlib.sha256(token.encode()).hexdigest()}"


def _key(token: str) -> bytes:
    return hashlib.sha256(b"visit key:" + token.encode()).digest()
