"""Reads that pages share."""

from __future__ import annotations

from intake.sheets import all_sheets
from matching.choices import TrialStatus
from matching.models import RuleParameter


_REGISTRY = "registry:"


def registry_titles() -> dict[str, str]:
    """What each registry is called, by the name that rules give it."""
    return {
        sheet.kind.removeprefix(_REGISTRY): sheet.title
        for sheet in all_sheets()
        if sheet.kind.startswith(_REGISTRY)
    }


def settings_of(rule: str) -> list[RuleParameter]:
    """A rule's parameters that are live, by region."""
    return list(RuleParameter.objects.filter(rule=rule, trial__status=TrialStatus.LIVE))
