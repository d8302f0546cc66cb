"""Makes the whole synthetic city: offices, staff, people, money, deaths, and the truth about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

import numpy as np

from accounts.models import Office
from core.exceptions import PortalError
from funds.models import Programme
from funds.services.disclosing import tested_at_the_end
from intake.models import Batch
from matching.models import RegistrySource
from regions.models import Region
from seeding.allocations import publish_allocations, publish_to_villages
from seeding.bulk import loading
from seeding.crowd import crowd
from seeding.people import UNASSIGNED_DIVISION_OF_OTHERS, make_names, make_numbers, make_people
from seeding.plans import BUREAU_OF, COMES_BY_YEAR, FIRST_MONTH, KEEPERS, PLANS
from seeding.plants import plant_everything
from seeding.plants.units import plant_allocations
from seeding.publishing import (
    CITY_AREA,
    City,
    Roster,
    publish_deaths,
    publish_roster,
    rosters,
    truth_of,
)  # fmt: skip
from seeding.registries import Line, publish_registry
from seeding.residents import count_residents
from seeding.rosters import enrol, plant
from seeding.staff import make_offices, make_staff, make_township_offices
from seeding.stage import Stage
from seeding.villages import plan_villages, seed_villages
from villages.models import DisclosureItem


CITY = "350100000000"
# 浮岐, 关头 and 大喜, where the story of such portals began.
ALWAYS_THERE = ("350112201203", "350122102207", "350125101214")
PEOPLE_A_VILLAGE = 45
PAYMENTS_A_PERSON = 4.2
BULK_FROM = 500_000


@dataclass(frozen=True, slots=True)
class Seeded:
    people: int
    payments: int
    deaths: int
    truth: Path


def seed_city(
    *,
    people: int | None,
    payments: int | None,
    deaths: int | None,
    seed: int,
    report: Callable[[str, int, int], None],
) -> Seeded:
    """Fill an empty portal. Deterministic in `seed` and the sizes.

    `report(stage, done, total)` is called as it goes. Raises PortalError when regions or
    programmes are not loaded, or payments are there already.
    """
    _check_ready()
    rng = np.random.default_rng(seed)
    people = people or max(400, int((payments or 45_000) / PAYMENTS_A_PERSON))
    villages = _villages(rng, people)
    counties = list(Region.objects.counties().under(CITY).order_by("code"))
    region = Region.objects.get(pk=CITY)
    with tested_at_the_end():
        return _seed(rng, people, payments, deaths, villages, counties, region, report)


def _seed(
    rng: np.random.Generator, people: int, payments: int | None, deaths: int | None,
    villages: list[Region], counties: list[Region], region: Region,
    report: Callable[[str, int, int], None],
) -> Seeded:  # fmt: skip
    offices = make_offices([region, *counties])
    make_township_offices(_townships(villages))
    make_staff(offices, region)
    report("people", 0, 1)
    made = make_people(rng, people, len(villages))
    story = enrol(rng, made, payments)
    plant(rng, made, story)
    city = City.of(made, villages, offices)
    count_residents(city, FIRST_MONTH.year)
    expected = story.payments()
    published = 0
    paid: dict[tuple[str, str], int] = {}
    with loading(expected >= BULK_FROM):
        for roster in rosters(city, story):
            published += publish_roster(city, story, roster)
            _add_up(city, roster, paid)
            report("payments", published, expected)
    stage = Stage.in_city(rng, city)
    books, wrong = plan_villages(rng, stage)
    plant_everything(stage)
    published += stage.publish_payments(
        {code: offices[(CITY_AREA, bureau)] for code, bureau in BUREAU_OF.items()}
    )
    for row in stage.rows:
        if row.period[0].year < FIRST_MONTH.year:
            # Paid out of money of earlier years, which no sheet here tells of.
            continue
        county = city.villages[row.village].code[:6]
        paid[(row.code, county)] = paid.get((row.code, county), 0) + int(row.amount * 100)
    plant_allocations(stage, paid)
    publish_allocations(city, paid, region)
    publish_to_villages(city, wrong.allocations)
    _publish_registries(crowd(rng, city, story), stage, offices)
    others = _others(rng, max(0, (deaths or people // 10) - len(story.deaths)))
    others += [
        (stage.people.names[person], stage.people.numbers[person], day)
        for person, day in stage.dead
    ]
    dead = publish_deaths(city, story, others)
    report("deaths", dead, dead)
    truth = [*truth_of(city, story), *stage.truth(), *seed_villages(rng, books, wrong)]
    return Seeded(people, published, dead, _write_truth(truth))


def _publish_registries(
    ordinary: dict[str, list[Line]], stage: Stage, offices: dict[tuple[str, str], Office]
) -> None:
    for name, bureau in KEEPERS.items():
        lines = [*ordinary.get(name, []), *stage.registries[name]]
        if lines:
            publish_registry(
                name, offices[(CITY_AREA, bureau)], lines, period=COMES_BY_YEAR.get(name)
            )
    # What comes once a year is not stale after a month.
    RegistrySource.objects.filter(name__in=COMES_BY_YEAR).update(stale_after_days=366)


def _add_up(city: City, roster: Roster, paid: dict[tuple[str, str], int]) -> None:
    """Add a roster's cents to what each county needed, by (programme, county)."""
    enrolment = roster.enrolment
    counties = city.counties[enrolment.people[roster.places]]
    amounts = enrolment.amounts[roster.places]
    for county in np.unique(counties):
        key = (enrolment.plan.code, str(county))
        paid[key] = paid.get(key, 0) + int(amounts[counties == county].sum())


