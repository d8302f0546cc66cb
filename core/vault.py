"""Files that hold numbers: uploaded sheets and what was read from them, encrypted at rest.

A file is cut into chunks of 1 MiB, each sealed with AES-256-GCM under a key derived for this one
file from a random salt, so that no nonce comes twice under a key however many files there are. The
chunk's place and whether it is the last are authenticated, so a file can be neither cut short nor
rearranged unnoticed. The vault stands outside every folder the web server publishes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core import keys
from core.exceptions import PortalError


_MAGIC = b"MBV2"
# The same under a later version of the key for the vault (core.keys), named in two bytes.
_LATER_MAGIC, _VERSION = b"MBV3", struct.Struct(">H")
_SALT = 32
# Files of before: all under one key, told apart by seven random bytes of the nonce.
_OLD_MAGIC, _OLD_PREFIX = b"MBV1", 7
_CHUNK = 2**20
_TAG = 16


class VaultError(PortalError):
    """A vault file is missing, damaged, or the disk refused it."""


def _cipher(salt: bytes | None, version: int = 1) -> AESGCM:
    key = HKDF(hashes.SHA256(), 32, salt=salt, info=b"vault").derive(keys.key(keys.VAULT, version))
    return AESGCM(key)


def _head(version: int) -> bytes:
    """How a file begins."""
    return _MAGIC if version == 1 else _LATER_MAGIC + _VERSION.pack(version)


def _path(name: str) -> Path:
    path = (Path(settings.VAULT_ROOT) / name).resolve()
    if not path.is_relative_to(Path(settings.VAULT_ROOT).resolve()):
        raise VaultError("A vault name may not leave the vault.")
    return path


def _nonce(number: int, last: bool, prefix: bytes = bytes(_OLD_PREFIX)) -> bytes:
    return prefix + struct.pack(">IB", number, last)


def store(name: str, data: bytes) -> str:
    """Keep `data` under `name`, atomically; returns its SHA-256 in hexadecimal.

    Raises VaultError when the disk is full or not writable; nothing half-written stays.
    """
    path, salt = _path(name), secrets.token_bytes(_SALT)
    version = keys.versions(keys.VAULT)[0]
    cipher = _cipher(salt, version)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with unfinished.open("xb") as file:
            os.chmod(unfinished, 0o600)
            file.write(_head(version) + salt)
            count = max(1, -(-len(data) // _CHUNK))
            for number in range(count):
                chunk = data[number * _CHUNK : (number + 1) * _CHUNK]
                file.write(cipher.encrypt(_nonce(number, number == count - 1), chunk, None))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise VaultError(
            f"The file could not be kept ({error.strerror}). Nothing was changed; "
            "ask the administrator to check the disk of the vault."
        ) from error
    return hashlib.sha256(data).hexdigest()


def chunks(name: str) -> Iterator[bytes]:
    """The plain content of a vault file, chunk by chunk (1 MiB)."""
    path = _path(name)
    try:
        file = path.open("rb")
    except OSError as error:
        raise VaultError(f"The kept file {name} is missing.") from error
    with file:
        magic, prefix, number = file.read(len(_MAGIC)), bytes(_OLD_PREFIX), 0
        if magic == _MAGIC:
            cipher = _cipher(file.read(_SALT))
        elif magic == _LATER_MAGIC:
            (version,) = _VERSION.unpack(file.read(_VERSION.size))
            cipher = _cipher(file.read(_SALT), version)
        elif magic == _OLD_MAGIC:
            cipher, prefix = _cipher(None), file.read(_OLD_PREFIX)
        else:
            raise VaultError(f"The kept file {name} is damaged.")
        block = file.read(_CHUNK + _TAG)
        while True:
            following = file.read(_CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, not following, prefix), block, None)
            except InvalidTag as error:
                raise VaultError(f"The kept file {name} is damaged.") from error
            if not following:
                return
            block, number = following, number + 1


def load(name: str) -> bytes:
    return b"".join(chunks(name))


def exists(name: str) -> bool:
    return _path(name).exists()


def discard(name: str) -> None:
    """Forget a file that nothing points at any more."""
    _path(name).unlink(missing_ok=True)


def discard_older(folder: str, seconds: float) -> None:
    """Forget what has lain in the folder for longer; for what waits for somebody to come back."""
    until = time.time() - seconds
    for path in _path(folder).glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < until:
                path.unlink()


class ChunkReader(io.RawIOBase):
    """A vault file as a readable stream, for COPY."""

    def __init__(self, name: str) -> None:
        self._chunks = chunks(name)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            try:
                self._rest = next(self._chunks)
            except StopIteration:
                return 0
            if not self._rest:
                return 0
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
