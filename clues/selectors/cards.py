"""A clue as its reader sees it: the rule in words, one sentence, and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext as _

from clues.choices import BY_HAND, Grade
from clues.models import Clue, ClueQuerySet
from clues.models.clue import QUEUE_ORDER
from core.money import short_yuan
from core.pagination import around
from core.templatetags.present import day, month
from funds.selectors.rows import masked_identity


NEIGHBOURS = 8
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


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
    found: Guidance | None = import_string(settings.CLUE_GUIDANCE)(source, run)
    return found


@lru_cache(maxsize=512)
def _question(source: str, language: str | None) -> str:
    guidance = guidance_for(source, 0)
    if source == BY_HAND:
        return _("Opened by hand")
    return guidance.question if guidance else source


def questions_of(sources: Iterable[str]) -> dict[str, str]:
    """What each rule asks, in the reader's language; a rule that is gone stands for itself."""
    return {source: _question(source, get_language()) for source in sources}


def headline_of(clue: Clue, guidance: Guidance | None) -> str:
    """Who, what, how much, in one sentence; the rule's question where the facts are lacking."""
    if guidance is None:
        return str(clue.facts.get("told") or clue.source)
    template = guidance.headline
    if clue.grade == Grade.OTHER_NAME and guidance.headline_other_name:
        template = guidance.headline_other_name
    return sentence_of(template, clue.facts, clue.amount) or guidance.question


def sentence_of(template: str, facts: Mapping[str, Any], amount: Decimal | None) -> str:
    """A rule's headline with these facts in words; empty where they are lacking."""
    words = {name: fact_in_words(value) for name, value in facts.items()}
    try:
        return template.format(**words | {"amount": short_yuan(amount)})
    except (KeyError, IndexError):
        return ""


def masked_number_of(clue: Clue) -> str:
    """First six and last two digits, to tell people of one name apart; the caller records the look.

    Of both where the clue is about two people.
    """
    return " / ".join(map(masked_identity, clue.sealed_numbers()))


def fact_in_words(value: Any) -> str:
    """A fact as a reader reads it: days as days, months as months, sums without a trailing .0."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return month(date.fromisoformat(f"{value}-01"))
    try:
        return day(date.fromisoformat(value)) if isinstance(value, str) else str(value)
    except ValueError:
        return str(value)


def neighbours(
    clue: Clue, queue: ClueQuerySet, order: Sequence[str] = QUEUE_ORDER
) -> tuple[list[Clue], Clue | None, Clue | None]:
    """The queue around a clue, the one before it and the one after it."""
    before, after = around(
        queue.defer("evidence", "groups"), order, clue, NEIGHBOURS // 2, NEIGHBOURS
    )
    return (
        [*before, clue, *after],
        before[-1] if before else None,
        after[0] if after else None,
    )
