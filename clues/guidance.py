"""What stands behind a clue's source. The app that opened the clue says it, clues only asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Guidance:
    """A rule in the reader's words: what it asks, what may be innocent, what to do next.

    `headline` is a sentence with the clue's facts in braces (`headline_other_name` where the
    number agrees and the name differs); `parameters` are pairs of meaning
    and value as they were when the clue was last found.
    """

    question: str
    headline: str = ""
    headline_other_name: str = ""
    version: str = ""
    parameters: tuple[tuple[str, Any], ...] = ()
    basis: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    page: str = ""


def guidance_for(source: str, run: int) -> Guidance | None:
    """What the app named in settings.CLUE_GUIDANCE says of a source; None if it knows nothing."""
    return import_string(settings.CLUE_GUIDANCE)(source, run)
