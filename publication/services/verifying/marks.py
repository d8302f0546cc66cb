"""Which state each row should be in, out of the log's own statements."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from core.cursors import Cursor
from publication.log.kinds import RowKind
from publication.log.leaves import facts_of
from publication.selectors.leaves import keys_in


State = tuple[str, int | None]
_VERBS = ("began", "marked", "withdrawn", "removed")


@dataclass(slots=True)
class Marks:
    """What statements say of a kind's leaves: (statement, state, leaf of what replaced it)."""

    kind: RowKind
    of_leaf: dict[int, list[tuple[int, str, int | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    withdrawn: dict[int, int] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    keys: dict[int, int] = field(default_factory=dict)

    def expected(self, leaves: list[int], batch: int | None) -> State:
        """State and key of the replacing row, after all that was said of the row's leaves."""
        state, by = self.kind.usual, None
        said = sorted(mark for leaf in leaves for mark in self.of_leaf.get(leaf, ()))
        over = self.withdrawn.get(batch) if batch is not None else None
        for place, marked, replaced in said:
            if over is not None and place > over:
                state, over = self._withdraw(state), None
            state, by = marked, replaced
        if over is not None:
            state = self._withdraw(state)
        return state, None if by is None else self.keys.get(by, -1)

    def _withdraw(self, state: str) -> str:
        return state if state in self.kind.outlast else self.kind.withdrawn


def marks_of(cursor: Cursor, kind: RowKind) -> Marks:
    """All that the log says of the states of a kind's rows."""
    cursor.execute("SELECT first FROM publication_run WHERE kind = %s ORDER BY first", [kind.code])
    firsts = [first for (first,) in cursor.fetchall()]
    cursor.execute(
        "SELECT index, entry, verb, batch FROM publication_statement"
        " WHERE kind = %s AND verb = ANY(%s) ORDER BY index",
        [kind.code, list(_VERBS)],
    )
    marks, named = Marks(kind), set()
    for index, entry, verb, batch in cursor.fetchall():
        facts = facts_of(bytes(entry)[1:].decode())
        if verb == "withdrawn":
            marks.withdrawn[batch] = index
            continue
        before = firsts[bisect_right(firsts, index) - 1] if verb == "began" and firsts else 0
        for row in facts.get("rows", "").split(","):
            leaf, _sign, by = row.partition(">")
            if verb == "removed":
                marks.removed.add(int(leaf))
                continue
            replaced = int(by) if by.isdecimal() else None
            if replaced is not None:
                named.add(replaced)
            marks.of_leaf[before + int(leaf)].append((index, facts.get("state", ""), replaced))
    marks.keys = _keys_at(cursor, firsts, sorted(named))
    return marks


def _keys_at(cursor: Cursor, firsts: list[int], leaves: list[int]) -> dict[int, int]:
    """The row of each leaf."""
    found = {}
    for leaf in leaves:
        at = bisect_right(firsts, leaf) - 1
        if at < 0:
            continue
        cursor.execute(
            'SELECT block."offset", block.keys FROM publication_run AS run'
            " JOIN publication_block AS block ON block.run_id = run.id"
            ' WHERE run.first = %s AND block."offset" <= %s ORDER BY block."offset" DESC LIMIT 1',
            [firsts[at], leaf - firsts[at]],
        )
        row = cursor.fetchone()
        if row is not None:
            keys, place = keys_in(row[1]), leaf - firsts[at] - row[0]
            if place < len(keys):
                found[leaf] = keys[place]
    return found
