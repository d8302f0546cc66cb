"""Which rules raise clues: those shipped as live, and trial rules that two people have signed."""

from __future__ import annotations

from matching.choices import TrialStatus
from matching.models import Trial
from matching.rules import Rule, all_rules


def live_rules() -> dict[str, Rule]:
    """Rules by code; one whose file says `stage: trial` only if this very version went live."""
    signed = set(Trial.objects.filter(status=TrialStatus.LIVE).values_list("rule", "rule_version"))
    return {
        code: rule
        for code, rule in all_rules().items()
        if not rule.on_trial or (code, rule.version) in signed
    }
