"""Payments against payments, accounts, standards and names."""

from __future__ import annotations

import hashlib
from datetime import date

from stdnum.cn import ric

from core.sealing import ACCOUNT, seal
from seeding.stage import Stage


AGE = "2080502"
MEANS = "2081902"
LIVING = "2081107"
PENSION = "L350102"
CARE = "2081108"
HARDSHIP = "2082102"
LAND = "2130122"
TIMES = 3
_YEAR = ((2025, 11), (2025, 12), *((2026, month) for month in range(1, 11)))


def plant_payments(stage: Stage) -> None:
    for place in range(TIMES):
        _after_death(stage)
        _twice(stage)
        _exclusive(stage)
        _shared_accounts(stage, place)
        _home_for_the_old(stage)
        _holders(stage, place)
        _standards(stage)
        _names(stage)
        _near(stage)
        _cards(stage)
        _quantities(stage)


def _after_death(stage: Stage) -> None:
    for kind, hit, months in (
        ("first-after-death", True, ((2026, 8), (2026, 9))),
        ("before", False, ((2026, 3), (2026, 8))),
    ):
        person = stage.drawing(AGE)
        stage.dead.append((person, date(2026, 5, 9)))
        rows = stage.pay(person, AGE, *months)
        stage.expect("enrolled-after-death", kind, stage.of(person, AGE), rows, hit=hit)
        late = [row for row in rows if row.period[0] >= date(2026, 6, 1)]
        stage.expect("paid-after-death", kind, stage.of(person, AGE), late, hit=True)
    person = stage.drawing(MEANS)
    stage.dead.append((person, date(2026, 5, 9)))
    # The roster has no number of people, and no register knows the household.
    rows = stage.pay(person, MEANS, (2026, 3), (2026, 8), (2026, 9), size=0)
    stage.expect("paid-after-death", "uncounted", stage.of(person, MEANS), rows[1:], hit=True, grade="unclear-household")  # fmt: skip


def _twice(stage: Stage) -> None:
    rule = "same-programme-twice"
    person = stage.drawing(AGE)
    rows = [*stage.pay(person, AGE), *stage.pay(person, AGE, tag="b")]
    stage.expect(rule, "twice", stage.of(person, AGE), rows[1:], hit=True)
    person = stage.drawing(AGE)
    rows = [*stage.pay(person, AGE, state="returned"), *stage.pay(person, AGE, tag="b")]
    stage.expect(rule, "sent-again", stage.of(person, AGE), rows, hit=False)
    person = stage.drawing(AGE)
    rows = [*stage.pay(person, AGE), *stage.pay(person, AGE, tag="b", recipient_class="补发")]
    stage.expect(rule, "called-back-pay", stage.of(person, AGE), rows[1:], hit=True)
    person = stage.drawing(AGE)
    rows = [*stage.pay(person, AGE), *stage.pay(person, AGE, tag="b", amount=20)]
    stage.expect(rule, "difference", stage.of(person, AGE), rows, hit=False)


def _exclusive(stage: Stage) -> None:
    rule = "exclusive-programmes"
    for kind, hit, second in (
        ("both", True, ((2026, 7), (2026, 8), (2026, 9), (2026, 10))),
        ("changeover", False, ((2026, 7),)),
    ):
        person = stage.drawing(HARDSHIP)
        stage.register("disabled-persons", person, category="肢体", level=3, issued_on=date(2018, 1, 1))  # fmt: skip
        stage.register("dibao", person, kind="农村", since=date(2024, 1, 1))
        first = ((2026, 7), (2026, 8), (2026, 9), (2026, 10)) if hit else ((2026, 6), (2026, 7))
        rows = stage.pay(person, LIVING, *first)
        rows += stage.pay(person, HARDSHIP, *second)
        subject = f"{stage.sealed(person).hex()}:{LIVING}:{HARDSHIP}"
        stage.expect(rule, kind, subject, rows, hit=hit)


def _shared_accounts(stage: Stage, place: int) -> None:
    rule = "account-of-several-households"
    for kind, hit in (("shared", True), ("household", False)):
        people = [stage.drawing(AGE) for _person in range(4)]
        rows = []
        for index, person in enumerate(people):
            household = f"zh-{kind}-{place}" if kind == "household" else f"zh-{kind}-{place}-{index}"  # fmt: skip
            stage.register("households", person, household=household, relation="成员")
            rows += stage.pay(person, AGE, account_of=people[0], village=int(stage.people.villages[people[0]]))  # fmt: skip
        account = seal(stage.people.accounts[people[0]], ACCOUNT)
        stage.expect(rule, kind, account.hex(), rows, hit=hit)
        if hit:
            for person in people[1:]:
                _expect_stranger(stage, person, people[0], kind)


def _expect_stranger(stage: Stage, person: int, holder: int, kind: str) -> None:
    account = seal(stage.people.accounts[holder], ACCOUNT)
    digest = hashlib.sha256(stage.sealed(person)).hexdigest()[:32]
    rows = [row for row in stage.rows if row.person == person]
    stage.expect("account-not-beneficiarys", kind, f"{account.hex()}:{digest}", rows, hit=True)


