"""Fills the synthetic city's villages: ledgers, contracts, works, decisions, and what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from accounts.models import Office
from complaints.services.handling import keep_fact
from seeding.stage import Stage
from seeding.villages.books import MONTHS_OF_BOOKS, Book
from seeding.villages.ordinary import ordinary_books
from seeding.villages.pictures import publish_pictures
from seeding.villages.plants import Plants, plant_villages
from seeding.villages.postings import publish_postings
from seeding.villages.publishing import publish_books
from villages.models import LedgerLine


# 浮岐: the village whose slips one can look at in the demo.
SHOWN_VILLAGE = "350112201203"
PICTURED_MONTHS = 2


def plan_villages(rng: np.random.Generator, stage: Stage) -> tuple[list[Book], Plants]:
    """The books of every village of the city, with what is planted in some of them.

    Before the registries are published, because some of it stands there too.
    """
    books = ordinary_books(rng, stage.city.villages)
    # Spread over the city, so that no county has all that is wrong.
    order = [books[place] for place in rng.permutation(len(books))]
    return books, plant_villages(stage, order)


def seed_villages(
    rng: np.random.Generator, books: list[Book], plants: Plants
) -> list[dict[str, Any]]:
    """Publish the books; returns the truth about them."""
    townships = {str(book.village.parent_id) for book in books}
    offices = {
        office.region_code: office
        for office in Office.objects.filter(region_code__in=townships, kind="township")
    }
    publish_books(books, offices)
    for item in plants.not_received:
        keep_fact(
            ledger_line=LedgerLine.objects.values_list("pk", flat=True).get(
                batch=item.batch, row_number=item.row
            )
        )
    shown = next((book for book in books if book.village.code == SHOWN_VILLAGE), books[0])
    publish_pictures(
        shown, MONTHS_OF_BOOKS[-PICTURED_MONTHS:], offices[str(shown.village.parent_id)]
    )
    publish_postings(rng, books, {code: office.pk for code, office in offices.items()})
    return plants.truth()
