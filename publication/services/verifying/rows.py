"""Rows against their leaves, batch by batch, in the order in which both are kept."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.cursors import Cursor
from publication.log.kinds import RowKind
from publication.log.leaves import COMMITMENT, LEADING, SEED, place_of
from publication.selectors.leaves import keys_in, sheets_of
from publication.services.hashing import of_batch, stream
from publication.services.verifying.differences import Difference, Findings, What
from publication.services.verifying.marks import Marks


@dataclass(slots=True)
class Held:
    """A run's rows as the log holds them."""

    first: int
    keys: array[int] = field(default_factory=lambda: array("q"))
    places: array[int] = field(default_factory=lambda: array("I"))
    commitments: bytearray = field(default_factory=bytearray)
    seeds: bytearray = field(default_factory=bytearray)
    sheets: list[str] = field(default_factory=list)

    def place(self, at: int) -> tuple[str, int]:
        return place_of(self.places[at], self.sheets)


class RowCheck:
    """Takes a batch's rows in the order of their keys and compares each with its leaf.

    The first run is walked beside them; what came later (corrections, rows written anew) is few and
    looked up.
    """

    def __init__(
        self, kind: RowKind, batch: int | None, runs: list[Held], marks: Marks, found: Findings
    ) -> None:
        self._kind, self._cut, self._batch = kind, kind.cut, batch
        self._base = runs[0] if runs else Held(0)
        self._later = {key: (run, at) for run in runs[1:] for at, key in enumerate(run.keys)}
        self._leaves: dict[int, list[int]] = {}
        for run in runs[1:]:
            for at, key in enumerate(run.keys):
                self._leaves.setdefault(key, []).append(run.first + at)
        self._marks, self._found, self._at = marks, found, 0
        self._usual = [kind.usual.encode(), b"\\N"]
        self._quiet = batch not in marks.withdrawn

    def write(self, line: bytes) -> int:
        fields = line[:-1].split(b"\t")
        key = int(fields[0])
        keys = self._base.keys
        while self._at < len(keys) and keys[self._at] < key:
            self._gone(self._base, self._at)
            self._at += 1
        at = self._at
        run, leaves = self._base, [self._base.first + at]
        if at < len(keys) and keys[at] == key:
            self._at += 1
        else:
            leaves = []
        if key in self._later:
            leaves += self._leaves[key]
            run, at = self._later.pop(key)
        self._found.rows += 1
        if not leaves:
            self._differs(fields, What.NOT_LOGGED)
            return len(line)
        seed = bytes(run.seeds[at * SEED : (at + 1) * SEED])
        held = run.commitments[at * COMMITMENT : (at + 1) * COMMITMENT]
        if self._cut.committed(fields[LEADING:], seed) != held:
            self._differs(fields, What.CHANGED)
        usual = self._quiet and fields[3:5] == self._usual
        if not (usual and leaves[0] not in self._marks.of_leaf and len(leaves) == 1):
            self._check_state(fields, leaves)
        return len(line)

    def end(self) -> None:
        """What the log holds and nobody showed is gone."""
        for at in range(self._at, len(self._base.keys)):
            self._gone(self._base, at)
        for run, at in list(self._later.values()):
            self._gone(run, at)

    def _check_state(self, fields: list[bytes], leaves: list[int]) -> None:
        by = None if fields[4] == b"\\N" else int(fields[4])
        if self._marks.expected(leaves, self._batch) != (fields[3].decode(), by):
            self._differs(fields, What.STATE)

    def _differs(self, fields: list[bytes], what: What) -> None:
        sheet, row = fields[1].decode(), int(fields[2])
        self._add(sheet, row, what, fields[0].decode())

    def _gone(self, run: Held, at: int) -> None:
        key = run.keys[at]
        if run is self._base and key in self._later:
            return
        if run.first + at in self._marks.removed:
            return
        sheet, row = run.place(at)
        self._add(sheet, row, What.GONE, str(key))

    def _add(self, sheet: str, row: int, what: What, key: str) -> None:
        self._found.add(
            Difference(self._kind.name, self._batch, sheet, row or None, what, f"row {key}")
        )


