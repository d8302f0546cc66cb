"""A newer row with the same key replaces the older one; a withdrawal lets the older stand again."""

from __future__ import annotations

from core.cursors import Cursor
from villages.choices import LineState
from villages.models.records import Record


_REPLACED, _STANDING, _WITHDRAWN = (
    LineState.REPLACED.value,
    LineState.STANDING.value,
    LineState.WITHDRAWN.value,
)


def replace_older(cursor: Cursor, model: type[Record], batch_id: int) -> list[int]:
    """Mark the standing rows whose place a batch's rows take, inside the publishing transaction;
    returns their keys.
    """
    _one_at_a_time(cursor)
    table = model._meta.db_table
    same = " AND ".join(f"old.{name} = new.{name}" for name in model.KEY)
    cursor.execute(
        f"UPDATE {table} AS old SET state = %s, replaced_by_id = new.id FROM {table} AS new"
        f" WHERE new.batch_id = %s AND old.batch_id <> %s AND old.state = %s AND {same}"
        " RETURNING old.id",
        [_REPLACED, batch_id, batch_id, _STANDING],
    )
    return [key for (key,) in cursor.fetchall()]


def take_records_out(cursor: Cursor, model: type[Record], batch_id: int) -> list[int]:
    """Mark a batch's rows withdrawn; what they had replaced stands again, or is replaced by what
    replaced them. Returns the keys of those.
    """
    _one_at_a_time(cursor)
    table = model._meta.db_table
    cursor.execute(
        f"UPDATE {table} AS old SET replaced_by_id = new.replaced_by_id,"
        " state = CASE WHEN new.replaced_by_id IS NULL THEN %s ELSE %s END"
        f" FROM {table} AS new"
        " WHERE new.batch_id = %s AND old.replaced_by_id = new.id AND old.state = %s"
        " RETURNING old.id",
        [_STANDING, _REPLACED, batch_id, _REPLACED],
    )
    freed = [key for (key,) in cursor.fetchall()]
    cursor.execute(
        f"UPDATE {table} SET state = %s WHERE batch_id = %s AND state <> %s",
        [_WITHDRAWN, batch_id, _WITHDRAWN],
    )
    return freed


def _one_at_a_time(cursor: Cursor) -> None:
    """Until commit, so that two sheets with one number never both stand."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('villages.records'))")
