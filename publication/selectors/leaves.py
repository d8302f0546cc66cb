"""Leaves and rows of the log: what stands at a place, and where a row stands."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.cursors import Cursor
from core.sealing import unseal_text
from publication.log.kinds import RowKind
from publication.log.leaves import COMMITMENT, ROW, SEED, SHEETS, row_leaves
from publication.log.tree import HASH, WIDTH, Edge, leaf_hash


_LEAVES_AT_ONCE = 65_536
_SEGMENTS = """
SELECT run.first + block."offset" AS at, block.commitments, NULL::bytea AS entry
FROM publication_run AS run JOIN publication_block AS block ON block.run_id = run.id
WHERE run.first < %(high)s AND run.first >= coalesce(
        (SELECT max(first) FROM publication_run WHERE first <= %(low)s), 0)
    AND run.first + block."offset" < %(high)s
    AND run.first + block."offset" + octet_length(block.commitments) / 32 > %(low)s
UNION ALL
SELECT index, NULL, entry FROM publication_statement WHERE index >= %(low)s AND index < %(high)s
ORDER BY at
"""


def _segments(cursor: Cursor, low: int, high: int) -> Iterator[tuple[bytes | None, bytes | None]]:
    """(commitments, statement) from leaf low up to high, cut at both."""
    cursor.execute(_SEGMENTS, {"low": low, "high": high})
    for at, committed, entry in cursor.fetchall():
        if committed is None:
            yield None, bytes(entry)
        else:
            start, end = max(low - at, 0) * COMMITMENT, (high - at) * COMMITMENT
            yield bytes(committed)[start:end], None


def leaf_hashes(cursor: Cursor, low: int, high: int) -> bytes:
    """Hashes of the leaves from low up to high, as far as there are."""
    return b"".join(
        row_leaves(committed) if committed is not None else leaf_hash(entry or b"")
        for committed, entry in _segments(cursor, low, high)
    )


def entries(cursor: Cursor, low: int, high: int) -> list[bytes]:
    """The entries from low up to high."""
    found: list[bytes] = []
    for committed, entry in _segments(cursor, low, high):
        if committed is None:
            found.append(entry or b"")
        else:
            steps = range(0, len(committed), COMMITMENT)
            found += [ROW + committed[at : at + COMMITMENT] for at in steps]
    return found


def root_of_leaves(cursor: Cursor, size: int) -> bytes:
    """The root over the first leaves, worked out anew from all of them: 10 million take seconds."""
    edge = Edge()
    for low in range(0, size, _LEAVES_AT_ONCE):
        for _tile in edge.append(leaf_hashes(cursor, low, min(low + _LEAVES_AT_ONCE, size))):
            pass
    return edge.root()


class StoredTree:
    """The tree as it is kept (publication.log.tree.Subtrees); small reads, one statement each."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        cursor.execute("SELECT size, root, partial FROM publication_head WHERE id = 1")
        row: tuple[Any, ...] = cursor.fetchone() or (0, b"", [])
        self.size, self.root = int(row[0]), bytes(row[1])
        self._partial = [bytes(hashes) for hashes in row[2]]
        self._tiles: dict[tuple[int, int], bytes] = {}

    def hashes(self, level: int, first: int, count: int) -> bytes:
        number, at = divmod(first, WIDTH)
        found = self.tile(level, number)[at * HASH : (at + count) * HASH]
        if len(found) != count * HASH:
            raise LookupError(f"the log holds no such tile: {level}/{number}")
        return found

    def tile(self, level: int, number: int) -> bytes:
        """A tile as far as it is filled."""
        key = (level, number)
        if key not in self._tiles:
            self._tiles[key] = self._read(level, number)
        return self._tiles[key]

    def forget(self, level: int, number: int) -> None:
        """Whoever walks over all tiles needs each once."""
        self._tiles.pop((level, number), None)

    def _read(self, level: int, number: int) -> bytes:
        if number == self.size // WIDTH ** (level + 1):
            return self._partial[level] if level < len(self._partial) else b""
        if level == 0:
            return leaf_hashes(self._cursor, number * WIDTH, (number + 1) * WIDTH)
        self._cursor.execute(
            "SELECT hashes FROM publication_tile WHERE level = %s AND number = %s", [level, number]
        )
        row = self._cursor.fetchone()
        return bytes(row[0]) if row else b""


@dataclass(frozen=True, slots=True)
class RowLeaf:
    """Where a row stands in the log, and what opens it there."""

    key: int
    index: int
    commitment: bytes
    seed: bytes


_OF_BATCH = """
SELECT run.first, block."offset", block.keys, {what}
FROM publication_run AS run JOIN publication_block AS block ON block.run_id = run.id
WHERE run.kind = %(kind)s AND run.batch = %(batch)s
    AND block.first_key <= %(highest)s AND block.last_key >= %(lowest)s
ORDER BY run.first, block."offset"
"""
_ONE_BY_ONE = """
SELECT run.first, block."offset", block.keys, {what}
FROM publication_block AS block JOIN publication_run AS run ON run.id = block.run_id
WHERE block.kind = %(kind)s AND block.first_key = ANY(%(keys)s)
ORDER BY run.first, block."offset"
"""


def leaves_of(
    cursor: Cursor, kind: RowKind, keys: Iterable[int], *, batch: int | None = None
) -> dict[int, RowLeaf]:
    """The newest leaf of each row by its key; rows that the log does not hold are left out."""
    found: dict[int, RowLeaf] = {}
    for first, offset, held, committed, seeds in _blocks(
        cursor, kind, keys, batch, "block.commitments, block.seeds"
    ):
        wanted, committed, seeds = set(keys), bytes(committed), bytes(seeds)
        for at, key in enumerate(held):
            if key in wanted:
                found[key] = RowLeaf(
                    key, first + offset + at, committed[at * COMMITMENT : (at + 1) * COMMITMENT],
                    seeds[at * SEED : (at + 1) * SEED],
                )  # fmt: skip
    return found


def places_of(
    cursor: Cursor, kind: RowKind, keys: Iterable[int], *, batch: int | None = None
) -> dict[int, int]:
    """The index of each row's newest leaf by the row's key."""
    wanted = set(keys)
    found: dict[int, int] = {}
    for first, offset, held, _nothing in _blocks(cursor, kind, wanted, batch, "NULL"):
        found.update((key, first + offset + at) for at, key in enumerate(held) if key in wanted)
    return found


def _blocks(
    cursor: Cursor, kind: RowKind, keys: Iterable[int], batch: int | None, what: str
) -> Iterator[tuple[Any, ...]]:
    wanted = list(keys)
    if not wanted:
        return
    cursor.execute(
        (_OF_BATCH if kind.batched else _ONE_BY_ONE).format(what=what),
        {
            "kind": kind.code, "batch": batch, "keys": wanted, "lowest": min(wanted),
            "highest": max(wanted),
        },
    )  # fmt: skip
    for first, offset, held, *rest in cursor.fetchall():
        yield first, offset, keys_in(held), *rest


def keys_in(packed: bytes | memoryview) -> array[int]:
    """The keys of a block."""
    return array("q", bytes(packed))


def sheets_of(sealed: bytes | memoryview) -> list[str]:
    """The names of a run's sheets."""
    return [str(name) for name in json.loads(unseal_text(sealed, SHEETS))] if sealed else []


def stored_tree() -> StoredTree:
    """The tree as it stands now."""
    return StoredTree(connection.cursor())
