"""Adding leaves, inside the transaction of whatever they tell of; the head is locked last."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from core.cursors import Cursor
from core.exceptions import PortalError
from core.sealing import seal_text
from publication.log.kinds import RowKind
from publication.log.leaves import (
    COMMITMENT,
    SEED,
    SHEETS,
    RowHasher,
    row_leaves,
    statement_entry,
    statement_leaf,
)
from publication.log.tree import EMPTY_ROOT, Edge


BLOCK = 1024
_KEY, _PLACE = 8, 4
# tlog-tiles gives the length of an entry two bytes.
_LONGEST = 2**16 - 1


@dataclass(frozen=True, slots=True)
class Said:
    """A statement on its way into the log."""

    words: str
    verb: str
    kind: str = ""
    batch: int | None = None

    @property
    def leaves(self) -> bytes:
        return statement_leaf(self.words)


@dataclass(slots=True)
class Rows:
    """Hashed rows on their way into the log."""

    kind: RowKind
    hashed: RowHasher
    batch: int | None = None
    padding: int = 0
    renews: bool = False
    run: int = field(default=0, init=False)
    filler: bytes = field(default=b"", init=False)
    leaves: bytes = field(default=b"", init=False)


def append(cursor: Cursor, parts: Sequence[Said | Rows]) -> list[int]:
    """Add the parts in order; returns the place of each one's first leaf.

    Whatever does not depend on the place is written before the head is locked. The caller's
    transaction holds the head until it ends, so this stands last in it.
    """
    if not connection.in_atomic_block:
        raise PortalError("the log is only written inside a transaction")
    for part in parts:
        if isinstance(part, Rows):
            _write_blocks(cursor, part)
        elif len(part.words.encode()) >= _LONGEST:
            raise PortalError("a statement of the log is too long")
    edge = locked_edge(cursor)
    places = []
    leaves = []
    at = edge.size
    for part in parts:
        places.append(at)
        leaves.append(part.leaves)
        at += len(part.leaves) // 32
        _write_part(cursor, part, places[-1])
    advance(cursor, edge, b"".join(leaves))
    return places


def advance(cursor: Cursor, edge: Edge, leaves: bytes) -> None:
    """Move the locked head on by these leaf hashes, with the tiles that become full."""
    for level, number, hashes in edge.append(leaves):
        if not level:
            continue
        cursor.execute(
            "INSERT INTO publication_tile (level, number, hashes) VALUES (%s, %s, %s)",
            [level, number, hashes],
        )
    cursor.execute(
        "UPDATE publication_head SET size = %s, root = %s, partial = %s::bytea[] WHERE id = 1",
        [edge.size, edge.root(), edge.partial],
    )


def locked_edge(cursor: Cursor) -> Edge:
    """The log's right edge; nobody else adds to it until the transaction ends."""
    cursor.execute("SELECT size, partial FROM publication_head WHERE id = 1 FOR UPDATE")
    row = cursor.fetchone()
    if row is None:
        # Only of a log in which nothing stands yet.
        cursor.execute(
            "INSERT INTO publication_head (id, size, root, partial)"
            " SELECT 1, 0, %s, '{}' WHERE NOT EXISTS (SELECT FROM publication_statement)"
            " RETURNING size",
            [EMPTY_ROOT],
        )
        if cursor.fetchone() is None:
            raise PortalError("the head of the publication log is gone; restore a backup")
        return Edge()
    return Edge(row[0], [bytes(hashes) for hashes in row[1]])


def _write_blocks(cursor: Cursor, rows: Rows) -> None:
    cursor.execute("SELECT nextval(pg_get_serial_sequence('publication_run', 'id'))")
    rows.run = cursor.fetchone()[0]
    rows.filler = os.urandom(rows.padding * COMMITMENT)
    hashed = rows.hashed
    rows.leaves = row_leaves(bytes(hashed.commitments) + rows.filler)
    keys, places = hashed.keys.tobytes(), hashed.places.tobytes()
    # Rows that come one by one are looked up one by one.
    width = BLOCK if rows.kind.batched else 1
    for first in range(0, len(hashed), width):
        end = min(first + width, len(hashed))
        committed = bytes(hashed.commitments[first * COMMITMENT : end * COMMITMENT])
        if end == len(hashed):
            committed += rows.filler
        cursor.execute(
            "INSERT INTO publication_block (run_id, \"offset\", kind, first_key, last_key, keys, places,"
            " commitments, seeds) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                rows.run, first, rows.kind.code, hashed.keys[first], hashed.keys[end - 1],
                keys[first * _KEY : end * _KEY], places[first * _PLACE : end * _PLACE], committed,
                bytes(hashed.seeds[first * SEED : end * SEED]),
            ],
        )  # fmt: skip


def _write_part(cursor: Cursor, part: Said | Rows, place: int) -> None:
    if isinstance(part, Said):
        cursor.execute(
            "INSERT INTO publication_statement (index, entry, verb, kind, batch)"
            " VALUES (%s, %s, %s, %s, %s)",
            [place, statement_entry(part.words), part.verb, part.kind, part.batch],
        )
        return
    sheets = json.dumps([name.decode() for name in part.hashed.sheets], ensure_ascii=False)
    cursor.execute(
        "INSERT INTO publication_run (id, first, count, padding, kind, batch, renews, sheets)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            part.run, place, len(part.hashed), part.padding, part.kind.code, part.batch,
            part.renews, seal_text(sheets, SHEETS),
        ],
    )  # fmt: skip
