"""Running one rule's SELECT into a temporary table: read-only, with a time limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction

from clues.services.opening import KEY_OF_SUBJECT, make_hits_table
from core.cursors import Cursor
from matching.engine.derived import derive
from matching.engine.words import words_for
from matching.rules import ParameterValue, Rule, SubjectFilter


_COLUMNS = (
    "subject", "grade", "region_code", "programme_code", "amount", "facts", "evidence", "groups",
)  # fmt: skip
_UNCLEAR = "SELECT coalesce(sum((facts->>'unclear_payments')::int), 0) FROM {hits}"


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


def count_unjudged(
    cursor: Cursor, rule: Rule, subjects: SubjectFilter, parameters: Mapping[str, Sequence[ParameterValue]],
    *, hits: str | None,
) -> int:  # fmt: skip
    """How many of the payments looked at the rule could not judge, for want of a number.

    By its own count, or by what the table `hits` (None: there was nobody to ask about) says.
    """
    select = ""
    if rule.unjudged:
        words = words_for(cursor, rule.words_asked, of_draft=subjects.of_draft)
        select = rule.count_unjudged(subjects, parameters, words)
    elif hits is None:
        return 0
    with _bounded(cursor, settings.CROSSCHECK_TIMEOUT_SECONDS):
        cursor.execute(select or _UNCLEAR.format(hits=hits))
        return int(cursor.fetchone()[0])


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
    words = words_for(cursor, rule.words_asked, of_draft=subjects.of_draft)
    select = rule.select(subjects, parameters, words)
    with _bounded(cursor, seconds or settings.CROSSCHECK_TIMEOUT_SECONDS):
        # No parameters are passed, so a percent sign in a rule stays one.
        cursor.execute(f"INSERT INTO {into} SELECT {columns} FROM ({select}) AS found")


@contextmanager
def _bounded(cursor: Cursor, seconds: int) -> Iterator[None]:
    """What a rule's file says runs here: it can write nothing but temporary tables, nor take long."""
    with transaction.atomic():
        cursor.execute(
            "SELECT set_config('transaction_read_only', 'on', true),"
            " set_config('statement_timeout', %s, true)",
            [f"{seconds}s"],
        )
        yield
    cursor.execute("SET LOCAL statement_timeout = 0")
