"""What somebody should get by the standards in force, from a few answers; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch

from accounts.models import Office
from funds.choices import PER_MU, PER_PERSON, PeriodKind, StandardBasis, StandardUnit
from funds.models import Circumstance, Condition, Programme, Standard
from funds.selectors.offices import bureaus_of
from funds.selectors.standards import in_order, nearest


_SPAN = re.compile(r"(\d{2,3})(?:[-–~～至](\d{2,3})|(?:周岁)?(?:及)?以上)")
# Paid once for what happened, not month by month.
_ONLY_ONCE = (PeriodKind.ONE_OFF, PeriodKind.ON_APPROVAL)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a visitor said: the place (12 digits), the month's first day, age in full years, how
    many live together, which circumstances are so, and mu by their codes where they are measured.
    """

    region: str
    day: date
    age: int
    persons: int = 1
    so: Sequence[Circumstance] = ()
    mu: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Priced:
    """A standard, and what it gives here in yuan where that can be said."""

    standard: Standard
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme that fits; of several standards it is not known which class is meant."""

    programme: Programme
    standards: list[Priced]
    # Those that fit as well and cannot be drawn beside it.
    instead: list[Programme]
    office: Office | None

    @property
    def is_certain(self) -> bool:
        """Whether it can be said what is given: one standard, paid as it stands."""
        return (
            len(self.standards) == 1
            and self.standards[0].standard.basis == StandardBasis.FIXED
            and self.programme.period_kind not in _ONLY_ONCE
        )


def entitlements(said: Situation) -> list[Offer]:
    """Programmes whose conditions all hold, what can be said for certain first."""
    found = [each for each in _askable(said.day) if _fits(each, said)]
    fitting = {each.pk for each in found}
    by_programme = _standards(found, said)
    offices = bureaus_of((each.department for each in found), said.region)
    offers = [
        Offer(
            each,
            _priced(each, by_programme.get(each.pk, []), said),
            [other for other in each.exclusive_with.all() if other.pk in fitting],
            offices.get(each.department),
        )
        for each in found
    ]
    return sorted(offers, key=lambda offer: not offer.is_certain)


def circumstances() -> list[Circumstance]:
    """Everything that may be asked, heading by heading."""
    return list(Circumstance.objects.all())


def _askable(day: date) -> Iterable[Programme]:
    asked = Condition.objects.prefetch_related("any_of")
    return (
        Programme.objects.public_catalogue(day)
        .filter(Exists(Condition.objects.filter(programme=OuterRef("pk"))))
        .prefetch_related(
            Prefetch("conditions", asked),
            Prefetch("exclusive_with", Programme.objects.order_by("code")),
        )
    )


def _fits(programme: Programme, said: Situation) -> bool:
    if not (programme.age_min or 0) <= said.age <= (programme.age_max or said.age):
        return False
    conditions = (set(condition.any_of.all()) for condition in programme.conditions.all())
    return all(not asked or asked.intersection(said.so) for asked in conditions)


def _standards(found: Sequence[Programme], said: Situation) -> dict[int, list[Standard]]:
    rows = (
        Standard.objects.filter(programme__in=found)
        .in_force(said.day)
        .for_region(said.region)
        .select_related("policy")
    )
    grouped: dict[int, list[Standard]] = {}
    for row in rows:
        grouped.setdefault(row.programme_id, []).append(row)
    return {key: nearest(each) for key, each in grouped.items()}


def _priced(programme: Programme, rows: Sequence[Standard], said: Situation) -> list[Priced]:
    asked = [
        each
        for condition in programme.conditions.all()
        for each in condition.any_of.all()
        if each in said.so
    ]
    meant = sorted(_meant(rows, said), key=lambda row: in_order(row.recipient_class))
    return [Priced(row, _amount(programme, row, asked, said)) for row in meant]


def _meant(rows: Sequence[Standard], said: Situation) -> Sequence[Standard]:
    """The standards of the class that the answers tell: by age, by circumstance, else everybody's;
    where they tell none, all of them.
    """
    spans = [row for row in rows if _SPAN.fullmatch(row.recipient_class)]
    if spans:
        return [row for row in spans if _holds(row.recipient_class, said.age)]
    told = {name for each in said.so for name in each.classes}
    own = [row for row in rows if row.recipient_class in told]
    return own or [row for row in rows if not row.recipient_class] or rows


def _holds(span: str, age: int) -> bool:
    found = _SPAN.fullmatch(span)
    if found is None:
        return False
    return int(found[1]) <= age and (found[2] is None or age <= int(found[2]))


def _amount(
    programme: Programme, row: Standard, asked: Sequence[Circumstance], said: Situation
) -> Decimal | None:
    """What the standard gives in yuan for its own span of time; None where not all is known."""
    unit, amount = StandardUnit(row.unit), Decimal(row.amount)
    if unit in PER_PERSON:
        return amount * (said.persons if programme.household_benefit else 1)
    if unit in PER_MU:
        measured = [each for each in asked if each.in_mu]
        own = [each for each in measured if row.recipient_class in each.classes] or measured
        known = [said.mu[each.code] for each in own if each.code in said.mu]
        return amount * sum(known) if known else None
    if unit.value.startswith("household-"):
        return amount
    return None
