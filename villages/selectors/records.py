"""Contracts, works and decisions of a village as the public reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Q, Sum

from dateutil.relativedelta import relativedelta

from villages.choices import DecisionStep, WorksStep
from villages.models import Contract, DecisionEntry, LedgerLine, Record, WorksEntry


ZERO = Decimal(0)
# Resolution steps: one of them is needed, whichever kind of meeting the village held.
RESOLUTIONS = (DecisionStep.ASSEMBLY, DecisionStep.HOUSEHOLDS, DecisionStep.REPRESENTATIVES)
_ORDER = {step: place for place, step in enumerate(DecisionStep.values)}
_WORKS_ORDER = {step: place for place, step in enumerate(WorksStep.values)}


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment, in yuan; `covered` is what of it has moved in the ledger."""

    day: date
    amount: Decimal
    covered: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.amount - self.covered


def instalments(contract: Contract) -> list[Due]:
    """Everything that falls due over the contract's whole term, in order."""
    first = contract.first_due_on
    if first is None:
        return []
    if not contract.instalment:
        return [Due(first, contract.price)] if contract.price else []
    if not contract.every_months or not contract.ends_on:
        return [Due(first, contract.instalment)]
    dues, number = [], 0
    while (day := first + relativedelta(months=number * contract.every_months)) <= contract.ends_on:
        dues.append(Due(day, contract.instalment))
        number += 1
    return dues


@dataclass(frozen=True, slots=True)
class Account:
    """What of a contract's price fell due until a day, and what moved for it in the ledger."""

    due: Decimal
    moved: Decimal
    dues: list[Due]

    @property
    def missing(self) -> Decimal:
        return max(self.due - self.moved, ZERO)


def account_of(contract: Contract, *, until: date, moved: Decimal) -> Account:
    """What moved settles the oldest instalment first (民法典 art. 560)."""
    dues, rest = [], moved
    for due in instalments(contract):
        covered = min(max(rest, ZERO), due.amount)
        dues.append(replace(due, covered=covered))
        rest -= covered
    return Account(sum((due.amount for due in dues if due.day <= until), ZERO), moved, dues)


def moved_by_contract(region: str) -> dict[str, Decimal]:
    """Ledger sums by contract number, on the side of whichever entry; in one query."""
    lines = LedgerLine.objects.moving().filter(region=region).exclude(contract_number="")
    return {
        row["contract_number"]: row["sum"]
        for row in lines.values("contract_number").annotate(sum=Sum("amount"))
    }


def contracts_of(region: str) -> list[Contract]:
    return list(Contract.objects.standing().filter(region=region).order_by("-signed_on", "number"))


def contract(region: str, number: str) -> Contract | None:
    if not number:
        return None
    rows = Contract.objects.standing().filter(region=region, number=number)
    return rows.select_related("batch__office").first()


def names_of(model: type[Record], region: str, numbers: Iterable[str]) -> dict[str, str]:
    """Of records that others name by number: what each is called, if it is published itself."""
    asked = {number for number in numbers if number}
    if not asked:
        return {}
    rows = model.objects.standing().filter(region=region, number__in=asked).order_by("pk")
    return dict(rows.values_list("number", "name"))


def lines_for_contract(region: str, number: str) -> list[LedgerLine]:
    lines = LedgerLine.objects.moving().filter(region=region, contract_number=number)
    return list(lines.order_by("month", "id"))


def lines_for_works(region: str, number: str) -> list[LedgerLine]:
    lines = LedgerLine.objects.moving().filter(region=region, works_number=number)
    return list(lines.order_by("month", "id"))


@dataclass(frozen=True, slots=True)
class Works:
    """One village works, its steps in the order of time."""

    number: str
    name: str
    steps: list[WorksEntry]

    @property
    def latest(self) -> WorksEntry:
        return self.steps[-1]

    @property
    def reached(self) -> set[str]:
        return {step.step for step in self.steps}

    @property
    def paid(self) -> Decimal:
        paid = (s.amount for s in self.steps if s.step == WorksStep.PAYMENT and s.amount)
        return sum(paid, ZERO)

    @property
    def budget(self) -> Decimal | None:
        """The latest of final account, contract, award and budget that names a sum."""
        for step in (WorksStep.SETTLEMENT, WorksStep.CONTRACT, WorksStep.AWARD, WorksStep.BUDGET):
            for entry in reversed(self.steps):
                if entry.step == step and entry.amount:
                    return Decimal(entry.amount)
        return None


