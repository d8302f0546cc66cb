"""The same rules on a draft roster, before money moves: a checklist for the cadre, never a clue.

The rules read funds_payment. Inside one transaction a temporary view of that name, which the
database finds first, shows them the published payments together with the draft's rows.
"""

from __future__ import annotations

import io
import json
import logging
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from core import vault
from core.cursors import Cursor
from funds.models import Payment
from intake.choices import Status
from intake.models import Batch
from intake.services.drafts import load_draft
from intake.sheets import sheet_of
from matching.engine.hits import collect_hits
from matching.exceptions import NothingToCheck, Unasked
from matching.rules import Rule, SubjectFilter
from matching.scopes import SCOPES
from matching.services.live import live_rules
from matching.services.parameters import live_parameters


logger = logging.getLogger(__name__)
SHOWN = 500
# Shorter than the web server waits for a worker.
PATIENCE_SECONDS = 20
_MADE = {"id": "(-row_number)::bigint", "version": "1", "replaced_by_id": "NULL::bigint"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of rows of the draft. No number, and no other office's evidence."""

    rule: Rule
    facts: dict[str, Any]
    amount: Decimal
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the rules say of a draft, and which of them could not be asked in time."""

    findings: list[Finding]
    unasked: list[Rule]


def check_draft(batch: Batch) -> Checklist:
    """Everything the rules about persons, households and accounts say of a checked roster.

    Writes nothing, and takes no longer than somebody waits for a page. Raises NothingToCheck
    unless the batch is a checked or submitted roster of payments.
    """
    if batch.kind != "payments" or batch.status not in (Status.CHECKED, Status.SUBMITTED):
        raise NothingToCheck(_("Only a checked roster that is not yet published can be looked at."))
    findings: list[Finding] = []
    unasked: list[Rule] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    with transaction.atomic(), connection.cursor() as cursor:
        stream = io.BufferedReader(vault.ChunkReader(batch.prepared_name), 2**20)
        load_draft(cursor, sheet_of(batch.kind), stream)
        _show_draft_among_payments(cursor)
        for rule in live_rules().values():
            if not rule.scope.of_draft or len(findings) >= SHOWN:
                continue
            left = int(deadline - time.monotonic())
            try:
                findings += _findings(cursor, rule, batch, left)
            except Unasked:
                unasked.append(rule)
        # Nothing of this is to stay, whatever a rule did to its temporary tables.
        transaction.set_rollback(True)
    findings.sort(key=lambda finding: (finding.rows[0], finding.rule.code))
    return Checklist(findings[:SHOWN], unasked)


def _show_draft_among_payments(cursor: Cursor) -> None:
    columns = [field.column for field in Payment._meta.concrete_fields]
    own = ", ".join(
        f"{_MADE[column]} AS {column}" if column in _MADE else column for column in columns
    )
    cursor.execute(
        f"CREATE TEMP VIEW funds_payment AS SELECT {', '.join(columns)} FROM public.funds_payment"
        f" UNION ALL SELECT {own} FROM draft"
    )
    # Rules that return payments are asked for them one by one.
    cursor.execute(f"CREATE INDEX ON draft (({_MADE['id']}))")
    for scope in SCOPES.values():
        if scope.of_draft:
            table = f"preflight_{scope.name}"
            cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {scope.of_draft}")
            cursor.execute(f"ANALYZE {table}")


def _findings(cursor: Cursor, rule: Rule, batch: Batch, seconds: int) -> list[Finding]:
    """Raises Unasked for a rule that fails or for which no time is left; it stops no other."""
    if seconds < 1:
        raise Unasked
    try:
        with transaction.atomic():
            return _found(cursor, rule, batch, seconds)
    except DatabaseError as error:
        logger.exception("rule %s failed before paying", rule.code)
        raise Unasked from error


def _found(cursor: Cursor, rule: Rule, batch: Batch, seconds: int) -> list[Finding]:
    subjects = SubjectFilter(
        column=rule.scope.column, table=f"preflight_{rule.scope.name}", of_draft=True
    )
    hits = collect_hits(cursor, rule, subjects, live_parameters(rule.code), seconds=seconds)
    cursor.execute(
        f"SELECT facts, amount, evidence FROM {hits} WHERE evidence @> %s LIMIT %s",
        [json.dumps([{"kind": "payment", "batch": batch.pk}]), SHOWN],
    )
    return [
        Finding(
            rule=rule,
            facts=_parsed(facts),
            amount=amount,
            rows=tuple(
                (row["sheet"], row["row"])
                for row in _parsed(evidence)
                if row["kind"] == "payment" and row["batch"] == batch.pk
            ),
        )
        for facts, amount, evidence in cursor.fetchall()
    ]


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
