"""How often one rule was right: every finding that was ever made of its clues."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, TextField, Value
from django.db.models.functions import Concat

from clues.choices import CONFIRMED, FINDINGS, Explanation
from clues.models import Clue, Finding
from core.divisions import code_range


@dataclass(frozen=True, slots=True)
class Precision:
    """Counts of a rule's clues and findings; `by_finding` has each finding's own, those that came
    up. The same finding of the same facts counts once, whoever makes it again.
    """

    found: int
    checked: int
    confirmed: int
    by_finding: list[tuple[str, int]]

    @property
    def percent(self) -> int | None:
        """Confirmed ÷ checked; None where nothing was checked."""
        return round(100 * self.confirmed / self.checked) if self.checked else None


def precision_of(rule: str, region: str) -> Precision:
    """Of all clues that a rule ever raised in a region: two queries."""
    within = code_range(region)
    made = (
        Finding.objects.filter(source=rule, clue__region_code__range=within)
        .order_by()
        .values_list("finding")
        .annotate(
            times=Count(
                Concat("clue_id", Value(" "), "facts_digest", output_field=TextField()),
                distinct=True,
            )
        )
    )
    counts = dict(made)
    checked = {finding: counts[finding] for finding in FINDINGS if finding in counts}
    return Precision(
        found=Clue.objects.filter(source=rule, region_code__range=within).count(),
        checked=sum(checked.values()),
        confirmed=sum(checked.get(finding, 0) for finding in CONFIRMED),
        by_finding=[(str(Explanation(code).label), times) for code, times in checked.items()],
    )
