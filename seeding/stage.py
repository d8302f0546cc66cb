"""Where irregularities are planted: people of their own, payments and registry lines around them.

Nobody here draws anything else, so that one planted matter never meets another by chance.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from accounts.models import Office
from core.sealing import ACCOUNT, IDENTITY, seal
from funds.choices import PaymentState
from seeding.people import (
    UNASSIGNED_DIVISION_OF_PLANTED,
    People,
    make_people,
)
from seeding.publishing import City, PaymentRows, publish_payments
from seeding.registries import Line


# Class, yuan, units: what the catalogue's standard gives one person.
USUAL: dict[str, tuple[str, int, Decimal | None]] = {
    "2080502": ("80-89", 100, None),
    "L350102": ("", 200, None),
    "2081902": ("三类", 420, None),
    "2081107": ("其他", 90, None),
    "2081108": ("二级", 90, None),
    "2081110": ("", 260, None),
    "2082102": ("全自理", 1240, None),
    "2082501": ("", 1450, None),
    "2130122": ("", 90, Decimal(4)),
    "2080705": ("", 800, None),
    "2110401": ("", 800, None),
    "2210105": ("D级", 30_000, Decimal(1)),
}
# Pay day by month and day.
_YEARLY = {"2081110": (5, 12), "2130122": (6, 20)}
_AGES = {
    "2080502": (82, 88), "L350102": (63, 90), "2082102": (60, 85), "2082501": (3, 15),
}  # fmt: skip
_ADULT = (30, 58)
_CERTIFIED = {"2081107", "2081108", "2081110"}
PAY_DAY = 12
PEOPLE = 4_000


@dataclass(slots=True)
class Row:
    person: int
    code: str
    period: tuple[date, date]
    paid_on: date
    amount: Decimal
    state: str
    recipient_class: str
    units: Decimal | None
    size: int | None
    name: str
    account: str | None
    tag: str
    village: int
    standard: Decimal
    payee: int | None = None


@dataclass(slots=True)
class Stage:
    """Payments and registry lines to be published, and what a rule should say to them."""

    city: City
    people: People
    rows: list[Row] = field(default_factory=list)
    registries: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    facts: list[dict[str, Any]] = field(default_factory=list)
    batches: dict[int, int] = field(default_factory=dict)
    # (person, day) of planted people who died
    dead: list[tuple[int, date]] = field(default_factory=list)
    _used: set[int] = field(default_factory=set)
    _unlisted: set[int] = field(default_factory=set)
    _others_account: set[int] = field(default_factory=set)
    _unbanked: set[int] = field(default_factory=set)

    @classmethod
    def in_city(cls, rng: np.random.Generator, city: City) -> Stage:
        people = make_people(rng, PEOPLE, len(city.villages), UNASSIGNED_DIVISION_OF_PLANTED)
        # All over the city: in the first villages alone what is planted would look like a jump.
        people.villages = rng.permutation(people.villages)
        return cls(city, people)

    def person(self, youngest: int = _ADULT[0], oldest: int = _ADULT[1], village: int | None = None) -> int:  # fmt: skip
        """Somebody of an age whom nothing was planted in yet; moved to `village` if one is given."""
        for index in range(len(self.people)):
            if index not in self._used and youngest <= self.people.ages[index] <= oldest:
                self._used.add(index)
                if village is not None:
                    self.people.villages[index] = village
                return index
        raise ValueError(f"nobody between {youngest} and {oldest} is left; make more people")

    def drawing(self, code: str) -> int:
        """Somebody who may draw the programme, as far as age and certificate go."""
        person = self.person(*_AGES.get(code, _ADULT))
        if code in _CERTIFIED:
            self.register("disabled-persons", person, category="肢体", level=2 if code == "2081108" else 3, issued_on=date(2020, 3, 1), expires_on=date(2030, 3, 1))  # fmt: skip
        if code == "2081107":
            self.register("dibao", person, kind="农村", since=date(2024, 1, 1))
        return person

    def pay(
        self, person: int, code: str, *months: tuple[int, int], amount: Any = None,
        recipient_class: str | None = None, units: Any = None, size: int | None = None,
        state: str = PaymentState.PAID.value, paid_on: date | None = None, tag: str = "",
        name: str = "", account_of: int | None = None, village: int | None = None,
        payee: int | None = None,
    ) -> list[Row]:  # fmt: skip
        """Pay a person for months (year, month), or for the year where the benefit is yearly.

        `payee` is named in the roster and draws on their own account.
        """
        account_of = payee if account_of is None else account_of
        usual_class, usual, usual_units = USUAL[code]
        units = usual_units if units is None else Decimal(str(units))
        made = []
        for month in months or ((2026, 10),):
            period, day = _period(code, month)
            holder = person if account_of is None else account_of
            if account_of is not None:
                self._others_account.add(person)
            whole = Decimal(usual) * (units or 1)
            made.append(
                Row(
                    person, code, period, paid_on or day,
                    whole if amount is None else Decimal(str(amount)), state,
                    usual_class if recipient_class is None else recipient_class, units,
                    1 if size is None and code == "2081902" else size,
                    name or self.people.names[person], self.people.accounts[holder], tag,
                    int(self.people.villages[person] if village is None else village),
                    Decimal(usual), payee,
                )
            )  # fmt: skip
        self.rows.extend(made)
        return made

    def register(self, registry: str, person: int, *, name: str = "", **values: Any) -> None:
        self.registries[registry].append(
            {
                "name": name or self.people.names[person],
                "person_id": self.people.numbers[person],
                **values,
            }
        )

    def stray_card(self) -> int:
        """Whose account no register knows."""
        holder = self.person()
        self._unlisted.add(holder)
        self._unbanked.add(holder)
        return holder

    def leave_out_of_population(self, person: int) -> None:
        self._unlisted.add(person)

    def expect(
        self, rule: str, kind: str, subject: str, rows: list[Row], *, hit: bool, grade: str = "exact"
    ) -> None:  # fmt: skip
        self.facts.append(
            {
                "rule": rule,
                "subject": subject,
                "kind": kind,
                "expected": "hit" if hit else "innocent",
                "grade": grade,
                "rows": rows,
            }
        )

    def expect_batch(self, rule: str, kind: str, code: str, rows: list[Row]) -> None:
        """A hit on the whole batch that the rows will be in; its number is known later."""
        self.expect(rule, kind, code, rows, hit=True)
        self.facts[-1]["of_batch"] = True

    def of(self, person: int, code: str) -> str:
        """The subject of a person's benefit."""
        return f"{self.sealed(person).hex()}:{code}"

    def sealed(self, person: int) -> bytes:
        return seal(self.people.numbers[person], IDENTITY)

    def complete_registries(self) -> None:
        """Everybody planted stands in the population register and holds the own account."""
        for person in sorted(self._used):
            if person not in self._unlisted:
                self.register(
                    "population", person, region=self.city.villages[self.people.villages[person]],
                    status="正常",
                )  # fmt: skip
            if person not in self._unbanked:
                self.register(
                    "bank-accounts", person, account=self.people.accounts[person], bank="福建农信"
                )

    def publish_payments(self, office_of: dict[str, Office]) -> int:
        """One batch for each programme, month and tag; `office_of` by programme."""
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in self.rows:
            groups[(row.code, row.period, row.tag)].append(row)
        for (code, period, tag), rows in sorted(groups.items(), key=lambda item: item[0]):
            batch = publish_payments(
                self.city, self._columns(rows), programme=code, office=office_of[code],
                period=period, file_name=f"{code}补充{period[0]:%Y%m}{tag}.csv",
            )  # fmt: skip
            for number, row in enumerate(rows, 3):
                self.batches[id(row)] = batch.pk
                row.tag = str(number)
        return len(self.rows)

    def place_of(self, row: Row) -> dict[str, Any]:
        """Where a published row stands."""
        return {"batch": self.batches[id(row)], "sheet": "Sheet1", "row": int(row.tag)}

    def truth(self) -> list[dict[str, Any]]:
        return [self._told(fact) for fact in self.facts]

    def _told(self, fact: dict[str, Any]) -> dict[str, Any]:
        rows = [self.place_of(row) for row in fact["rows"]]
        told = {key: value for key, value in fact.items() if key != "of_batch"} | {"rows": rows}
        if fact.get("of_batch"):
            told["subject"] = f"{rows[0]['batch'].to_bytes(8, 'big').hex()}:{fact['subject']}"
        return told

    def _columns(self, rows: list[Row]) -> PaymentRows:
        people = self.people
        return PaymentRows(
            villages=[self.city.villages[row.village] for row in rows],
            groups=[f"{people.groups[row.person]}组" for row in rows],
            names=[row.name for row in rows],
            numbers=[people.numbers[row.person] for row in rows],
            sealed_numbers=[self.sealed(row.person) for row in rows],
            accounts=[row.account for row in rows],
            sealed_accounts=[seal(row.account, ACCOUNT) if row.account else None for row in rows],
            sizes=[row.size for row in rows],
            classes=[row.recipient_class for row in rows],
            units=[row.units for row in rows],
            standards=[row.standard for row in rows],
            amounts=[row.amount for row in rows],
            periods=[row.period for row in rows],
            paid_on=[row.paid_on for row in rows],
            states=[row.state for row in rows],
            payees=[
                None if row.payee is None else (people.names[row.payee], people.numbers[row.payee])
                for row in rows
            ],
        )


def _period(code: str, month: tuple[int, int]) -> tuple[tuple[date, date], date]:
    if code in _YEARLY:
        return (date(month[0], 1, 1), date(month[0], 12, 31)), date(month[0], *_YEARLY[code])
    first = date(*month, 1)
    last = first.replace(day=calendar.monthrange(*month)[1])
    return (first, last), first.replace(day=PAY_DAY)
