"""Deterministic sealing of identity numbers, bank accounts and phones.

AES-SIV (RFC 5297) under PORTAL_DATA_KEY: equal numbers seal to equal bytes, so a sealed
column can be searched and joined, while a leaked dump holds no number. The kind of number
is authenticated with it, so a phone never equals an account of the same digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from core.exceptions import PortalError


IDENTITY = b"identity"
ACCOUNT = b"account"
PHONE = b"phone"


class UnreadableSeal(PortalError):
    """The bytes were not sealed under the present key, or not as this kind of number."""


@lru_cache(maxsize=4)
def _cipher_of(key: str) -> AESSIV:
    return AESSIV(bytes.fromhex(key))


def cipher() -> AESSIV:
    """The cipher under the present PORTAL_DATA_KEY."""
    return _cipher_of(settings.PORTAL_DATA_KEY)


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
    try:
        return cipher().decrypt(bytes(sealed), [kind]).decode()
    except InvalidTag as error:
        raise UnreadableSeal("The sealed text cannot be read with the present key.") from error


def unseal(sealed: bytes | memoryview, kind: bytes) -> str:
    """The number behind a seal. Callers record the look in the sensitive-access log."""
    try:
        number = cipher().decrypt(bytes(sealed), [kind])
    except InvalidTag as error:
        raise UnreadableSeal("The sealed number cannot be read with the present key.") from error
    return number.decode("ascii")


def unseal_many(sealed: Iterable[bytes | memoryview], kind: bytes) -> list[str]:
    """The numbers behind a column of seals, for work in which nobody sees them."""
    decrypt = cipher().decrypt
    label = [kind]
    try:
        return [decrypt(bytes(seal), label).decode("ascii") for seal in sealed]
    except InvalidTag as error:
        raise UnreadableSeal("A sealed number cannot be read with the present key.") from error
