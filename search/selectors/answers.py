"""Answers of the public search box, grouped; nothing confidential can be reached from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from core.pagination import KeysetPage
from core.sealing import IDENTITY, seal
from funds.choices import PaymentState
from funds.models import Payment, PolicyDocument, Programme
from funds.selectors import payments, places
from regions.models import Region
from regions.selectors import find_regions
from search.choices import Kind
from search.selectors.suggestions import sounding_so, written_so
from search.selectors.texts import texts_of


# So many of each kind stand on one page; of a kind that is asked for alone, so many.
LIMIT, ALONE, TEXTS_SHOWN = 8, 200, 5
KINDS = ("programmes", "places", "policies")
TEXTS = "texts"


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
class Year:
    """What one person got in a year, by programme."""

    year: int
    programmes: list[Group]

    @property
    def amount(self) -> Decimal:
        return sum((group.amount for group in self.programmes), start=Decimal(0))


@dataclass(slots=True)
class Answers:
    """Everything found for one question."""

    programmes: list[Programme] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    policies: list[PolicyDocument] = field(default_factory=list)
    # The only kind that is shown, where one was asked for; kinds of which there are more.
    only: str = ""
    # Nothing is called so; these places sound so.
    guessed: bool = False
    cut: frozenset[str] = frozenset()
    people: list[Group] = field(default_factory=list)
    years: list[Year] = field(default_factory=list)
    page: KeysetPage | None = None
    # Passages of public texts, and where the rest begins.
    texts: KeysetPage | None = None
    more: bool = False

    @property
    def amount(self) -> Decimal:
        """What one person got altogether."""
        return sum((year.amount for year in self.years), start=Decimal(0))

    @property
    def count(self) -> int:
        return sum(len(group.payments) for group in self.people)

    @property
    def only_hit(self) -> Programme | Region | PolicyDocument | None:
        """What was meant, where nothing else can have been."""
        found: list[Programme | Region | PolicyDocument] = [
            *self.programmes, *self.regions, *self.policies
        ]  # fmt: skip
        return (
            found[0] if len(found) == 1 and not (self.people or self.cut or self.guessed) else None
        )

    @property
    def is_empty(self) -> bool:
        texts = self.texts is not None and self.texts.rows
        return not (self.programmes or self.regions or self.policies or self.people or texts)


def answer_words(words: str, *, region: str = "", after: str = "", only: str = "") -> Answers:
    """Programmes, places, policies and, by full name, payments of programmes that name people.

    `only` one of KINDS gives the first ALONE of that kind and nothing else.
    """
    if not words:
        return Answers()
    if only == TEXTS:
        return Answers(only=only, texts=texts_of(words, after=after))
    if only in KINDS:
        return _of_kinds(Answers(only=only), words, (only,), ALONE)
    name = words.replace(" ", "")
    page = payments.by_name(name=name, region=region, after=after)
    answers = Answers(people=_by_village(page), page=page)
    if not after:
        _of_kinds(answers, words, KINDS, LIMIT, parts=not page.rows)
        if not page.rows:
            # Of a person's name nobody learns here in which books it stands.
            answers.texts = texts_of(words, size=TEXTS_SHOWN)
        if answers.is_empty:
            answers.regions = _places_that_sound_so(words, LIMIT)
            answers.guessed = bool(answers.regions)
    people = [group.place for group in answers.people if group.place]
    places.tell_apart([*answers.regions, *people])
    return answers


def _of_kinds(
    answers: Answers, words: str, kinds: Iterable[str], limit: int, *, parts: bool = True
) -> Answers:
    """Fill in what is found of these kinds, and say of which there is more."""
    look: dict[str, Callable[[], list[Any]]] = {
        "programmes": lambda: _programmes(words, limit + 1),
        "places": lambda: list(find_regions(words, limit=limit + 1, parts=parts)),
        "policies": lambda: list(PolicyDocument.objects.matching(words)[: limit + 1]),
    }
    found = {kind: look[kind]() for kind in kinds}
    answers.cut = frozenset(kind for kind, rows in found.items() if len(rows) > limit)
    answers.programmes = found.get("programmes", [])[:limit]
    answers.regions = found.get("places", [])[:limit]
    answers.policies = found.get("policies", [])[:limit]
    if answers.only:
        places.tell_apart(answers.regions)
    return answers


def _programmes(words: str, most: int) -> list[Programme]:
    """By what people call them, then by any word that they hold."""
    codes = [row.target for row in written_so(words, most=most, kinds=[Kind.PROGRAMME])]
    meant = {each.code: each for each in Programme.objects.current().filter(code__in=codes)}
    found = [meant[code] for code in codes if code in meant]
    others = Programme.objects.current().matching(words).exclude(code__in=codes)
    return [*found, *others[: max(0, most - len(found))]]


def _places_that_sound_so(words: str, most: int) -> list[Region]:
    """Spelled, shortened or slipped (fuqi, fq, 浮歧)."""
    rows = written_so(words, most=most, kinds=[Kind.PLACE])
    rows = rows or sounding_so(words, most=most, kinds=[Kind.PLACE])
    codes = [row.target for row in rows]
    meant = Region.objects.in_bulk(codes)
    return [meant[code] for code in codes if code in meant]


def sealed_forms(numbers: Sequence[str]) -> list[bytes]:
    """A number as it is sealed on each kind of paper; it goes no further than this."""
    return [seal(number, IDENTITY) for number in numbers]


def answer_identity(sealed: Sequence[bytes], name: str) -> Answers:
    """One person's payments by year and programme, whatever of these papers the number stands on."""
    found: list[Payment] = []
    more = False
    for form in sealed:
        of_paper, cut = payments.by_identity(sealed=form, name=name)
        found, more = found + of_paper, more or cut
    places.tell_apart(payment.region for payment in found)
    return Answers(people=_by_programme(found), years=_by_year(found), more=more)


def _by_village(page: Iterable[Payment]) -> list[Group]:
    return [
        Group(rows[0].region.display_name, rows[0].region, rows)
        for _code, group in groupby(page, key=lambda payment: payment.region_id)
        for rows in [list(group)]
    ]


def _by_year(found: list[Payment]) -> list[Year]:
    years: dict[int, list[Payment]] = {}
    for payment in found:
        years.setdefault(payment.paid_on.year, []).append(payment)
    return [Year(year, _by_programme(rows)) for year, rows in sorted(years.items(), reverse=True)]


def _by_programme(found: list[Payment]) -> list[Group]:
    ordered = sorted(found, key=lambda payment: payment.programme.code)
    return [
        Group(rows[0].programme.name, None, rows)
        for _code, group in groupby(ordered, key=lambda payment: payment.programme_id)
        for rows in [list(group)]
    ]
