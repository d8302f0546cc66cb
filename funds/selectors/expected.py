"""What the standard gives for one payment's months, place and class, and why it may differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from core.money import yuan
from core.naming import named
from core.templatetags.present import day, month
from funds.choices import PER_PERSON, StandardBasis, StandardUnit
from funds.models import Payment, Standard


# How many months a unit's span has; of a school year two terms are paid.
_SPANS = {"month": 1, "quarter": 3, "term": 6, "year": 12}
_MOST_TIMES = 24


@dataclass(frozen=True, slots=True)
class Explained:
    """The standard behind a payment, what it gives in yuan (None where the row does not say how
    many persons or mu), how that was worked out, and known reasons for a difference.
    """

    standard: Standard
    expected: Decimal | None
    working: str
    amount: Decimal
    reasons: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return self.expected == self.amount

    @property
    def difference(self) -> Decimal:
        return abs(self.amount - self.expected) if self.expected is not None else Decimal(0)

    @property
    def is_less(self) -> bool:
        return self.expected is not None and self.amount < self.expected


def explained(payment: Payment) -> Explained | None:
    """None where no standard has been entered for the payment's place, time and class; one query."""
    rows = (
        Standard.objects.filter(programme=payment.programme_id)
        .for_region(payment.region_id)
        .select_related("policy", "region")
    )
    return explain(payment, list(rows))


def explain(payment: Payment, rows: Sequence[Standard]) -> Explained | None:
    """The same of the programme's standards in the places over the payment's, nearest first."""
    standard = _of_class(payment.recipient_class, _in_force(rows, payment.period_from))
    if standard is None:
        return None
    sums = _sums(payment, rows, standard)
    expected = sum((amount * times for amount, times in sums), Decimal(0)) if sums else None
    working = " + ".join(_product(amount, times) for amount, times in sums) if sums else ""
    reasons: tuple[str, ...] = ()
    if expected is not None and expected != payment.amount:
        reasons = tuple(_reasons(payment, rows, standard, expected))
    elif expected is None and standard.basis != StandardBasis.FIXED:
        reasons = tuple(_by_basis(standard, is_less=True))
    return Explained(standard, expected, working, payment.amount, reasons)


def _in_force(rows: Sequence[Standard], on: date) -> dict[str, Standard]:
    found: dict[str, Standard] = {}
    for row in rows:
        if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to):
            found.setdefault(row.recipient_class, row)
    return found


def _of_class(recipient_class: str, found: dict[str, Standard]) -> Standard | None:
    return found.get(recipient_class) or found.get("")


def _months(payment: Payment) -> list[date]:
    begin, end = (
        each.year * 12 + each.month - 1 for each in (payment.period_from, payment.period_to)
    )
    return [date(each // 12, each % 12 + 1, 1) for each in range(begin, end + 1)]


def _is_partial(payment: Payment) -> bool:
    last = payment.period_to + timedelta(days=1)
    return payment.period_from.day != 1 or last.day != 1


def _sums(
    payment: Payment, rows: Sequence[Standard], standard: Standard
) -> list[tuple[Decimal, Decimal]]:
    """Standards that held in the payment's months and how often each counts; empty where the row
    does not say how many it is for, or where in a month none held.
    """
    per, span = standard.unit.split("-")
    each = _heads(payment, StandardUnit(standard.unit))
    if each is None:
        return []
    months = _months(payment)
    if span != "month":
        spans = max(1, len(months) // _SPANS[span]) if span in _SPANS else 1
        return [(standard.amount, each * spans)]
    held = [_of_class(standard.recipient_class, _in_force(rows, first)) for first in months]
    found: dict[Decimal, Decimal] = {}
    for one in held:
        if one is None or one.unit != standard.unit:
            return []
        found[one.amount] = found.get(one.amount, Decimal(0)) + each
    return list(found.items())


def _heads(payment: Payment, unit: StandardUnit) -> Decimal | None:
    """For how many persons, homes, mu or things a row is; None where it does not say."""
    if unit in PER_PERSON:
        if not payment.programme.household_benefit:
            return Decimal(1)
        return Decimal(payment.household_size) if payment.household_size else None
    if unit.value.startswith("household-"):
        return Decimal(1)
    return payment.units


def _product(amount: Decimal, times: Decimal) -> str:
    return yuan(amount) if times == 1 else f"{yuan(amount)} × {times.normalize():f}"


def _reasons(
    payment: Payment, rows: Sequence[Standard], standard: Standard, expected: Decimal
) -> Iterator[str]:
    """Only what follows from the catalogue and the row itself; nothing is guessed."""
    less = payment.amount < expected
    yield from _by_basis(standard, is_less=less)
    if _is_partial(payment):
        yield _("The list pays for %(first)s to %(last)s, which is no whole month.") % {
            "first": day(payment.period_from), "last": day(payment.period_to),
        }  # fmt: skip
    if payment.standard and payment.standard != standard.amount:
        yield _("The list itself reckons with %(amount)s.") % {"amount": yuan(payment.standard)}
    times = expected / standard.amount
    yield from _by_another_standard(payment, rows, standard, times)
    ratio = payment.amount / expected
    if 1 < ratio <= _MOST_TIMES and ratio == int(ratio) and standard.basis == StandardBasis.FIXED:
        yield ngettext(
            "It is %(times)s time what the standard gives: other months may be paid with it. The office can say which.",
            "It is %(times)s times what the standard gives: other months may be paid with it. The office can say which.",
            int(ratio),
        ) % {"times": int(ratio)}  # fmt: skip


def _by_basis(standard: Standard, *, is_less: bool) -> Iterator[str]:
    if standard.basis == StandardBasis.CEILING and is_less:
        yield _("The standard is the most that may be paid. Less is right where the cost was less.")
    if standard.basis == StandardBasis.TOP_UP:
        yield _("The home's income is topped up to this line: the more it earns, the less is paid.")


def _by_another_standard(
    payment: Payment, rows: Sequence[Standard], standard: Standard, times: Decimal
) -> Iterator[str]:
    """The amount is what a standard of another class, time or place gives; said of the first."""
    for row in rows:
        if row is standard or row.amount * times != payment.amount or row.unit != standard.unit:
            continue
        holds = row.valid_from <= payment.period_from and (
            row.valid_to is None or payment.period_from <= row.valid_to
        )
        if row.recipient_class != standard.recipient_class:
            if not holds:
                continue
            if not payment.is_named:
                yield _("It is what another class of this benefit gets.")
            elif row.recipient_class:
                yield _("It is what the class “%(name)s” gets.") % {"name": row.class_words}
            else:
                yield _("It is what everybody without a class of their own gets.")
        elif not holds:
            if row.valid_to is not None and row.valid_to < payment.period_from:
                yield _("It is what the standard gave until %(day)s.") % {"day": day(row.valid_to)}
            else:
                yield _("It is what the standard gives from %(month)s on.") % {
                    "month": month(row.valid_from)
                }
        else:
            yield _("It is what the standard of %(place)s gives; here that of %(own)s holds.") % {
                "place": named(row.region.display_name), "own": named(standard.region.display_name),
            }  # fmt: skip
        return