def _check_ready() -> None:
    if not Region.objects.filter(pk=CITY).exists():
        raise PortalError(_("Load the regions first: manage.py load_regions --city 3501."))
    codes = {plan.code for plan in PLANS}
    if Programme.objects.filter(code__in=codes).count() < len(codes):
        raise PortalError(_("Load the catalogue first: manage.py load_catalogue."))
    if not DisclosureItem.objects.exists():
        raise PortalError(_("Load the villages' duties first: manage.py load_village_catalogue."))
    if Batch.objects.exists():
        raise PortalError(_("This portal holds batches already; the demo city needs an empty one."))


def _townships(villages: list[Region]) -> list[Region]:
    codes = {village.parent_id for village in villages}
    return list(Region.objects.filter(code__in=codes).order_by("code"))


def _villages(rng: np.random.Generator, people: int) -> list[Region]:
    """Villages of every county, more of them the more people there are."""
    found = list(Region.objects.villages().under(CITY).in_force().order_by("code"))
    wanted = min(len(found), max(30, people // PEOPLE_A_VILLAGE))
    chosen = {village.code for village in found if village.code in ALWAYS_THERE}
    order = rng.permutation(len(found))
    seen: set[str] = set()
    # One of each county first, so that no county stands empty.
    for index in order:
        county = found[index].code[:6]
        if county not in seen:
            seen.add(county)
            chosen.add(found[index].code)
    for index in order:
        if len(chosen) >= wanted:
            break
        chosen.add(found[index].code)
    return [village for village in found if village.code in chosen]


def _others(rng: np.random.Generator, count: int) -> list[tuple[str, str, date]]:
    """Dead people who never drew anything."""
    births = np.array(
        [date(1930, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 25_000, count)]
    )
    female = rng.random(count) < 0.5
    names = make_names(rng, count, female)
    numbers = make_numbers(births, female, UNASSIGNED_DIVISION_OF_OTHERS)
    days = rng.integers(-300, 330, count)
    return [
        (name, number, FIRST_MONTH + timedelta(days=int(day)))
        for name, number, day in zip(names, numbers, days, strict=True)
    ]


def _write_truth(facts: list[dict[str, Any]]) -> Path:
    path = Path(settings.VAULT_ROOT).parent / "truth.json"
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
