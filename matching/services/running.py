"""Running the rules: incrementally over what changed, or over everything; same clues either way.

A run is cut into shards, one rule and a part of its subjects each. A shard is one transaction, so
that workers on several machines can share a run, and a run killed anywhere goes on where it was.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from clues.services import open_from_hits, open_from_nothing, settle_merged
from core.redaction import redact_error
from matching.choices import Mode
from matching.models import RuleResult, RuleShard, Run, SeenChange
from matching.rules import Rule, RuleFileError, Subjects, all_rules, rule_of
from matching.services.affected import drop_affected
from matching.services.hits import collect_hits
from matching.services.settings import live_settings
from matching.services.standpoints import catalogue, standpoint
from matching.services.starting import start_run
from matching.services.subjects import Look, look_of


logger = logging.getLogger(__name__)

# The standpoint of a rule whose catalogue, parameters or registries changed while a run went on.
_MOVED = ""


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


def waiting_shards(run_id: int) -> list[int]:
    """Shards of a run that nobody has finished, rule by rule."""
    shards = RuleShard.objects.filter(result__run=run_id, finished_at=None)
    return list(shards.order_by("result__rule", "number").values_list("pk", flat=True))


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
        parameters = live_settings(rule.code)
        if result.run.mode == Mode.FULL:
            look = _look_at_all(cursor, rule, shard)
        else:
            look = look_of(cursor, rule, shard, parameters)
        if shard.number == 0:
            shard.looked_at = look.looked_at
        if look.nobody:
            outcome = open_from_nothing(cursor, source=rule.code)
        else:
            outcome = open_from_hits(
                cursor,
                hits=collect_hits(cursor, rule, look.subjects, parameters),
                source=rule.code,
                rule_version=rule.version,
                severity=rule.severity,
                duty=rule.duty,
                run=result.run_id,
                looked_at=look.subjects.table,
                shard=look.subjects.shard if shard.of > 1 else None,
            )
        if standpoint(rule, catalogue(cursor, [rule])) != result.standpoint:
            RuleResult.objects.filter(pk=result.pk).update(standpoint=_MOVED)
            result.standpoint = _MOVED
    shard.found, shard.new, shard.cleared = outcome.found, outcome.new, outcome.cleared
    shard.seconds = round(time.monotonic() - started, 3)
    _end(shard)


def _look_at_all(cursor: Any, rule: Rule, shard: RuleShard) -> Look:
    subjects = Subjects(column=rule.subject_column, shard=(shard.number, shard.of))
    return Look(subjects, _payments(cursor))


def _take_turn(cursor: Any, rule: str, shard: RuleShard) -> None:
    """The same subjects are never worked on side by side: both would number a new clue."""
    lock = "pg_advisory_xact_lock_shared" if shard.of > 1 else "pg_advisory_xact_lock"
    cursor.execute(f"SELECT {lock}(hashtext(%s))", [f"rule:{rule}"])
    if shard.of > 1:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_turn_of(rule, shard)])


def _turn_of(rule: str, shard: RuleShard) -> str:
    part = f":{shard.number}/{shard.of}" if shard.of > 1 else ""
    return f"rule:{rule}{part}"


def left_shards(run_id: int) -> list[int]:
    """Shards of a run that are neither finished nor being worked on."""
    left = []
    shards = RuleShard.objects.filter(pk__in=waiting_shards(run_id)).select_related("result")
    for shard in shards:
        with transaction.atomic(), connection.cursor() as cursor:
            turn = _turn_of(shard.result.rule, shard)
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [turn])
            if cursor.fetchone()[0]:
                left.append(shard.pk)
    return left


def _rule_as_opened(result: RuleResult) -> Rule:
    rule = all_rules().get(result.rule) or rule_of(result.rule)
    if rule.version != result.rule_version:
        raise RuleFileError(f"The rule “{rule.code}” was changed while the run went on.")
    return rule


def _keep_error(shard_id: int, error: str, seconds: float) -> None:
    with transaction.atomic():
        shard = RuleShard.objects.select_related("result").get(pk=shard_id)
        shard.error, shard.seconds = error, round(seconds, 3)
        shard.found = shard.new = shard.cleared = shard.looked_at = 0
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
        _remember_seen(result)
    result.seconds = round(sum(part.seconds for part in shards), 3)
    result.finished_at = shard.finished_at
    result.save()


def _remember_seen(result: RuleResult) -> None:
    if result.standpoint == _MOVED:
        # Some shards saw things from elsewhere: the next run looks at everybody again.
        SeenChange.objects.filter(rule__startswith=f"{result.rule}@").delete()
        return
    SeenChange.objects.bulk_create(
        [SeenChange(rule=result.standpoint, change_id=change) for change in result.changes],
        ignore_conflicts=True,
        batch_size=5_000,
    )


def finish_run(*, run_id: int) -> bool:
    """Close a run whose shards are all done; whether it is closed."""
    if RuleShard.objects.filter(result__run=run_id, finished_at=None).exists():
        return False
    settle_merged()
    Run.objects.filter(pk=run_id, finished_at=None).update(finished_at=timezone.now())
    return True


def unfinished_runs() -> list[int]:
    """Runs that a worker has left half-way, latest first."""
    runs = Run.objects.filter(finished_at=None).order_by("-pk")
    return list(runs.values_list("pk", flat=True)[: settings.CROSSCHECK_RESUMED])


def _payments(cursor: Any) -> int:
    """All payments, from the kept sums."""
    cursor.execute(
        "SELECT coalesce(sum(payments), 0) FROM funds_paymenttotal"
        " WHERE region_code LIKE '__0000000000'"
    )
    return cursor.fetchone()[0]
