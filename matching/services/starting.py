"""Opening a run: which rules it has, what each sees, and what none of them has looked at yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from auditing.services import record
from intake.models import Change
from matching.choices import Mode
from matching.models import RegistrySource, RuleResult, RuleShard, Run
from matching.rules import Rule, Setting, rule_faults, rule_of
from matching.services.live import live_rules
from matching.services.settings import live_settings_of
from matching.services.standpoints import (
    catalogue,
    forget_other_standpoints,
    let_go_changes,
    standpoint,
    unseen_changes,
)


# An incremental run is cut into shards if more than this part of all changes is unseen.
_MUCH = 0.1


@transaction.atomic
def start_run(
    *, codes: list[str] | None = None, full: bool = False, by: User | None = None, shards: int = 1
) -> Run:
    """Open a run with its results and shards; what it will look at is fixed from here on.

    A rule is cut into `shards` parts in a full run, and where an incremental one has much to
    look at. Raises RuleFileError for an unknown code.
    """
    rules = [rule_of(code) for code in codes] if codes else list(live_rules().values())
    run = Run.objects.create(
        mode=Mode.FULL if full else Mode.INCREMENTAL, started_by_id=None if by is None else by.pk
    )
    results = RuleResult.objects.bulk_create(_results(run, rules))
    changes = Change.objects.count()
    cut = []
    for result in results:
        # A shard has its own costs: what is soon done stays whole.
        parts = shards if full or len(result.changes) > changes * _MUCH else 1
        cut += [RuleShard(result=result, number=number, of=parts) for number in range(parts)]
    RuleShard.objects.bulk_create(cut)
    if not codes:
        RuleResult.objects.bulk_create(
            [
                RuleResult(
                    run=run, rule=code[:60], rule_version="-", error=fault,
                    finished_at=timezone.now(),
                )
                for code, fault in rule_faults().items()
            ]
        )  # fmt: skip
    record(
        action="matching.run",
        by=by,
        target=f"run:{run.pk}",
        detail={"mode": run.mode, "rules": [rule.code for rule in rules]},
    )
    return run


def _results(run: Run, rules: Sequence[Rule]) -> list[RuleResult]:
    settings = live_settings_of(rule.code for rule in rules)
    loaded: dict[str, list[RegistrySource]] = {}
    for source in RegistrySource.objects.filter(rows__gt=0):
        loaded.setdefault(source.name, []).append(source)
    today = timezone.localdate()
    stale = {
        name
        for name, sources in loaded.items()
        if any(source.is_stale(today) for source in sources)
    }
    results = []
    with connection.cursor() as cursor:
        known = catalogue(cursor, rules)
        stands = {rule.code: standpoint(rule, known) for rule in rules}
        # What this run opens is true from its own standpoint only, even if it is left half-way.
        forget_other_standpoints(cursor, stands)
        unseen = unseen_changes(cursor, list(stands.values()))
        let_go = let_go_changes(cursor, list(stands))
    for rule in rules:
        stand = stands[rule.code]
        results.append(
            RuleResult(
                run=run,
                rule=rule.code,
                rule_version=rule.version,
                parameters=_parameters_shown(rule, settings[rule.code]),
                standpoint=stand,
                changes=sorted({*unseen[stand], *let_go.get(rule.code, ())}),
                missing_registries=[name for name in rule.registries if name not in loaded],
                stale_registries=[name for name in rule.registries if name in stale],
            )
        )
    return results


def _parameters_shown(rule: Rule, settings: Mapping[str, Sequence[Setting]]) -> dict[str, Any]:
    """A rule's parameters as the evidence card shows them, with what regions have set."""
    shown: dict[str, Any] = {name: _plain(value) for name, value in rule.defaults().items()}
    for name, values in settings.items():
        for value in values:
            shown[f"{name}@{value.region_code}"] = _plain(value.value)
    return shown


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)