_TOUCHED = """
SELECT DISTINCT batch_id FROM {table} WHERE age(xmin) <= %(age)s
UNION SELECT DISTINCT run.batch FROM publication_run AS run
    JOIN publication_block AS block ON block.run_id = run.id
    WHERE run.kind = %(kind)s AND age(block.xmin) <= %(age)s
UNION SELECT batch FROM publication_statement
    WHERE kind = %(kind)s AND batch IS NOT NULL AND age(xmin) <= %(age)s
UNION SELECT coalesce(held.batch, shown.batch) FROM (
        SELECT batch, sum(count) AS rows FROM publication_run
        WHERE kind = %(kind)s AND NOT renews GROUP BY batch
    ) AS held FULL JOIN (
        SELECT batch_id AS batch, count(*) AS rows FROM {table} GROUP BY batch_id
    ) AS shown USING (batch) WHERE held.rows IS DISTINCT FROM shown.rows
"""


def touched_batches(cursor: Cursor, kind: RowKind, since: int) -> set[int]:
    """Batches with a row, block or statement written by a transaction from `since` on, or with
    another number of rows than the log has: what a comparison of what changed has to look at.
    """
    cursor.execute("SELECT age(%s::text::xid8::xid)", [since])
    (age,) = cursor.fetchone()
    cursor.execute(_TOUCHED.format(table=kind.table), {"age": age, "kind": kind.code})
    return {batch for (batch,) in cursor.fetchall()}


def check_batches(
    cursor: Cursor, kind: RowKind, marks: Marks, found: Findings, since: int | None
) -> None:
    """Every batch that the log holds, and every one that it does not; or those touched `since`."""
    cursor.execute(
        "SELECT DISTINCT batch FROM publication_run WHERE kind = %s ORDER BY batch", [kind.code]
    )
    logged = [batch for (batch,) in cursor.fetchall()]
    touched = None if since is None else touched_batches(cursor, kind, since)
    for batch in logged:
        if touched is not None and batch not in touched:
            continue
        check = RowCheck(kind, batch, list(_runs(cursor, kind, batch)), marks, found)
        stream(cursor, kind, of_batch(batch), check)
        check.end()
    cursor.execute(
        f"SELECT batch FROM {kind.view} GROUP BY batch HAVING NOT batch = ANY(%s) ORDER BY batch",
        [logged],
    )
    for (batch,) in cursor.fetchall():
        stream(cursor, kind, of_batch(batch), RowCheck(kind, batch, [], marks, found))


def check_one_by_one(
    cursor: Cursor, kind: RowKind, marks: Marks, found: Findings, since: int | None
) -> None:
    """Rows that come one by one: the newest leaf of each, always of all, for they are few."""
    check = RowCheck(kind, None, [Held(0), *_runs(cursor, kind, None)], marks, found)
    stream(cursor, kind, "true", check)
    check.end()


def _runs(cursor: Cursor, kind: RowKind, batch: int | None) -> Iterator[Held]:
    cursor.execute(
        "SELECT run.id, run.first, run.sheets, block.keys, block.places, block.commitments,"
        " block.seeds FROM publication_run AS run"
        " JOIN publication_block AS block ON block.run_id = run.id"
        " WHERE run.kind = %s AND run.batch IS NOT DISTINCT FROM %s"
        ' ORDER BY run.first, block."offset"',
        [kind.code, batch],
    )
    known, held = None, Held(0)
    for run, first, sheets, keys, places, commitments, seeds in cursor.fetchall():
        if run != known:
            if known is not None:
                yield held
            known, held = run, Held(first, sheets=sheets_of(sheets))
        own = keys_in(keys)
        held.keys.extend(own)
        held.places.frombytes(bytes(places))
        # Leaves that stand for nothing lie behind the rows.
        held.commitments += bytes(commitments)[: len(own) * COMMITMENT]
        held.seeds += bytes(seeds)
    if known is not None:
        yield held
