"""The portal's keys: one for each purpose, wrapped by PORTAL_DATA_KEY and kept in the database.

Version 1 of each is what PORTAL_DATA_KEY itself was used for before keys had versions, so that
nothing had to be sealed anew; it is kept as soon as the outer key changes (`change_outer`). Whoever
holds the database without PORTAL_DATA_KEY holds no key.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.exceptions import PortalError
from core.models import Key


SEAL, VAULT, ADDRESS, LOG = "seal", "vault", "address", "log"
# Bytes of a key: AES-256-SIV takes two, Ed25519 a seed.
LENGTHS = {SEAL: 64, VAULT: 64, ADDRESS: 64, LOG: 32}
_NONCE = 12


class UnreadableKey(PortalError):
    """PORTAL_DATA_KEY is not the one that the kept keys were wrapped by."""


def key(purpose: str, version: int | None = None) -> bytes:
    """A purpose's key, the newest unless a version is named; read once by each process."""
    versions = _all(settings.PORTAL_DATA_KEY)[purpose]
    return versions[version or max(versions)]


def newest(purpose: str) -> int:
    """The version used for what is new."""
    return max(_all(settings.PORTAL_DATA_KEY)[purpose])


@lru_cache(maxsize=4)
def _all(outer: str) -> dict[str, dict[int, bytes]]:
    found = {purpose: {1: _first(purpose, outer)} for purpose in LENGTHS}
    for purpose, version, wrapped in Key.objects.values_list("purpose", "version", "wrapped"):
        found.setdefault(purpose, {})[version] = _unwrap(purpose, version, bytes(wrapped), outer)
    return found


def forget() -> None:
    """Have this process read the keys again."""
    _all.cache_clear()


def _first(purpose: str, outer: str) -> bytes:
    """What the outer key itself was used for."""
    whole = bytes.fromhex(outer)
    if purpose == LOG:
        return HKDF(hashes.SHA256(), LENGTHS[LOG], salt=None, info=b"publication log").derive(whole)
    return whole


@transaction.atomic
def make(purpose: str) -> int:
    """A new random key for what is new from now on; returns its version."""
    keep_first()
    version = newest(purpose) + 1
    _keep(purpose, version, secrets.token_bytes(LENGTHS[purpose]), settings.PORTAL_DATA_KEY)
    forget()
    return version


@transaction.atomic
def change_outer(old: str) -> int:
    """Wrap every key by the present PORTAL_DATA_KEY instead of `old` (hexadecimal); returns how many.

    Nothing is sealed anew and no address changes. Raises UnreadableKey when `old` is another one.
    """
    known = _all(old)
    count = 0
    for purpose, versions in known.items():
        for version, value in versions.items():
            wrapped = _wrap(purpose, version, value, settings.PORTAL_DATA_KEY)
            Key.objects.update_or_create(
                purpose=purpose, version=version, defaults={"wrapped": wrapped}
            )
            count += 1
    forget()
    return count


def keep_first() -> None:
    """Keep what has been derived so far, so that it outlives the outer key."""
    for purpose in LENGTHS:
        if not Key.objects.filter(purpose=purpose, version=1).exists():
            _keep(purpose, 1, key(purpose, 1), settings.PORTAL_DATA_KEY)


def _keep(purpose: str, version: int, value: bytes, outer: str) -> None:
    wrapped = _wrap(purpose, version, value, outer)
    Key.objects.create(purpose=purpose, version=version, wrapped=wrapped)


def _wrapper(outer: str) -> AESGCM:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"keys").derive(bytes.fromhex(outer))
    return AESGCM(derived)


def _wrap(purpose: str, version: int, value: bytes, outer: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _wrapper(outer).encrypt(nonce, value, f"{purpose}/{version}".encode())


def _unwrap(purpose: str, version: int, wrapped: bytes, outer: str) -> bytes:
    name = f"{purpose}/{version}".encode()
    try:
        return _wrapper(outer).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], name)
    except InvalidTag as error:
        raise UnreadableKey(
            _(
                "PORTAL_DATA_KEY does not open the portal's keys. Set the key that belongs to this database."
            )  # fmt: skip
        ) from error
