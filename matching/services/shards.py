"""Doing one shard of a run: a rule and a part of its subjects, in one transaction."""

from __future__ import annotations

import logging
import time

from django.db import connection, transaction
from django.utils import timezone

from clues.services import expire_clean_periods, upsert_from_hits
from core.cursors import Cursor
from core.redaction import redact_error
from matching.choices import Mode
from matching.engine.fingerprints import catalogue, input_fingerprint
from matching.engine.hits import collect_hits, count_unjudged
from matching.engine.narrowing import ShardPlan, plan_shard
from matching.models import ProcessedChange, RuleResult, RuleShard
from matching.rules import Rule, RuleFileError, SubjectFilter, all_rules, rule_of
from matching.services.parameters import live_parameters


logger = logging.getLogger(__name__)

# The fingerprint of a rule whose catalogue, parameters or registries changed while a run went on.
_MOVED = ""


def run_shard(*, shard_id: int) -> None:
    """Do one shard: its hits become clues in one transaction, or its error is kept.

    Safe to call again at any time, also by two workers at once: a finished shard is left alone.
    """
    started = time.monotonic()
    try:
        with transaction.atomic():
            _run_shard(shard_id, started)
    except Exception as error:  # whatever one rule does, the others run
        logger.exception("shard %s failed", shard_id)
        # Some errors say nothing; the row must say that it failed.
        words = redact_error(str(error))[:2_000] or type(error).__name__
        _keep_error(shard_id, words, time.monotonic() - started)


def _run_shard(shard_id: int, started: float) -> None:
    shard = RuleShard.objects.select_related("result__run").get(pk=shard_id)
    result = shard.result
    with connection.cursor() as cursor:
        _take_turn(cursor, result.rule, shard)
        # Another worker may have done it while this one waited.
        if not RuleShard.objects.filter(pk=shard_id, finished_at=None).exists():
            return
        rule = _rule_as_opened(result)
        parameters = live_parameters(rule.code)
        if result.run.mode == Mode.FULL:
            look = _look_at_all(cursor, rule, shard)
        else:
            look = plan_shard(cursor, rule, shard, parameters)
        if shard.number == 0:
            shard.looked_at = look.looked_at
        hits = None
        if look.nobody:
            outcome = expire_clean_periods(cursor, source=rule.code)
        else:
            hits = collect_hits(cursor, rule, look.subjects, parameters)
            outcome = upsert_from_hits(
                cursor,
                hits=hits,
                source=rule.code,
                rule_version=rule.version,
                severity=rule.severity,
                duty=rule.duty,
                hint=rule.hint,
                run=result.run_id,
                looked_at=look.subjects.table,
                shard=look.subjects.shard if shard.of > 1 else None,
                growing=sorted(rule.grows),
                growth=rule.growth,
            )
        shard.unjudged = count_unjudged(
            cursor, rule, look.changed or look.subjects, parameters, hits=hits
        )
        if input_fingerprint(rule, catalogue(cursor, [rule])) != result.input_fingerprint:
            RuleResult.objects.filter(pk=result.pk).update(input_fingerprint=_MOVED)
            result.input_fingerprint = _MOVED
    shard.found, shard.new, shard.cleared = outcome.found, outcome.new, outcome.cleared
    shard.seconds = round(time.monotonic() - started, 3)
    _end(shard)


def _look_at_all(cursor: Cursor, rule: Rule, shard: RuleShard) -> ShardPlan:
    subjects = SubjectFilter(column=rule.scope.column, shard=(shard.number, shard.of))
    return ShardPlan(subjects, _payments(cursor))


def _take_turn(cursor: Cursor, rule: str, shard: RuleShard) -> None:
    """The same subjects are never worked on side by side: both would number a new clue."""
    lock = "pg_advisory_xact_lock_shared" if shard.of > 1 else "pg_advisory_xact_lock"
    cursor.execute(f"SELECT {lock}(hashtext(%s))", [f"rule:{rule}"])
    if shard.of > 1:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [turn_of(rule, shard)])


def turn_of(rule: str, shard: RuleShard) -> str:
    """The name of the advisory lock that whoever works on a shard holds."""
    part = f":{shard.number}/{shard.of}" if shard.of > 1 else ""
    return f"rule:{rule}{part}"


def _rule_as_opened(result: RuleResult) -> Rule:
    rule = all_rules().get(result.rule) or rule_of(result.rule)
    if rule.version != result.rule_version:
        raise RuleFileError(f"The rule “{rule.code}” was changed while the run went on.")
    return rule


def _keep_error(shard_id: int, error: str, seconds: float) -> None:
    with transaction.atomic():
        shard = RuleShard.objects.select_related("result").get(pk=shard_id)
        shard.error, shard.seconds = error, round(seconds, 3)
        shard.found = shard.new = shard.cleared = shard.looked_at = shard.unjudged = 0
        _end(shard)


def _end(shard: RuleShard) -> None:
    """Mark the shard done; the last one of a rule adds up its result and what it has seen."""
    result = shard.result
    shard.finished_at = timezone.now()
    if shard.of == 1:
        shard.save()
        shards = [shard]
    else:
        # The result's lock, so that of the last two one sees the other done.
        result = RuleResult.objects.select_for_update().get(pk=shard.result_id)
        shard.save()
        shards = list(result.shards.all())
    if any(part.finished_at is None for part in shards):
        return
    result.error = "\n".join(dict.fromkeys(part.error for part in shards if part.error))
    if not result.error:
        result.found = sum(part.found for part in shards)
        result.new = sum(part.new for part in shards)
        result.cleared = sum(part.cleared for part in shards)
        result.looked_at = sum(part.looked_at for part in shards)
        result.unjudged = sum(part.unjudged for part in shards)
        _remember_seen(result)
    result.seconds = round(sum(part.seconds for part in shards), 3)
    result.finished_at = shard.finished_at
    result.save()


def _remember_seen(result: RuleResult) -> None:
    if result.input_fingerprint == _MOVED:
        # Some shards saw things from elsewhere: the next run looks at everybody again.
        ProcessedChange.objects.filter(fingerprint__startswith=f"{result.rule}@").delete()
        return
    ProcessedChange.objects.bulk_create(
        [
            ProcessedChange(fingerprint=result.input_fingerprint, change_id=change)
            for change in result.changes
        ],
        ignore_conflicts=True,
        batch_size=5_000,
    )


def _payments(cursor: Cursor) -> int:
    """All payments, from the kept sums."""
    cursor.execute(
        "SELECT coalesce(sum(payments), 0) FROM funds_paymenttotal"
        " WHERE region_code LIKE '__0000000000'"
    )
    return int(cursor.fetchone()[0])
