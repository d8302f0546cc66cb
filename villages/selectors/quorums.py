"""Whether a step of the four deliberations was quorate and carried.

Source: 村民委员会组织法 art. 22 (a villagers' assembly needs more than half of the adults or
representatives of more than two thirds of the households; it decides by more than half of those
present), art. 25 (representatives: at least two thirds present, more than half of those present);
for party members' meetings the practice of 四议两公开: two thirds present, more than half of those
entitled in favour.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from villages.choices import DecisionStep
from villages.models import DecisionEntry


@dataclass(frozen=True, slots=True)
class Quorum:
    """`present` of those entitled, `more` when it must be exceeded; `favour` must be exceeded."""

    present: Fraction
    more: bool
    favour: Fraction
    of_entitled: bool = False


QUORUMS: dict[str, Quorum] = {
    DecisionStep.PARTY: Quorum(Fraction(2, 3), more=False, favour=Fraction(1, 2), of_entitled=True),
    DecisionStep.ASSEMBLY: Quorum(Fraction(1, 2), more=True, favour=Fraction(1, 2)),
    DecisionStep.HOUSEHOLDS: Quorum(Fraction(2, 3), more=True, favour=Fraction(1, 2)),
    DecisionStep.REPRESENTATIVES: Quorum(Fraction(2, 3), more=False, favour=Fraction(1, 2)),
}


def faults(entry: DecisionEntry) -> list[str]:
    """Why a meeting's step does not hold, in sentences; empty where it does or nothing is asked."""
    quorum = QUORUMS.get(entry.step)
    if quorum is None:
        return []
    if entry.entitled is None or entry.attended is None or entry.in_favour is None:
        return [_("The record does not say how many were entitled, attended and agreed.")]
    found = []
    needed = quorum.present * entry.entitled
    present = entry.attended > needed if quorum.more else entry.attended >= needed
    if not present:
        found.append(
            _("%(attended)s of %(entitled)s attended: too few to decide.")
            % {"attended": entry.attended, "entitled": entry.entitled}
        )
    base = entry.entitled if quorum.of_entitled else entry.attended
    if entry.in_favour <= quorum.favour * base:
        found.append(
            _("%(in_favour)s agreed out of %(base)s: not more than half.")
            % {"in_favour": entry.in_favour, "base": base}
        )
    return found
