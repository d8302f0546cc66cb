"""Fills the synthetic city's villages: ledgers, contracts, works, decisions, and what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from accounts.models import Office
from seeding.stage import Stage
from seeding.villages.books import Book
from seeding.villages.ordinary import ordinary_books
from seeding.villages.plants import Plants, plant_villages
from seeding.villages.postings import publish_postings
from seeding.villages.publishing import publish_books


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
    publish_postings(rng, books, {code: office.pk for code, office in offices.items()})
    return plants.truth()