def _works(entries: Iterable[WorksEntry]) -> list[Works]:
    ordered = sorted(entries, key=lambda e: (e.number, e.held_on, _WORKS_ORDER[e.step], e.pk))
    return [
        Works(number, steps[-1].name, steps)
        for number, group in groupby(ordered, key=lambda entry: entry.number)
        for steps in [list(group)]
    ]


def works_of(region: str) -> list[Works]:
    """A village's works, the one that moved last first."""
    found = _works(WorksEntry.objects.standing().filter(region=region))
    return sorted(found, key=lambda works: works.latest.held_on, reverse=True)


def works(region: str, number: str) -> Works | None:
    if not number:
        return None
    rows = WorksEntry.objects.standing().filter(region=region, number=number)
    return next(iter(_works(rows.select_related("batch"))), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """One matter on its way through the four deliberations and two disclosures."""

    number: str
    name: str
    subject: str
    steps: list[DecisionEntry]

    @property
    def latest(self) -> DecisionEntry:
        return self.steps[-1]

    @property
    def reached(self) -> set[str]:
        return {step.step for step in self.steps}

    @property
    def resolution(self) -> DecisionEntry | None:
        """The meeting that decided; None as long as none of its kinds is recorded."""
        return next((step for step in reversed(self.steps) if step.step in RESOLUTIONS), None)

    @property
    def decided(self) -> str:
        """What was decided, in the words of that meeting, else of what was hung up of it."""
        told = {step.step: step.detail for step in self.steps if step.detail}
        resolution = self.resolution
        return (resolution.detail if resolution else "") or told.get(DecisionStep.PUBLISHED, "")

    @property
    def missing(self) -> list[str]:
        """Labels of the steps not recorded before the last one that is."""
        last = max(_ORDER[step.step] for step in self.steps)
        lacking = [
            step
            for step in (DecisionStep.PROPOSED, DecisionStep.CONSULTED, DecisionStep.PARTY)
            if _ORDER[step] < last and step not in self.reached
        ]
        resolved = self.reached & set(RESOLUTIONS)
        if not resolved and last > _ORDER[DecisionStep.REPRESENTATIVES]:
            lacking.append(DecisionStep.REPRESENTATIVES)
        return [str(step.label) for step in lacking]


def _decisions(entries: Iterable[DecisionEntry]) -> list[Decision]:
    ordered = sorted(entries, key=lambda e: (e.number, _ORDER[e.step], e.held_on))
    return [
        Decision(number, steps[-1].name, steps[0].get_subject_display(), steps)
        for number, group in groupby(ordered, key=lambda entry: entry.number)
        for steps in [list(group)]
    ]


def decisions_of(region: str) -> list[Decision]:
    """A village's decisions, the one that moved last first."""
    found = _decisions(DecisionEntry.objects.standing().filter(region=region))
    return sorted(found, key=lambda d: max(step.held_on for step in d.steps), reverse=True)


def decision(region: str, number: str) -> Decision | None:
    if not number:
        return None
    rows = DecisionEntry.objects.standing().filter(region=region, number=number)
    return next(iter(_decisions(rows.select_related("batch"))), None)


@dataclass(frozen=True, slots=True)
class Resting:
    """What was done on the strength of a decision."""

    contracts: list[Contract]
    works: list[Works]

    def __bool__(self) -> bool:
        return bool(self.contracts or self.works)


def resting_on(region: str, number: str) -> Resting:
    """Contracts that name the decision, and works that do or that such a contract is for."""
    agreed = Contract.objects.standing().filter(region=region, decision_number=number)
    contracts = list(agreed.order_by("signed_on", "number"))
    built = {one.works_number for one in contracts if one.works_number}
    entries = WorksEntry.objects.standing().filter(region=region)
    named = entries.filter(Q(decision_number=number) | Q(number__in=built)).values("number")
    return Resting(contracts, _works(entries.filter(number__in=named)))
