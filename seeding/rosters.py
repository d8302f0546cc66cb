"""Who draws what from when to when; with deaths, planted irregularities and their look-alikes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from seeding.people import People
from seeding.plans import EXCLUSIVE, FIRST_MONTH, MONTHS, PLANS, Plan, month_after


FOREVER = 10_000
RULE = "paid-after-death"


@dataclass(slots=True)
class Enrolment:
    """The people of one plan: their class and amount, and the last month each is paid for."""

    plan: Plan
    people: np.ndarray
    classes: list[str]
    standards: np.ndarray
    units: np.ndarray | None
    last_month: np.ndarray

    @property
    def amounts(self) -> np.ndarray:
        """Cents a payment."""
        base = self.standards * 100
        return base if self.units is None else np.rint(base * self.units).astype(int)


@dataclass(slots=True)
class Death:
    """One registry line. `kind` says what the city did after it."""

    person: int
    died_on: date
    name: str
    kind: str


@dataclass(slots=True)
class Story:
    """All that happens in the city."""

    enrolments: list[Enrolment]
    deaths: list[Death] = field(default_factory=list)
    # (plan code, person) -> kind of what was planted there.
    planted: dict[tuple[str, int], str] = field(default_factory=dict)

    def payments(self) -> int:
        return sum(
            int(np.minimum(e.last_month + 1, MONTHS).clip(0).sum()) if e.plan.monthly
            else int((e.last_month >= 0).sum())
            for e in self.enrolments
        )  # fmt: skip


def enrol(rng: np.random.Generator, people: People, target: int | None) -> Story:
    """Give people their programmes; with a target, as many enrolments as reach about it."""
    story = Story(_without_exclusive([_enrol_in(rng, people, plan) for plan in PLANS]))
    if target is not None and story.payments():
        keep = target / story.payments()
        if keep < 1:
            story.enrolments = [_thinned(rng, enrolment, keep) for enrolment in story.enrolments]
    return story


def _enrol_in(rng: np.random.Generator, people: People, plan: Plan) -> Enrolment:
    youngest, oldest = plan.ages
    eligible = (people.ages >= youngest) & (people.ages <= oldest)
    chosen = np.flatnonzero(eligible & (rng.random(len(people)) < plan.share))
    weights = np.array([weight for _name, _amount, weight, _age in plan.classes])
    picks = rng.choice(len(plan.classes), len(chosen), p=weights / weights.sum())
    for index, (_name, _amount, _weight, age) in enumerate(plan.classes):
        if age > youngest:
            picks = np.where((people.ages[chosen] >= age) & (picks < index), index, picks)
            picks = np.where((people.ages[chosen] < age) & (picks >= index), index - 1, picks)
    standards = np.array([amount for _name, amount, _weight, _age in plan.classes])[picks]
    units = None
    if plan.units:
        units = np.round(rng.uniform(*plan.units, len(chosen)), 2)
    return Enrolment(
        plan=plan,
        people=chosen,
        classes=[plan.classes[pick][0] for pick in picks],
        standards=standards,
        units=units,
        last_month=np.full(len(chosen), FOREVER),
    )


def _without_exclusive(enrolments: list[Enrolment]) -> list[Enrolment]:
    """Nobody draws two benefits that exclude each other; who was enrolled first stays."""
    by_code = {enrolment.plan.code: enrolment for enrolment in enrolments}
    kept: dict[str, Enrolment] = {}
    for code, enrolment in by_code.items():
        others = [kept[other].people for other in EXCLUSIVE.get(code, ()) if other in kept]
        taken = np.isin(enrolment.people, np.concatenate(others)) if others else np.array([], bool)
        kept[code] = _only(enrolment, np.flatnonzero(~taken)) if taken.any() else enrolment
    return list(kept.values())


def _thinned(rng: np.random.Generator, enrolment: Enrolment, keep: float) -> Enrolment:
    return _only(enrolment, np.flatnonzero(rng.random(len(enrolment.people)) < keep))


def _only(enrolment: Enrolment, kept: np.ndarray) -> Enrolment:
    return Enrolment(
        plan=enrolment.plan,
        people=enrolment.people[kept],
        classes=[enrolment.classes[index] for index in kept],
        standards=enrolment.standards[kept],
        units=None if enrolment.units is None else enrolment.units[kept],
        last_month=enrolment.last_month[kept],
    )


def plant(rng: np.random.Generator, people: People, story: Story) -> None:
    """Let people die; let some payments wrongly go on, and plant what only looks like it."""
    drawing = np.unique(np.concatenate([e.people for e in story.enrolments]))
    count = max(24, len(drawing) // 60)
    dead = rng.choice(drawing, min(count, len(drawing) // 2), replace=False)
    months = rng.integers(0, MONTHS - 3, len(dead))
    kinds = rng.choice(
        ["stopped", "continued", "returned", "back-pay"], len(dead), p=[0.62, 0.2, 0.09, 0.09]
    )
    # Whatever the dice say, a small city shows each kind at least a few times.
    kinds[:18] = np.repeat(["continued", "returned", "back-pay"], 6)[: len(kinds[:18])]
    for person, month, kind in zip(dead, months, kinds, strict=True):
        _die(rng, people, story, int(person), int(month), str(kind))
    living = np.setdiff1d(drawing, dead)
    for person in rng.choice(living, max(4, len(dead) // 20), replace=False):
        _list_wrongly(rng, people, story, int(person))


def _die(
    rng: np.random.Generator, people: People, story: Story, person: int, month: int, kind: str
) -> None:
    died = month_after(FIRST_MONTH, month).replace(day=int(rng.integers(2, 28)))
    story.deaths.append(Death(person, died, people.names[person], kind))
    for enrolment in story.enrolments:
        places = np.flatnonzero(enrolment.people == person)
        for place in places:
            enrolment.last_month[place] = _last_month(
                story, enrolment, people, person, month, kind, died
            )


def _last_month(
    story: Story, enrolment: Enrolment, people: People, person: int, month: int, kind: str,
    died: date,
) -> int:  # fmt: skip
    """The last month that is paid for, noting what was planted."""
    plan = enrolment.plan
    key = (plan.code, person)
    if plan.household and people.household_sizes[person] > 1:
        story.planted[key] = "household"
        return FOREVER
    if plan.monthly:
        if kind == "continued":
            story.planted[key] = kind
            return min(MONTHS - 1, month + 1 + person % 6)
        if kind in ("returned", "back-pay"):
            story.planted[key] = kind
            return month + 1 if kind == "returned" else month
        return month
    if plan.pay_day.year > died.year:
        # Paid for a calendar year that begins after the death.
        if kind == "continued":
            story.planted[key] = kind
            return FOREVER
        return -1
    return FOREVER if plan.pay_day >= died.replace(day=1) or died < plan.pay_day else -1


def _list_wrongly(rng: np.random.Generator, people: People, story: Story, person: int) -> None:
    """The registry holds a living person's number under a relative's name (as once in 龙州)."""
    month = int(rng.integers(2, MONTHS - 4))
    died = month_after(FIRST_MONTH, month).replace(day=int(rng.integers(2, 28)))
    other = people.names[person][0] + ("德福" if people.names[person][1:] != "德福" else "木英")
    story.deaths.append(Death(person, died, other, "other-name"))
    for enrolment in story.enrolments:
        if not len(np.flatnonzero(enrolment.people == person)):
            continue
        plan = enrolment.plan
        household = plan.household and people.household_sizes[person] > 1
        later_year = not plan.monthly and plan.pay_day.year > died.year
        if household:
            story.planted[(plan.code, person)] = "household"
        elif plan.monthly or later_year:
            story.planted[(plan.code, person)] = "other-name"
