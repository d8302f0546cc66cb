"""The registries' ordinary lines: certificates of those who draw for one, the population, and
people on the payroll or with a car who draw nothing that looks at income.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np

from seeding.people import People
from seeding.publishing import City
from seeding.registries import Line
from seeding.rosters import Story


CERTIFICATE_LEVELS = {"一级": 1, "二级": 2}
MEANS_TESTED = {"2081902", "2081107", "2082102", "2240701"}
# A city of millions keeps a part of its registers, so that a seeded portal stays manageable.
WHOLE_UP_TO = 100_000
PART = 3


def crowd(rng: np.random.Generator, city: City, story: Story) -> dict[str, list[Line]]:
    """Lines by registry for the people of the city."""
    people = city.people
    return {
        "disabled-persons": _certificates(people, story),
        "population": _population(city),
        "bank-accounts": _accounts(people),
        "dibao": _dibao(people, story),
        "land": _land(people, story),
        **_well_off(rng, people, story),
    }


def _certificates(people: People, story: Story) -> list[Line]:
    levels: dict[int, int] = {}
    for enrolment in story.enrolments:
        if enrolment.plan.bureau != "cl":
            continue
        # Severe degrees only for those who draw the care benefit: nobody is forgotten by chance.
        care = enrolment.plan.code == "2081108"
        for person, name in zip(enrolment.people.tolist(), enrolment.classes, strict=True):
            level = CERTIFICATE_LEVELS[name] if care else 3
            levels[person] = min(level, levels.get(person, 4))
    return [
        _line(people, person, category="肢体", level=level, issued_on=date(2020, 5, 18), expires_on=date(2030, 5, 17))
        for person, level in sorted(levels.items())
    ]  # fmt: skip


def _dibao(people: People, story: Story) -> list[Line]:
    """Whoever draws the living allowance, for all or for the disabled, stands in the list."""
    drawing = {
        person
        for enrolment in story.enrolments
        if enrolment.plan.code in ("2081902", "2081107")
        for person in enrolment.people.tolist()
    }
    return [
        _line(people, person, kind="农村", since=date(2024, 1, 1)) for person in sorted(drawing)
    ]


def _land(people: People, story: Story) -> list[Line]:
    return [
        _line(people, person, kind="耕地", area=Decimal(str(round(float(units), 2))))
        for enrolment in story.enrolments
        if enrolment.plan.code == "2130122" and enrolment.units is not None
        for person, units in zip(enrolment.people.tolist(), enrolment.units, strict=True)
    ]


def _population(city: City) -> list[Line]:
    people = city.people
    return [
        _line(people, person, region=city.villages[people.villages[person]], status="正常")
        for person in _part(people)
    ]


def _accounts(people: People) -> list[Line]:
    return [
        _line(people, person, account=people.accounts[person], bank="福建农信")
        for person in _part(people)
    ]


def _part(people: People) -> range:
    return range(0, len(people), 1 if len(people) <= WHOLE_UP_TO else PART)


def _well_off(rng: np.random.Generator, people: People, story: Story) -> dict[str, list[Line]]:
    poor = np.unique(
        np.concatenate([e.people for e in story.enrolments if e.plan.code in MEANS_TESTED])
    )
    others = np.setdiff1d(np.flatnonzero((people.ages > 22) & (people.ages < 70)), poor)
    # Nobody in service draws a residents' pension.
    in_service = others[people.ages[others] < 60]
    employed = rng.choice(in_service, len(others) // 40, replace=False).tolist()
    drivers = rng.choice(others, len(others) // 12, replace=False).tolist()
    return {
        "public-employees": [
            _line(people, person, unit="某某单位", status="在职", since=date(2012, 8, 1))
            for person in sorted(employed)
        ],
        "vehicles": [
            _line(
                people, person, vehicle_type="小型轿车", use="非营运", status="正常",
                price=Decimal(98_000), registered_on=date(2021, 3, 5),
            )
            for person in sorted(drivers)
        ],
    }  # fmt: skip


def _line(people: People, person: int, **values: object) -> Line:
    return {"name": people.names[person], "person_id": people.numbers[person], **values}
