"""Public records that somebody may complain about, by a reference that says nothing in a browser's history.

An app brings them in `<app>/reportable.py`: `RECORDS` has a finder for each of its kinds. So the
button stands on every app's pages, and none imports the app that takes complaints.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from django.urls import reverse

from cryptography.exceptions import InvalidTag

from core.gathering import modules_named
from core.keys import ADDRESS
from core.sealing import cipher


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What a complaint is about: its words and address as the public sees them, the place, and the
    offices (codes) that stand behind it.
    """

    kind: str
    title: str
    region: str
    address: str
    offices: tuple[str, ...] = ()
    ledger_line: int | None = None


Finder = Callable[[str], PublicRecord | None]


def reference_of(kind: str, key: object) -> str:
    """“kind:public id” as one word that only this portal reads."""
    sealed = cipher(ADDRESS).encrypt(f"{kind}:{key}".encode(), [b"record"])
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def record_of(reference: str) -> PublicRecord | None:
    """The record behind a reference of ours, as long as it is public; None for any other text."""
    try:
        sealed = base64.urlsafe_b64decode(reference + "=" * (-len(reference) % 4))
        kind, _colon, key = cipher(ADDRESS).decrypt(sealed, [b"record"]).decode().partition(":")
    except (ValueError, binascii.Error, InvalidTag):
        return None
    find = _finders(modules_named("reportable")).get(kind)
    return find(key) if find else None


def receipt_address(kind: str, key: object) -> str:
    """Where a receipt for the record can be had; "" where its kind has none."""
    if not any(kind in module.RECEIPTS for module in modules_named("receipts")):
        return ""
    return reverse("publication:receipts", args=[kind, key])


def office_to_call(region: str) -> Any:
    """Whom to call about a place: an office with a name and a telephone, or None."""
    for module in modules_named("answering"):
        if (office := module.office_for(region)) is not None:
            return office
    return None


@cache
def _finders(modules: tuple[ModuleType, ...]) -> dict[str, Finder]:
    return {kind: find for module in modules for kind, find in module.RECORDS.items()}
