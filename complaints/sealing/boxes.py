"""Boxes that one key alone opens, each bound to what it is about, all of a few sizes.

Public boxes are HPKE (RFC 9180, base mode): X25519, HKDF-SHA256, ChaCha20-Poly1305. `info` binds a
box to its row and purpose, so that one moved to another report does not open there. Secret boxes
are ChaCha20-Poly1305 with the same words as associated data.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from django.utils.translation import gettext as _

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from core.exceptions import PortalError


KEY_BYTES = 32
_NONCE = 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
# Sizes say nothing finer than these; beyond them whole MiB.
_LADDER = (1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10)
_MIB = 1 << 20
_END = b"\x80"


class SealBroken(PortalError):
    """The key does not open this box: another key, another row, or a changed byte."""

    def __init__(self) -> None:
        super().__init__(
            _("A sealed part does not open: it was changed, or belongs elsewhere. Tell the portal's operator.")
        )  # fmt: skip


class Pair(NamedTuple):
    private: bytes
    public: bytes


def fresh_pair() -> Pair:
    key = X25519PrivateKey.generate()
    return Pair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def padded(data: bytes) -> bytes:
    """The data filled up to 1, 4, 16, 64 or 256 KiB, or whole MiB."""
    least = len(data) + len(_END)
    size = next((step for step in _LADDER if least <= step), -(-least // _MIB) * _MIB)
    return data + _END + bytes(size - least)


def unpadded(data: bytes) -> bytes:
    """What was filled up; raises SealBroken where nothing was."""
    end = data.rfind(_END)
    if end < 0:
        raise SealBroken
    return data[:end]


def _about(words: tuple[object, ...]) -> bytes:
    """Words of one kind each, told apart by their lengths."""
    return b"".join(
        len(part).to_bytes(2, "big") + part for part in (str(word).encode() for word in words)
    )


def seal_to(public: bytes, data: bytes, *about: object) -> bytes:
    """A box for the holder of the key to `public`, bound to the words `about`."""
    key = X25519PublicKey.from_public_bytes(public)
    return _SUITE.encrypt(data, key, info=_about(about))


def open_box(private: bytes, box: bytes | memoryview, *about: object) -> bytes:
    """Raises SealBroken."""
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        return _SUITE.decrypt(bytes(box), key, info=_about(about))
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def lock(key: bytes, data: bytes, *about: object) -> bytes:
    """A box under a secret key of 32 bytes."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, data, _about(about))


def unlock(key: bytes, box: bytes | memoryview, *about: object) -> bytes:
    """Raises SealBroken."""
    box = bytes(box)
    try:
        return ChaCha20Poly1305(key).decrypt(box[:_NONCE], box[_NONCE:], _about(about))
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
