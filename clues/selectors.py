"""A clue as its reader sees it: one sentence, both rows side by side, and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clues.choices import Grade
from clues.models import Clue, ClueQuerySet
from core.addresses import address_of
from core.money import yuan
from core.templatetags.present import day


NEIGHBOURS = 8


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


@dataclass(frozen=True, slots=True)
class Pair:
    """One field in both rows; `mark` is agrees, differs, conflicts, or "" where only one says it."""

    label: str
    paid: str
    registered: str
    mark: str = ""


def headline_of(clue: Clue, guidance: Guidance | None) -> str:
    """Who, what, how much, in one sentence; the rule's question where the facts are lacking."""
    if guidance is None:
        return clue.source
    template = guidance.headline
    if clue.grade == Grade.OTHER_NAME and guidance.headline_other_name:
        template = guidance.headline_other_name
    words = {name: _in_words(value) for name, value in clue.facts.items()}
    try:
        return template.format(**words | {"amount": yuan(clue.amount)}) or guidance.question
    except (KeyError, IndexError):
        return guidance.question


def _in_words(value: Any) -> str:
    try:
        return day(date.fromisoformat(value)) if isinstance(value, str) else str(value)
    except ValueError:
        return value


def payments_of(clue: Clue) -> list[dict[str, Any]]:
    """The payment rows of the evidence, with dates, money and public address to show."""
    return [
        row
        | {
            "amount": Decimal(str(row["amount"])),
            "address": address_of(row["id"], "payment"),
            "span": _span(row["period_from"], row["period_to"]),
        }
        for row in clue.evidence
        if row["kind"] == "payment"
    ]


def _span(start: str, end: str) -> SimpleNamespace:
    return SimpleNamespace(period_from=date.fromisoformat(start), period_to=date.fromisoformat(end))


def pairs_of(clue: Clue, place: str) -> list[Pair]:
    """The paid rows beside the registry's row, field by field."""
    payments = [row for row in clue.evidence if row["kind"] == "payment"]
    registered = next((row for row in clue.evidence if row["kind"] == "registry"), None)
    if not payments or registered is None:
        return []
    names = list(dict.fromkeys(row["name"] for row in payments))
    died = registered.get("died_on")
    first = min(row["period_from"] for row in payments)
    same_name = "agrees" if names == [registered["name"]] else "differs"
    pairs = [
        Pair(_("Identity number"), _("the number in the roster"), _("the same number"), "agrees"),
        Pair(_("Name"), "、".join(names), registered["name"], same_name),
    ]
    if died:
        pairs.append(
            Pair(
                _("Dates"),
                _("first paid period begins on %(day)s") % {"day": _in_words(first)},
                _("died on %(day)s") % {"day": _in_words(died)},
                "conflicts" if first > died else "agrees",
            )
        )
    pairs.append(Pair(_("Place"), place, _("not stated")))
    return pairs


def neighbours(clue: Clue, queue: ClueQuerySet) -> tuple[list[Clue], Clue | None, Clue | None]:
    """The queue around a clue, the one before it and the one after it."""
    before = list(
        queue.filter(Q(amount__gt=clue.amount) | Q(amount=clue.amount, pk__gt=clue.pk)).order_by(
            "amount", "id"
        )[: NEIGHBOURS // 2]
    )[::-1]
    after = list(
        queue.filter(Q(amount__lt=clue.amount) | Q(amount=clue.amount, pk__lt=clue.pk)).for_queue()[
            :NEIGHBOURS
        ]
    )
    return (
        [*before, clue, *after],
        before[-1] if before else None,
        after[0] if after else None,
    )
