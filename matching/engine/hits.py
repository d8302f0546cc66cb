"""Running one rule's SELECT into a temporary table: read-only, with a time limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction

from clues.services.opening import KEY_OF_SUBJECT, make_hits_table
from core.cursors import Cursor
from matching.engine.derived import derive
from matching.rules import ParameterValue, Rule, SubjectFilter


_COLUMNS = (
    "subject", "grade", "region_code", "programme_code", "amount", "facts", "evidence", "groups",
)  # fmt: skip


def collect_hits(
    cursor: Cursor, rule: Rule, subjects: SubjectFilter, parameters: Mapping[str, Sequence[ParameterValue]],
    *, seconds: int | None = None,
) -> str:  # fmt: skip
    """The name of a temporary table of the rule's hits, gone at commit.

    The SELECT itself cannot write to anything but that table, and is stopped after `seconds`
    (settings.CROSSCHECK_TIMEOUT_SECONDS by default). Must be called inside a transaction.
    """
    make_hits_table(cursor)
    names = ", ".join(_COLUMNS)
    _run(cursor, rule, subjects, parameters, into=f"hits ({names})", columns=names, seconds=seconds)
    cursor.execute("ANALYZE hits")
    return "hits"


def collect_suspects(
    cursor: Cursor, rule: Rule, subjects: SubjectFilter, parameters: Mapping[str, Sequence[ParameterValue]],
    *, into: str,
) -> None:  # fmt: skip
    """Add to the table `into` the keys (bytea) of all subjects that the rule hits, as above."""
    _run(cursor, rule, subjects, parameters, into=into, columns=f"DISTINCT {KEY_OF_SUBJECT}")


def _run(
    cursor: Cursor, rule: Rule, subjects: SubjectFilter, parameters: Mapping[str, Sequence[ParameterValue]],
    *, into: str, columns: str, seconds: int | None = None,
) -> None:  # fmt: skip
    for name in rule.derives:
        derive(name, cursor, subjects)
    select = rule.select(subjects, parameters)
    with transaction.atomic():
        cursor.execute(
            "SELECT set_config('transaction_read_only', 'on', true),"
            " set_config('statement_timeout', %s, true)",
            [f"{seconds or settings.CROSSCHECK_TIMEOUT_SECONDS}s"],
        )
        # No parameters are passed, so a percent sign in a rule stays one.
        cursor.execute(f"INSERT INTO {into} SELECT {columns} FROM ({select}) AS found")
    cursor.execute("SET LOCAL statement_timeout = 0")
