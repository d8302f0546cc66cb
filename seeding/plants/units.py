"""Offices and villages: late batches, money not paid out, jumps; and people who were forgotten."""

from __future__ import annotations

from datetime import date

import numpy as np

from seeding.stage import Stage


AGE = "2080502"
CARE = "2081108"
MEANS = "2081902"
HARDSHIP = "2082102"
TIMES = 3
_OLD = (82, 88)
# With fewer villages of a county nothing stands out.
COMPARED = 10
NEVER_PAID_CENTS = 20_000_000


def plant_units(stage: Stage) -> None:
    _late(stage)
    _invented(stage)
    _sent_back(stage)
    _cadre_village(stage)
    for _time in range(TIMES):
        _forgotten(stage)


def plant_allocations(stage: Stage, needed: dict[tuple[str, str], int]) -> None:
    """Change what is allocated, in cents by (programme, county): a tenth of what was paid to the
    one with the most, and 200,000 yuan too much to the next.
    """
    most, next_most = sorted(needed, key=lambda key: (-needed[key], key))[:2]
    needed[most] //= 10
    needed[next_most] += NEVER_PAID_CENTS
    for rule, kind, (code, county) in (
        ("paid-more-than-allocated", "tenth", most), ("allocated-not-paid", "kept", next_most),
    ):  # fmt: skip
        stage.expect(rule, kind, f"{county.encode().hex()}:{code}", [], hit=True)


def _late(stage: Stage) -> None:
    """A month paid two months after its due day, to a handful of people."""
    people = [stage.drawing(AGE) for _person in range(4)]
    rows = [
        row
        for person in people
        for row in stage.pay(person, AGE, (2026, 5), paid_on=date(2026, 7, 28), tag="迟")
    ]
    stage.expect_batch("paid-late", "late", AGE, rows)


def _villages_in_county(stage: Stage, village: int) -> int:
    county = stage.city.villages[village].code[:6]
    return sum(other.code[:6] == county for other in stage.city.villages)


def _invented(stage: Stage) -> None:
    """A village in which a score of people more than the month before draw the allowance."""
    village = _quiet_village(stage, 1)
    known = stage.person(*_OLD, village=village)
    rows = stage.pay(known, AGE, (2026, 8), (2026, 9))
    for _person in range(20):
        rows += stage.pay(stage.person(*_OLD, village=village), AGE, (2026, 10))
    key = f"{stage.city.villages[village].code.encode().hex()}:{AGE}"
    stage.expect("sudden-jump", "invented", key, rows, hit=True)
    if _villages_in_county(stage, village) >= COMPARED:
        stage.expect("village-outlier", "invented", key, rows, hit=True)


def _sent_back(stage: Stage) -> None:
    rule = "returned-never-paid"
    for kind, hit in (("never", True), ("again", False)):
        person = stage.drawing(AGE)
        rows = stage.pay(person, AGE, (2026, 4), state="returned")
        if not hit:
            stage.pay(person, AGE, (2026, 4), tag="补", paid_on=date(2026, 4, 28))
        county = stage.city.villages[stage.people.villages[person]].code[:6]
        subject = f"{county.encode().hex()}:{stage.sealed(person).hex()}:{AGE}"
        stage.expect(rule, kind, subject, rows, hit=hit)
    mistyped, person = stage.drawing(AGE), stage.drawing(AGE)
    stage.people.names[mistyped] = stage.people.names[person]
    stage.people.villages[mistyped] = stage.people.villages[person]
    stage.leave_out_of_population(mistyped)
    rows = stage.pay(mistyped, AGE, (2026, 4), state="returned", account_of=person)
    stage.pay(person, AGE, (2026, 4), tag="补", paid_on=date(2026, 4, 22))
    county = stage.city.villages[stage.people.villages[person]].code[:6]
    subject = f"{county.encode().hex()}:{stage.sealed(mistyped).hex()}:{AGE}"
    stage.expect(rule, "mistyped", subject, rows, hit=False)


def _cadre_village(stage: Stage) -> None:
    """A village in which half of those on the allowance are close to its cadres."""
    village = _quiet_village(stage)
    cadre = stage.person(village=village)
    stage.register("village-cadres", cadre, post="村委会主任")
    rows = []
    for _relative in range(6):
        relative = stage.person(village=village)
        stage.register(
            "village-cadres", relative, relation="亲属", filed=True,
            cadre_id=stage.people.numbers[cadre], cadre_name=stage.people.names[cadre],
        )  # fmt: skip
        rows += stage.pay(relative, MEANS)
    code = stage.city.villages[village].code
    stage.expect("cadre-families-share", "half", code.encode().hex(), rows, hit=True)


def _quiet_village(stage: Stage, rank: int = 0) -> int:
    """A village with few people of the city; `rank` 0 is the one with the fewest."""
    counts = np.bincount(stage.city.people.villages, minlength=len(stage.city.villages))
    return int(np.argsort(counts, kind="stable")[rank])


def _forgotten(stage: Stage) -> None:
    rule = "eligible-not-paid"
    paid = stage.drawing(HARDSHIP)
    stage.register("tekun", paid, care="全自理", since=date(2026, 1, 1))
    # Paid all the year, so that the county is known to pay it at all.
    rows = stage.pay(paid, HARDSHIP, *((2026, month) for month in range(1, 11)))
    stage.expect(rule, "paid", stage.of(paid, HARDSHIP), rows, hit=False)

    person = stage.person(60, 85, village=int(stage.people.villages[paid]))
    stage.register("tekun", person, care="全自理", since=date(2026, 1, 1))
    stage.expect(rule, "forgotten", stage.of(person, HARDSHIP), [], hit=True)

    person = stage.person(60, 85)
    stage.register("tekun", person, care="全自理", since=date(2026, 1, 1))
    stage.dead.append((person, date(2026, 6, 2)))
    stage.expect(rule, "died", stage.of(person, HARDSHIP), [], hit=False)
