"""Public addresses that cannot be guessed, computed from the row's key instead of stored.

AES-SIV of the row's 64-bit key under the key for addresses (core.keys): 24 bytes, 32 URL-safe characters. Stored
random addresses would cost a column and an index over millions of rows.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag

from core.exceptions import PortalError
from core.keys import ADDRESS, versions
from core.sealing import cipher


class UnknownAddress(PortalError):
    """The text is no address that we gave."""


def address_of(key: int, kind: str) -> str:
    sealed = cipher(ADDRESS).encrypt(key.to_bytes(8, "big"), [b"address", kind.encode()])
    return base64.urlsafe_b64encode(sealed).decode()


def key_of(address: str, kind: str) -> int:
    """The row's key behind an address; raises UnknownAddress."""
    label = [b"address", kind.encode()]
    # An address stands on paper for ever, whatever key is used for new ones.
    for version in versions(ADDRESS):
        try:
            sealed = base64.urlsafe_b64decode(address)
            return int.from_bytes(cipher(ADDRESS, version).decrypt(sealed, label), "big")
        except (ValueError, binascii.Error, InvalidTag):
            continue
    raise UnknownAddress(address)
