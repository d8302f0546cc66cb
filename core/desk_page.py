"""The desk's first page and its way around, put together from what every app brings.

An app brings them in `<app>/desk.py`: `links(user)` yields `Link`s, `blocks(user)` yields `Block`s.
Both only what this member of staff may see, and a block only when there is something to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from core.gathering import modules_named


class Place(StrEnum):
    """Where on the page a block stands, from top to bottom."""

    ACTIONS = "actions"  # buttons beside the heading
    NOTICES = "notices"  # what a person has to know first
    DUTIES = "duties"  # what others asked this person's office to do
    DECISIONS = "decisions"  # what waits for the second person
    CORRECTIONS = "corrections"  # of these, rows to be corrected: lines of one list
    WORK = "work"  # piles to be worked through
    DRAFTS = "drafts"  # own work that is not handed in, or came back
    OVERVIEWS = "overviews"  # how things stand


# Each of them waits for this person's decision or answer.
AWAITED = (Place.DUTIES, Place.DECISIONS, Place.CORRECTIONS)


@dataclass(frozen=True, slots=True)
class Link:
    """A section of the desk; `begins` is what the names of its views begin with."""

    order: int
    address: str
    name: str
    begins: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the first page: its template finds `data`."""

    place: Place
    order: int
    template: str
    data: dict[str, Any]


def links_for(user: Any) -> list[Link]:
    return sorted(_brought("links", user), key=attrgetter("order"))


def blocks_for(user: Any) -> dict[Place, list[Block]]:
    """Every place with its blocks in order."""
    blocks = sorted(_brought("blocks", user), key=attrgetter("order"))
    return {place: [block for block in blocks if block.place == place] for place in Place}


def _brought(what: str, user: Any) -> Iterator[Any]:
    for module in modules_named("desk"):
        if bring := getattr(module, what, None):
            yield from bring(user)
