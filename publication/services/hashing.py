"""Rows out of the database as the log takes them: their text, hashed while it streams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from core.cursors import Cursor
from publication.log.kinds import RowKind
from publication.log.leaves import RowHasher


class Taker(Protocol):
    def write(self, line: bytes) -> int: ...


_PINNED = (
    "SELECT set_config('datestyle', 'ISO, YMD', true), set_config('bytea_output', 'hex', true),"
    " set_config('intervalstyle', 'postgres', true), set_config('extra_float_digits', '1', true)"
)


def stream(cursor: Cursor, kind: RowKind, condition: str, taker: Taker) -> None:
    """COPY the kind's rows to `taker`, line by line in the order of their keys.

    `condition` is ours, made of numbers only. The text is that of COPY, its settings pinned until
    the transaction ends; the client's encoding is UTF-8 as always with Django.
    """
    cursor.execute(_PINNED)
    cursor.copy_expert(
        f"COPY (SELECT {kind.columns} FROM {kind.view} WHERE {condition} ORDER BY key) TO STDOUT",
        taker,
    )


def hash_rows(cursor: Cursor, kind: RowKind, condition: str) -> RowHasher:
    """The rows' commitments with fresh seeds."""
    hasher = RowHasher(kind.cut, kind.usual)
    stream(cursor, kind, condition, hasher)
    return hasher


def of_batch(batch: int) -> str:
    return f"batch = {int(batch)}"


def of_keys(keys: Iterable[int]) -> str:
    return f"key = ANY('{{{','.join(str(int(key)) for key in keys)}}}'::bigint[])"
