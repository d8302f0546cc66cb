"""The same rules on a draft roster, before money moves: a checklist for the cadre, never a clue.

It tells what to look up, and nothing that a registry says: only of rows whose name and number agree
with what is known, so that nobody learns by a made-up row what a registry knows of a number.

The rules read funds_payment. Inside one transaction a temporary view of that name, which the
database finds first, shows them the published payments together with the draft's rows.
"""

from __future__ import annotations

import io
import json
import logging
import time
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record_sensitive_access
from clues.choices import Grade
from core import vault
from core.cursors import Cursor
from funds.models import Payment
from intake.choices import Status
from intake.models import Batch
from intake.permissions import check_can_open
from intake.services.drafts import load_draft
from intake.sheets import sheet_of
from matching.engine.hits import collect_hits
from matching.exceptions import NothingToCheck, Unasked
from matching.models import REGISTRIES
from matching.rules import Rule, SubjectFilter
from matching.scopes import SCOPES
from matching.services.live import live_rules
from matching.services.parameters import live_parameters
from matching.services.preflight_budget import charge_lines


logger = logging.getLogger(__name__)
SHOWN = 500
# Shorter than the web server waits for a worker.
PATIENCE_SECONDS = 20
_MADE = {"id": "(-row_number)::bigint", "version": "1", "replaced_by_id": "NULL::bigint"}


@dataclass(frozen=True, slots=True)
class Finding:
    """That a rule says something of these rows of the draft, and where to look it up: no fact."""

    rule: Rule
    rows: tuple[tuple[str, int], ...]

    @property
    def registers(self) -> list[str]:
        """What the lists are called that the rule asks."""
        return [str(sheet_of(f"registry:{name}").label) for name in self.rule.registries]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the rules say of a draft, and which of them could not be asked in time."""

    findings: list[Finding]
    unasked: list[Rule]


def look_before_paying(*, batch: Batch, by: User) -> Checklist:
    """The checklist for somebody who may open the roster; the look is written down, and its lines
    are counted against their office's day.
    """
    check_can_open(by, batch)
    _check_submitted(batch)
    charge_lines(by.office_id, f"{batch.pk} {batch.submitted_at}", batch.accepted)
    record_sensitive_access(
        by=by,
        subject=f"batch:{batch.pk}",
        reason=_("check before paying, lines: %(count)s") % {"count": batch.accepted},
    )
    return check_draft(batch)


def _check_submitted(batch: Batch) -> None:
    if batch.kind != "payments" or batch.status != Status.SUBMITTED:
        raise NothingToCheck(
            _("Only a roster that was submitted and is not yet published can be looked at.")
        )


def check_draft(batch: Batch) -> Checklist:
    """What the rules about persons, households and accounts have to ask of a submitted roster.

    Writes nothing, and takes no longer than somebody waits for a page. Raises NothingToCheck
    unless the batch is a submitted roster of payments.
    """
    _check_submitted(batch)
    findings: list[Finding] = []
    unasked: list[Rule] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    with transaction.atomic(), connection.cursor() as cursor:
        stream = io.BufferedReader(vault.ChunkReader(batch.prepared_name), 2**20)
        load_draft(cursor, sheet_of(batch.kind), stream)
        _leave_out_strangers(cursor)
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


# Whom a row names, by which number.
_NAMED = (
    ("beneficiary_id", "beneficiary_name"),
    ("payee_id", "payee_name"),
    ("head_id", "head_name"),
)


def _leave_out_strangers(cursor: Cursor) -> None:
    """Leave out rows with a number that is known, but by no line under the row's name."""
    lines = " UNION ALL ".join(
        f"SELECT known.person_id, known.name FROM {model._meta.db_table} AS known"
        " JOIN asked ON asked.person_id = known.person_id WHERE NOT known.ended"
        for model in REGISTRIES.values()
    )
    for number, name in _NAMED:
        cursor.execute(
            "CREATE TEMP TABLE asked ON COMMIT DROP AS"
            f" SELECT DISTINCT {number} AS person_id FROM draft WHERE {number} IS NOT NULL"
        )
        cursor.execute("ANALYZE asked")
        cursor.execute(
            f"CREATE TEMP TABLE known ON COMMIT DROP AS {lines} UNION ALL"
            " SELECT p.beneficiary_id, p.beneficiary_name FROM public.funds_payment AS p"
            " JOIN asked ON asked.person_id = p.beneficiary_id WHERE p.state = 'paid'"
        )
        cursor.execute("CREATE INDEX ON known (person_id)")
        cursor.execute(
            f"DELETE FROM draft AS d WHERE EXISTS (SELECT FROM known WHERE person_id = d.{number})"
            f" AND NOT EXISTS (SELECT FROM known WHERE person_id = d.{number}"
            f" AND name = d.{name})"
        )
        cursor.execute("DROP TABLE asked, known")


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
        f"SELECT evidence FROM {hits} WHERE evidence @> %s AND grade <> %s LIMIT %s",
        [json.dumps([{"kind": "payment", "batch": batch.pk}]), Grade.OTHER_NAME, SHOWN],
    )
    found = []
    for (evidence,) in cursor.fetchall():
        payments = [row for row in _parsed(evidence) if row["kind"] == "payment"]
        own = [row for row in payments if row["batch"] == batch.pk]
        # What numbers or names resemble each other is told within the roster only.
        if len(own) == len(payments) or not rule.derives:
            places = tuple((row["sheet"], row["row"]) for row in own)
            found.append(Finding(rule=rule, rows=places))
    return found


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
