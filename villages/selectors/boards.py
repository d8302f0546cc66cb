"""What stands on a village's boards."""

from __future__ import annotations

from core.addresses import UnknownAddress, key_of
from core.pagination import KeysetPage, keyset_page
from villages.choices import Cadence
from villages.models import DisclosureItem, Posting


NEWEST_FIRST = ("-published_at", "-id")


def postings_of(*, region: str, board: str, after: str = "") -> KeysetPage:
    """A board's postings, the latest first; withdrawn ones stay with their reason."""
    rows = Posting.objects.public().filter(region=region, duty__board=board)
    return keyset_page(rows.select_related("duty"), NEWEST_FIRST, after)


def at_address(address: str) -> Posting | None:
    try:
        key = key_of(address, "posting")
    except UnknownAddress:
        return None
    rows = Posting.objects.public().filter(pk=key)
    return rows.select_related("duty", "region", "office").first()


def happens_at_once(board: str) -> list[DisclosureItem]:
    """Items of a board that are due when something happens, and have no calendar."""
    return list(DisclosureItem.objects.filter(board=board, active=True, cadence=Cadence.AT_ONCE))
