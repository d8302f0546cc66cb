"""The portal's keys: one for each purpose, in versions, wrapped by PORTAL_DATA_KEY.

Version 1 of each is what PORTAL_DATA_KEY itself was used for before keys had versions, so nothing
had to be sealed anew. As soon as a key or the outer key changes, all are kept in `keys.json` of the
vault, which web and workers share and backups hold: worthless without PORTAL_DATA_KEY. In a file
and not in the database, because what is sealed is also read where no database is at hand.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.exceptions import PortalError


SEAL, VAULT, ADDRESS, LOG = "seal", "vault", "address", "log"
# Bytes of a key: AES-256-SIV takes two keys, Ed25519 a seed.
LENGTHS = {SEAL: 64, VAULT: 64, ADDRESS: 64, LOG: 32}
_FILE = "keys.json"
_NONCE = 12
# A process looks so often whether another one has made a new key.
_LOOK_AGAIN_SECONDS = 5

Keys = dict[str, dict[int, bytes]]


class UnreadableKey(PortalError):
    """PORTAL_DATA_KEY is not the one that the kept keys were wrapped by."""


class _Known:
    """What this process has read, of which outer key and file, and when it looked last."""

    def __init__(self) -> None:
        self.of: tuple[str, str, int] | None = None
        self.keys: Keys = {}
        self.looked = 0.0


_known = _Known()


def key(purpose: str, version: int | None = None) -> bytes:
    """A purpose's key, the newest unless a version is named. Raises UnreadableKey, KeyError."""
    versions = _keys()[purpose]
    return versions[version or max(versions)]


def versions(purpose: str) -> list[int]:
    """All versions, the newest first."""
    return sorted(_keys()[purpose], reverse=True)


def _keys() -> Keys:
    now, outer, root = time.monotonic(), settings.PORTAL_DATA_KEY, str(settings.VAULT_ROOT)
    if _known.of and _known.of[:2] == (outer, root) and now - _known.looked < _LOOK_AGAIN_SECONDS:
        return _known.keys
    path = _path()
    changed = path.stat().st_mtime_ns if path.exists() else 0
    if _known.of != (outer, root, changed):
        _known.keys, _known.of = _read(outer), (outer, root, changed)
    _known.looked = now
    return _known.keys


def _path() -> Path:
    return Path(settings.VAULT_ROOT) / _FILE


def _read(outer: str) -> Keys:
    found = {purpose: {1: _first(purpose, outer)} for purpose in LENGTHS}
    if _path().exists():
        kept = json.loads(_path().read_text(encoding="ascii"))
        for purpose, wrapped in kept.items():
            found[purpose] = {
                int(version): _unwrap(purpose, version, bytes.fromhex(text), outer)
                for version, text in wrapped.items()
            }
    return found


def _first(purpose: str, outer: str) -> bytes:
    """What the outer key itself was used for."""
    whole = bytes.fromhex(outer)
    if purpose == LOG:
        return HKDF(hashes.SHA256(), LENGTHS[LOG], salt=None, info=b"publication log").derive(whole)
    return whole


def make(purpose: str) -> int:
    """A new random key for what is new from now on; returns its version. What is sealed stays."""
    known = _read(settings.PORTAL_DATA_KEY)
    version = max(known[purpose]) + 1
    known[purpose][version] = secrets.token_bytes(LENGTHS[purpose])
    _keep(known)
    return version


def change_outer(old: str) -> int:
    """Wrap every key by the present PORTAL_DATA_KEY instead of `old` (hexadecimal); returns how many.

    Nothing is sealed anew and no address changes. Raises UnreadableKey when `old` is another one.
    """
    known = _read(old)
    _keep(known)
    return sum(len(each) for each in known.values())


def _keep(known: Keys) -> None:
    wrapped = {
        purpose: {
            str(version): _wrap(purpose, str(version), value).hex()
            for version, value in each.items()
        }
        for purpose, each in known.items()
    }
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{_FILE}.{secrets.token_hex(4)}")
    with unfinished.open("x", encoding="ascii") as file:
        os.chmod(unfinished, 0o600)
        json.dump(wrapped, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _known.of = None


def _wrapper(outer: str) -> AESGCM:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"keys").derive(bytes.fromhex(outer))
    return AESGCM(derived)


def _wrap(purpose: str, version: str, value: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    wrapper = _wrapper(settings.PORTAL_DATA_KEY)
    return nonce + wrapper.encrypt(nonce, value, f"{purpose}/{version}".encode())


def _unwrap(purpose: str, version: str, wrapped: bytes, outer: str) -> bytes:
    name = f"{purpose}/{version}".encode()
    try:
        return _wrapper(outer).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], name)
    except InvalidTag as error:
        raise UnreadableKey(
            _(
                "PORTAL_DATA_KEY does not open the portal's keys. Set the key that belongs to this vault."
            )  # fmt: skip
        ) from error
