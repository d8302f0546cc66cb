"""One village's books for a year: entries, contracts, works and decisions before they are sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from regions.models import Region
from seeding.plans import FIRST_MONTH, MONTHS, month_after
from villages.choices import Category, Entry


MONTHS_OF_BOOKS = [month_after(FIRST_MONTH, number) for number in range(MONTHS)]


@dataclass(slots=True)
class Item:
    """One entry; `amount` in yuan is below zero where an entry takes another back."""

    day: date
    summary: str
    category: Category
    amount: Decimal
    to: str
    voucher: bool = True
    slips: int = 1
    values: dict[str, Any] = field(default_factory=dict)
    # Filled in when the sheet is made.
    number: str = ""
    row: int = 0
    batch: int = 0

    @property
    def entry(self) -> Entry:
        return Entry.INCOME if self.category.is_income else Entry.EXPENSE


@dataclass(slots=True)
class Book:
    """A village's year. Officers' names are made up; `opening` is what was there at the start."""

    village: Region
    opening: Decimal
    handler: str
    witness: str
    approver: str
    items: list[Item] = field(default_factory=list)
    contracts: list[dict[str, Any]] = field(default_factory=list)
    works: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    # (month, yuan by which its opening balance is wrong)
    gap: tuple[date, Decimal] | None = None

    @property
    def key(self) -> str:
        """What a subject about this village begins with."""
        return self.village.code.encode().hex()

    def add(
        self, day: date, summary: str, category: Category, amount: Any, to: str = "", *,
        voucher: bool = True, slips: int = 1, **values: Any,
    ) -> Item:  # fmt: skip
        """`values` are further columns of the ledger (funding_source, contract_number, …)."""
        item = Item(day, summary, category, Decimal(str(amount)), to, voucher, slips, values)
        self.items.append(item)
        return item

    def decide(
        self, number: str, name: str, subject: str, first: date, *, words: str = "",
        **changes: Any,
    ) -> None:  # fmt: skip
        """The four deliberations and two disclosures, days apart, all of them carried.

        `words` is what the representatives decided.
        `changes` maps a step to columns that differ, or to None to leave the step out.
        """
        steps: dict[str, dict[str, Any]] = {
            "proposed": {"after": 0},
            "consulted": {"after": 3},
            "party": {"after": 7, "entitled": 30, "attended": 24, "in_favour": 22, "against": 1, "abstained": 1},
            "representatives": {"after": 12, "entitled": 33, "attended": 27, "in_favour": 24, "against": 2, "abstained": 1, "detail": words},
            "published": {"after": 14},
        }  # fmt: skip
        for step, usual in steps.items():
            if step in changes and changes[step] is None:
                continue
            values = {**usual, **(changes.get(step) or {})}
            after = values.pop("after")
            held_on = date.fromordinal(first.toordinal() + after)
            self.decisions.append(
                {"number": number, "name": name, "subject": subject, "step": step, "held_on": held_on, **values}
            )  # fmt: skip
