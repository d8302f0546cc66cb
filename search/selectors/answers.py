"""Answers of the public search box, grouped; nothing confidential can be reached from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from core.pagination import KeysetPage
from core.sealing import IDENTITY, seal
from funds.choices import PaymentState
from funds.models import Payment, PolicyDocument, Programme
from funds.selectors import payments, places
from regions.models import Region
from regions.selectors import find_regions


LIMIT = 8


@dataclass(slots=True)
class Group:
    """Payments that belong together, under one heading, with their sum."""

    title: str
    place: Region | None
    payments: list[Payment]

    @property
    def amount(self) -> Decimal:
        return sum(
            (p.amount for p in self.payments if p.state == PaymentState.PAID), start=Decimal(0)
        )


@dataclass(slots=True)
class Answers:
    """Everything found for one question."""

    programmes: list[Programme] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    policies: list[PolicyDocument] = field(default_factory=list)
    people: list[Group] = field(default_factory=list)
    page: KeysetPage | None = None
    more: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.programmes or self.regions or self.policies or self.people)


def answer_words(words: str, *, region: str = "", after: str = "") -> Answers:
    """Programmes, places, policies and, by full name, payments of programmes that name people."""
    if not words:
        return Answers()
    name = words.replace(" ", "")
    page = payments.by_name(name=name, region=region, after=after)
    answers = Answers(people=_by_village(page), page=page)
    if not after:
        answers.programmes = list(Programme.objects.current().matching(words)[:LIMIT])
        answers.regions = list(find_regions(words, limit=LIMIT, parts=not page.rows))
        answers.policies = list(PolicyDocument.objects.matching(words)[:LIMIT])
    people = [group.place for group in answers.people if group.place]
    places.tell_apart([*answers.regions, *people])
    return answers


def answer_identity(numbers: Sequence[str], name: str) -> Answers:
    """One person's payments by programme, whatever of these papers the number stands on; it goes
    no further than its seal.
    """
    found: list[Payment] = []
    more = False
    for number in numbers:
        of_paper, cut = payments.by_identity(sealed=seal(number, IDENTITY), name=name)
        found, more = found + of_paper, more or cut
    places.tell_apart(payment.region for payment in found)
    return Answers(people=_by_programme(found), more=more)


def _by_village(page: Iterable[Payment]) -> list[Group]:
    return [
        Group(rows[0].region.display_name, rows[0].region, rows)
        for _code, group in groupby(page, key=lambda payment: payment.region_id)
        for rows in [list(group)]
    ]


def _by_programme(found: list[Payment]) -> list[Group]:
    ordered = sorted(found, key=lambda payment: payment.programme.code)
    return [
        Group(rows[0].programme.name, None, rows)
        for _code, group in groupby(ordered, key=lambda payment: payment.programme_id)
        for rows in [list(group)]
    ]
