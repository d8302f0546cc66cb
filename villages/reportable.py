"""What of a village's books and boards somebody may complain about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.records import Finder, PublicRecord
from regions.models import Region
from villages.choices import Board
from villages.models import Power
from villages.selectors import boards, ledger, records


def _line(address: str) -> PublicRecord | None:
    found = ledger.at_address(address)
    if found is None:
        return None
    title = f"{found.region.display_name} {found.summary} {found.amount}"
    return PublicRecord(
        "ledger-line", title, found.region_id, found.get_absolute_url(),
        (found.batch.office.code,), found.pk,
    )  # fmt: skip


def _month(key: str) -> PublicRecord | None:
    code, _slash, month = key.partition("/")
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    found = Region.objects.filter(pk=code).first()
    if found is None:
        return None
    address = reverse("villages:month", args=[code, month])
    return PublicRecord("month", f"{found.display_name} {day:%Y-%m}", code, address)


def _board(key: str) -> PublicRecord | None:
    code, _slash, board = key.partition("/")
    found = Region.objects.filter(pk=code).first()
    if found is None or board not in Board.values:
        return None
    address = reverse("villages:board", args=[code, board])
    return PublicRecord("board", f"{found.display_name} {Board(board).label}", code, address)


def _posting(address: str) -> PublicRecord | None:
    found = boards.at_address(address)
    if found is None:
        return None
    return PublicRecord(
        "posting", found.title, found.region_id, found.get_absolute_url(), (found.office.code,)
    )


def _numbered(kind: str, find: Any) -> Finder:
    """Of a contract, works or decision, by village and number."""

    def finder(key: str) -> PublicRecord | None:
        code, _slash, number = key.partition("/")
        found = find(code, number)
        if found is None:
            return None
        # Works and decisions are known by their steps.
        row = getattr(found, "latest", found)
        offices = (row.batch.office.code,)
        return PublicRecord(kind, found.name, code, row.get_absolute_url(), offices)

    return finder


def _power(code: str) -> PublicRecord | None:
    found = Power.objects.filter(code=code).first()
    if found is None:
        return None
    address = reverse("villages:power", args=[code])
    return PublicRecord("power", found.shown_name, settings.PORTAL_REGION, address)


RECORDS: dict[str, Finder] = {
    "ledger-line": _line,
    "month": _month,
    "board": _board,
    "posting": _posting,
    "contract": _numbered("contract", records.contract),
    "works": _numbered("works", records.works),
    "decision": _numbered("decision", records.decision),
    "power": _power,
}
