"""How often one rule was right: what the checks of its clues found."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from clues.choices import CONFIRMED, FINDINGS, Explanation
from clues.models import Clue
from core.divisions import code_range


@dataclass(frozen=True, slots=True)
class Precision:
    """Counts of a rule's clues; `by_finding` has each finding's own, those that came up."""

    found: int
    checked: int
    confirmed: int
    by_finding: list[tuple[str, int]]

    @property
    def percent(self) -> int | None:
        """Confirmed ÷ checked; None where nothing was checked."""
        return round(100 * self.confirmed / self.checked) if self.checked else None


def precision_of(rule: str, region: str) -> Precision:
    """Of all clues that a rule ever raised in a region: one query."""
    rows = (
        Clue.objects.filter(source=rule, region_code__range=code_range(region))
        .order_by()
        .values_list("explanation")
        .annotate(clues=Count("pk"))
    )
    counts = dict(rows)
    checked = {finding: counts[finding] for finding in FINDINGS if finding in counts}
    return Precision(
        found=sum(counts.values()),
        checked=sum(checked.values()),
        confirmed=sum(checked.get(finding, 0) for finding in CONFIRMED),
        by_finding=[(str(Explanation(code).label), clues) for code, clues in checked.items()],
    )
