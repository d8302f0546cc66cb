"""Running the rules: incrementally over what changed, or over everything; same clues either way."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from auditing.services import record
from clues.services import open_from_hits
from matching.choices import Mode
from matching.models import RegistrySource, RuleResult, Run, SeenChange
from matching.rules import Rule, all_rules, rule_faults, rule_of
from matching.services.affected import collect_affected, standpoint, unseen_changes


logger = logging.getLogger(__name__)


def run_crosscheck(
    *, codes: list[str] | None = None, full: bool = False, by: User | None = None
) -> Run:
    """Run the rules (all, or those named) and write a result row for each.

    A rule that fails leaves its error in its row and stops no other; what it had not seen stays
    unseen. Raises RuleFileError for an unknown code.
    """
    rules = [rule_of(code) for code in codes] if codes else list(all_rules().values())
    run = Run.objects.create(
        mode=Mode.FULL if full else Mode.INCREMENTAL, started_by_id=None if by is None else by.pk
    )
    for rule in rules:
        _run_isolated(run, rule, full)
    if not codes:
        for code, fault in rule_faults().items():
            RuleResult.objects.create(run=run, rule=code[:60], rule_version="-", error=fault)
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])
    record(
        action="matching.run",
        by=by,
        target=f"run:{run.pk}",
        detail={"mode": run.mode, "rules": [rule.code for rule in rules]},
    )
    return run


def _run_isolated(run: Run, rule: Rule, full: bool) -> None:
    result = RuleResult.objects.create(
        run=run, rule=rule.code, rule_version=rule.version, parameters=rule.defaults()
    )
    started = time.monotonic()
    try:
        with transaction.atomic():
            _run_rule(result, rule, full)
    except Exception as error:  # whatever one rule does, the others run
        logger.exception("rule %s failed", rule.code)
        result.error = str(error)[:2_000]
        result.found = result.new = result.cleared = result.looked_at = 0
    result.seconds = round(time.monotonic() - started, 3)
    result.save()


def _run_rule(result: RuleResult, rule: Rule, full: bool) -> None:
    _note_registries(result, rule)
    with connection.cursor() as cursor:
        # Rules of one code never run side by side: both would number the same new clue.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"rule:{rule.code}"])
        stand = standpoint(cursor, rule)
        changes = unseen_changes(stand)
        affected = None if full else collect_affected(cursor, changes)
        result.looked_at = _looked_at(cursor, affected)
        cursor.execute("DROP TABLE IF EXISTS hits")
        cursor.execute(
            "CREATE TEMP TABLE hits ON COMMIT DROP AS " + rule.select(result.parameters, affected)
        )
        outcome = open_from_hits(
            cursor,
            hits="hits",
            source=rule.code,
            rule_version=rule.version,
            severity=rule.severity,
            run=result.run_id,
            looked_at=affected,
        )
    result.found, result.new, result.cleared = outcome.found, outcome.new, outcome.cleared
    # What was seen from an older standpoint need not be remembered.
    SeenChange.objects.filter(rule__startswith=f"{rule.code}@").exclude(rule=stand).delete()
    SeenChange.objects.bulk_create(
        [SeenChange(rule=stand, change_id=change) for change in changes], ignore_conflicts=True
    )


def _looked_at(cursor: Any, affected: str | None) -> int:
    """Payments the rule looked at; for a full run the kept sums know without counting."""
    if affected is None:
        cursor.execute(
            "SELECT coalesce(sum(payments), 0) FROM funds_paymenttotal"
            " WHERE region_code LIKE '__0000000000'"
        )
    else:
        cursor.execute(
            f"SELECT count(*) FROM funds_payment WHERE beneficiary_id IN (SELECT key FROM {affected})"
        )
    return cursor.fetchone()[0]


def _note_registries(result: RuleResult, rule: Rule) -> None:
    today = timezone.localdate()
    loaded: dict[str, list[RegistrySource]] = {}
    for source in RegistrySource.objects.filter(name__in=rule.registries, rows__gt=0):
        loaded.setdefault(source.name, []).append(source)
    result.missing_registries = [name for name in rule.registries if name not in loaded]
    result.stale_registries = [
        name for name, sources in loaded.items() if any(s.is_stale(today) for s in sources)
    ]
