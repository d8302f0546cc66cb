"""Deterministic sealing of identity numbers, bank accounts and phones.

AES-SIV (RFC 5297) under the key for seals (core.keys): equal numbers seal to equal bytes, so a sealed
column can be searched and joined, while a leaked dump holds no number. The kind of number
is authenticated with it, so a phone never equals an account of the same digits.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from core import keys
from core.exceptions import PortalError


IDENTITY = b"identity"
ACCOUNT = b"account"
PHONE = b"phone"


class UnreadableSeal(PortalError):
    """The bytes were not sealed under the present key, or not as this kind of number."""


@lru_cache(maxsize=8)
def _cipher_of(key: bytes) -> AESSIV:
    return AESSIV(key)


def cipher(purpose: str = keys.SEAL, version: int | None = None) -> AESSIV:
    """The cipher under a purpose's key, the newest unless a version is named."""
    return _cipher_of(keys.key(purpose, version))


def _decrypters() -> list[Callable[[bytes, list[bytes]], bytes]]:
    """The newest first: while a key is changed seals of both versions stand in one column."""
    return [cipher(keys.SEAL, version).decrypt for version in keys.versions(keys.SEAL)]


def _opened(sealed: Iterable[bytes | memoryview], kind: bytes, trouble: str) -> Iterator[bytes]:
    decrypters, label = _decrypters(), [kind]
    for seal_ in sealed:
        for decrypt in decrypters:
            with contextlib.suppress(InvalidTag):
                yield decrypt(bytes(seal_), label)
                break
        else:
            raise UnreadableSeal(trouble)


def seal(number: str, kind: bytes) -> bytes:
    """The sealed form of an already normalised number: 16 bytes longer than its text."""
    return cipher().encrypt(number.encode("ascii"), [kind])


def seal_many(numbers: Iterable[str | None], kind: bytes) -> list[bytes | None]:
    """Seal a column; None and "" stay None. Equal neighbours are sealed once."""
    encrypt = cipher().encrypt
    known: dict[str, bytes] = {}
    label = [kind]
    sealed: list[bytes | None] = []
    for number in numbers:
        if not number:
            sealed.append(None)
            continue
        value = known.get(number)
        if value is None:
            value = known[number] = encrypt(number.encode("ascii"), label)
        sealed.append(value)
    return sealed


def seal_text(text: str, kind: bytes) -> bytes:
    """The sealed form of any text."""
    return cipher().encrypt(text.encode(), [kind])


def unseal_text(sealed: bytes | memoryview, kind: bytes) -> str:
    trouble = "The sealed text cannot be read with the present key."
    return next(_opened([sealed], kind, trouble)).decode()


def unseal(sealed: bytes | memoryview, kind: bytes) -> str:
    """The number behind a seal. Callers record the look in the sensitive-access log."""
    trouble = "The sealed number cannot be read with the present key."
    return next(_opened([sealed], kind, trouble)).decode("ascii")


def unseal_many(sealed: Iterable[bytes | memoryview], kind: bytes) -> list[str]:
    """The numbers behind a column of seals, for work in which nobody sees them."""
    trouble = "A sealed number cannot be read with the present key."
    return [number.decode("ascii") for number in _opened(sealed, kind, trouble)]
