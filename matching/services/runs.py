"""Running the rules: incrementally over what changed, or over everything; same clues either way.

A run is cut into shards, one rule and a part of its subjects each. A shard is one transaction, so
that workers on several machines can share a run, and a run killed anywhere goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from auditing.services import record
from clues.services import join_reasons, sync_merged_clues
from intake.models import Change
from matching.choices import Mode
from matching.engine.changes import drop_affected
from matching.engine.coverage import shares_known
from matching.engine.fingerprints import (
    catalogue,
    changes_to_recheck,
    forget_other_fingerprints,
    input_fingerprint,
    unseen_changes,
)
from matching.engine.thin_places import find_thin_places
from matching.engine.words import read_written_words, unknown_words
from matching.models import (
    RegistryCoverage,
    RegistrySource,
    RuleResult,
    RuleShard,
    Run,
    ThinPlace,
)
from matching.rules import ParameterValue, Rule, all_rules, rule_faults, rule_of
from matching.services.live import live_rules
from matching.services.parameters import live_parameters_of
from matching.services.shards import run_shard, turn_of
from regions.selectors import names_for


# An incremental run is cut into shards if more than this part of all changes is unseen.
_MUCH = 0.1


def run_crosscheck(
    *, codes: list[str] | None = None, full: bool = False, by: User | None = None
) -> Run:
    """Run the rules (all, or those named) here and now, and write a result row for each.

    A rule that fails leaves its error in its row and stops no other; what it had not seen stays
    unseen. Raises RuleFileError for an unknown code.
    """
    run = start_run(codes=codes, full=full, by=by)
    try:
        for shard in waiting_shards(run.pk):
            run_shard(shard_id=shard)
    finally:
        with connection.cursor() as cursor:
            drop_affected(cursor)
    finish_run(run_id=run.pk)
    run.refresh_from_db()
    return run


@transaction.atomic
def start_run(
    *, codes: list[str] | None = None, full: bool = False, by: User | None = None, shards: int = 1
) -> Run:
    """Open a run with its results and shards; what it will look at is fixed from here on.

    A rule is cut into `shards` parts in a full run, and where an incremental one has much to
    look at. Raises RuleFileError for an unknown code.
    """
    rules = [rule_of(code) for code in codes] if codes else list(live_rules().values())
    with connection.cursor() as cursor:
        read_written_words(cursor)
        find_thin_places(cursor, all_rules().values())
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
    settings = live_parameters_of(rule.code for rule in rules)
    loaded: dict[str, list[RegistrySource]] = {}
    for source in RegistrySource.objects.filter(rows__gt=0):
        loaded.setdefault(source.name, []).append(source)
    today = timezone.localdate()
    stale = {
        name
        for name, sources in loaded.items()
        if any(source.is_stale(today) for source in sources)
    }
    thin = _thin_places_shown()
    results = []
    with connection.cursor() as cursor:
        known = catalogue(cursor, rules)
        stands = {rule.code: input_fingerprint(rule, known) for rule in rules}
        # What this run opens is true from its own input_fingerprint only, even if it is left half-way.
        forget_other_fingerprints(cursor, stands)
        unseen = unseen_changes(cursor, list(stands.values()))
        let_go = changes_to_recheck(cursor, list(stands))
    for rule in rules:
        stand = stands[rule.code]
        results.append(
            RuleResult(
                run=run,
                rule=rule.code,
                rule_version=rule.version,
                parameters=_parameters_shown(rule, settings[rule.code]),
                input_fingerprint=stand,
                changes=sorted({*unseen[stand], *let_go.get(rule.code, ())}),
                missing_registries=[name for name in rule.registries if name not in loaded],
                stale_registries=[name for name in rule.registries if name in stale],
                thin_places=thin.get(rule.code, {}),
            )
        )
    return results


def _thin_places_shown() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """By rule and registry where it keeps still, with the counties' names of today."""
    places = list(ThinPlace.objects.all())
    names = names_for({place.region_code for place in places}) if places else {}
    shown: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for place in places:
        shown.setdefault(place.rule, {}).setdefault(place.registry, []).append(
            {
                "place": names.get(place.region_code, place.region_code),
                "known": place.known,
                "subjects": place.subjects,
            }
        )
    return shown


def _parameters_shown(
    rule: Rule, settings: Mapping[str, Sequence[ParameterValue]]
) -> dict[str, Any]:
    """A rule's parameters as the evidence card shows them, with what regions have set."""
    shown: dict[str, Any] = {name: _plain(value) for name, value in rule.defaults().items()}
    for name, values in settings.items():
        for value in values:
            shown[f"{name}@{value.region_code}"] = _plain(value.value)
    return shown


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def waiting_shards(run_id: int) -> list[int]:
    """Shards of a run that nobody has finished, rule by rule."""
    shards = RuleShard.objects.filter(result__run=run_id, finished_at=None)
    return list(shards.order_by("result__rule", "number").values_list("pk", flat=True))


def left_shards(run_id: int) -> list[int]:
    """Shards of a run that are neither finished nor being worked on."""
    left = []
    shards = RuleShard.objects.filter(pk__in=waiting_shards(run_id)).select_related("result")
    for shard in shards:
        with transaction.atomic(), connection.cursor() as cursor:
            turn = turn_of(shard.result.rule, shard)
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [turn])
            if cursor.fetchone()[0]:
                left.append(shard.pk)
    return left


def finish_run(*, run_id: int) -> bool:
    """Close a run whose shards are all done; whether it is closed."""
    if RuleShard.objects.filter(result__run=run_id, finished_at=None).exists():
        return False
    _keep_coverage(run_id)
    _keep_unknown_words(run_id)
    join_reasons({code: rule.reason_of for code, rule in live_rules().items() if rule.reason_of})
    sync_merged_clues({code: rule.growth for code, rule in live_rules().items()})
    Run.objects.filter(pk=run_id, finished_at=None).update(finished_at=timezone.now())
    return True


@transaction.atomic
def _keep_coverage(run_id: int) -> None:
    """How much the registries know of whom each rule asked about; safe to be done again."""
    results = {result.rule: result for result in RuleResult.objects.filter(run=run_id, error="")}
    rules = [rule for code, rule in live_rules().items() if code in results]
    with connection.cursor() as cursor:
        shares = list(shares_known(cursor, rules))
    RegistryCoverage.objects.bulk_create(
        [
            RegistryCoverage(
                result=results[share.rule], registry=share.registry, subjects=share.subjects,
                known=share.known,
            )
            for share in shares
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def _keep_unknown_words(run_id: int) -> None:
    """In how many lines each rule met a word that no list knows; safe to be done again."""
    results = list(RuleResult.objects.filter(run=run_id, error=""))
    rules = live_rules()
    asked = {
        result.pk: rules[result.rule].words_asked for result in results if result.rule in rules
    }
    with connection.cursor() as cursor:
        unknown = unknown_words(cursor, {place for places in asked.values() for place in places})
    met = []
    for result in results:
        lines: dict[str, int] = {}
        for word in unknown:
            if (word.registry, word.column) in asked.get(result.pk, ()):
                lines[word.registry] = lines.get(word.registry, 0) + word.lines
        if lines:
            result.unknown_words = lines
            met.append(result)
    RuleResult.objects.bulk_update(met, ["unknown_words"])


def unfinished_runs() -> list[int]:
    """Runs that a worker has left half-way, latest first."""
    runs = Run.objects.filter(finished_at=None).order_by("-pk")
    return list(runs.values_list("pk", flat=True)[: settings.CROSSCHECK_RESUMED])