def _home_for_the_old(stage: Stage) -> None:
    """Eight live in a village's home, which draws for all of them: the class says so."""
    people = [stage.drawing(HARDSHIP) for _person in range(8)]
    village = int(stage.people.villages[people[0]])
    rows = []
    for person in people:
        # All the year, as such a home does: a village that began with eight would be a jump.
        rows += stage.pay(person, HARDSHIP, *_YEAR, account_of=people[0], village=village, recipient_class="集中供养")  # fmt: skip
        if person != people[0]:
            _expect_stranger(stage, person, people[0], "home")
    account = seal(stage.people.accounts[people[0]], ACCOUNT)
    stage.expect("account-of-several-households", "home", account.hex(), rows, hit=False)


def _holders(stage: Stage, place: int) -> None:
    cadre, villager = stage.person(), stage.drawing(AGE)
    stage.register("village-cadres", cadre, post="村会计")
    rows = stage.pay(villager, AGE, account_of=cadre)
    account = seal(stage.people.accounts[cadre], ACCOUNT)
    stage.expect("account-held-by-cadre", "cadre", account.hex(), rows, hit=True)
    _expect_stranger(stage, villager, cadre, "cadre")

    cadre, mother = stage.person(), stage.drawing(AGE)
    stage.register("village-cadres", cadre, post="村会计")
    for person in (cadre, mother):
        stage.register("households", person, household=f"hk-{place}", relation="成员")
    rows = stage.pay(mother, AGE, account_of=cadre)
    account = seal(stage.people.accounts[cadre], ACCOUNT)
    stage.expect("account-held-by-cadre", "household", account.hex(), rows, hit=False)


def _standards(stage: Stage) -> None:
    for kind, hit, amount in (("over", True, 150), ("as-allowed", False, 100)):
        person = stage.drawing(AGE)
        rows = stage.pay(person, AGE, amount=amount)
        stage.expect("over-standard", kind, stage.of(person, AGE), rows, hit=hit)
    for kind, hit, amount in (("too-little", True, 270), ("product", False, 360)):
        person = stage.person()
        stage.register("land", person, kind="耕地", area=6)
        rows = stage.pay(person, LAND, amount=amount)
        stage.expect("amount-not-units-times-standard", kind, stage.of(person, LAND), rows, hit=hit)


def _cards(stage: Stage) -> None:
    """Three benefits of a month on three cards; and all on one."""
    for kind, hit in (("three", True), ("one", False)):
        person = stage.person(82, 88)
        stage.register("disabled-persons", person, category="肢体", level=2, issued_on=date(2018, 1, 1))  # fmt: skip
        rows = []
        for code in (AGE, PENSION, CARE):
            card = stage.stray_card() if hit and code != AGE else None
            rows += stage.pay(person, code, account_of=card)
        stage.expect("many-cards", kind, stage.sealed(person).hex(), rows, hit=hit)


def _quantities(stage: Stage) -> None:
    for kind, hit, units, recipient_class in (
        ("point-lost", True, 558, ""), ("farm", False, 558, "种粮大户"),
    ):  # fmt: skip
        person = stage.person()
        stage.register("land", person, kind="耕地", area=600)
        rows = stage.pay(person, LAND, units=units, recipient_class=recipient_class)
        stage.expect("quantity-implausible", kind, stage.of(person, LAND), rows, hit=hit)


def _near(stage: Stage) -> None:
    """One person under two numbers that differ in one digit and the check digit; and siblings."""
    rule = "near-identical-numbers"
    for kind, hit in (("mistyped", True), ("siblings", False), ("twins", False)):
        one, other = stage.drawing(AGE), stage.drawing(AGE)
        village = int(stage.people.villages[one])
        stage.people.villages[other] = village
        number = stage.people.numbers[one]
        body = f"{number[:14]}{(int(number[14]) + 7) % 10}{number[15:17]}"
        stage.people.numbers[other] = body + ric.calc_check_digit(body + "0")
        if hit:
            stage.people.names[other] = stage.people.names[one]
        elif kind == "twins":
            name = stage.people.names[one]
            stage.people.names[one], stage.people.names[other] = name[0] + "大双", name[0] + "小双"
        else:
            stage.people.names[other] = stage.people.names[one][0] + "小弟弟"
        for person in (one, other):
            stage.leave_out_of_population(person)
        rows = [*stage.pay(one, AGE), *stage.pay(other, AGE)]
        first, second = sorted((stage.sealed(one), stage.sealed(other)))
        code = stage.city.villages[village].code
        key = hashlib.sha256(first + second + code.encode()).digest() + code[-1:].encode()
        stage.expect(rule, kind, f"{key.hex()}:{code}", rows, hit=hit)


def _names(stage: Stage) -> None:
    person = stage.drawing(AGE)
    other = stage.people.names[person][0] + "不同名"
    rows = [*stage.pay(person, AGE, (2026, 9)), *stage.pay(person, AGE, (2026, 10), name=other)]
    key = stage.sealed(person).hex()
    stage.expect("one-number-two-names", "two", key, rows, hit=True, grade="other-name")
    stage.expect("name-differs-from-population", "two", key, rows[1:], hit=True, grade="other-name")  # fmt: skip

    person = stage.drawing(AGE)
    rows = stage.pay(person, AGE, (2026, 9), (2026, 10), name=stage.people.names[person] + " ")
    stage.expect("one-number-two-names", "writing", stage.sealed(person).hex(), rows, hit=False)

    person = stage.drawing(AGE)
    rows = stage.pay(person, AGE, name=stage.people.names[person][0] + "另有名")
    stage.expect(
        "name-differs-from-population", "differs", stage.sealed(person).hex(), rows, hit=True,
        grade="other-name",
    )  # fmt: skip
