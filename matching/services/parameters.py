"""Parameters as administrators have set them by region, as far as they are live."""

from __future__ import annotations

from collections.abc import Iterable

from matching.choices import TrialStatus
from matching.models import RuleParameter
from matching.rules import ParameterValue


def live_parameters(rule: str) -> dict[str, list[ParameterValue]]:
    """A rule's live parameters by name, those that went live last first: of two for one region
    and day the later one counts.
    """
    return live_parameters_of([rule])[rule]


def live_parameters_of(rules: Iterable[str]) -> dict[str, dict[str, list[ParameterValue]]]:
    """The same of several rules, asked for at once."""
    rows: dict[str, list[RuleParameter]] = {rule: [] for rule in rules}
    live = RuleParameter.objects.filter(rule__in=list(rows), trial__status=TrialStatus.LIVE)
    for row in live.order_by("-trial__live_at", "-trial"):
        rows[row.rule].append(row)
    return {rule: as_values(of_rule) for rule, of_rule in rows.items()}


def as_values(parameters: Iterable[RuleParameter]) -> dict[str, list[ParameterValue]]:
    found: dict[str, list[ParameterValue]] = {}
    for row in parameters:
        found.setdefault(row.name, []).append(
            ParameterValue(row.region_code, row.value, row.valid_from, row.valid_to)
        )
    return found
