"""What the apps tell the log, each from inside its own transaction and as the last thing in it.

Nothing here names a person or writes an audit event: whoever calls does, in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from django.utils import timezone

from core.cursors import Cursor
from core.divisions import pad
from publication.log.kinds import RowKind, kind_of_table
from publication.log.leaves import RowHasher
from publication.selectors.leaves import leaves_of, places_of
from publication.services.appending import Rows, Said, append
from publication.services.hashing import hash_rows, of_batch, of_keys, stream


# A count rounded up to this tells nothing of a few.
PADDING = 64
_ROWS_A_STATEMENT = 4_000
# Digits of a county's code.
_COUNTY = 6


def log_batch(
    cursor: Cursor, *, table: str, batch: int, facts: Mapping[str, str], verb: str = "published"
) -> None:
    """A sheet's rows were published; `facts` are said in clear where its kind lets them.

    Of programmes whose recipients are not named neither amount, place below county nor number of
    rows is told.
    """
    kind = kind_of_table(table)
    if kind is None:
        return
    hashed = hash_rows(cursor, kind, of_batch(batch))
    if not len(hashed):
        return
    discreet = kind.is_discreet(cursor, batch)
    padding = -len(hashed) % PADDING if discreet else 0
    told = {name: text for name, text in facts.items() if text}
    if discreet:
        told.pop("amount", None)
        # Which county's money it is tells of nobody.
        told["region"] = pad(told.get("region", "")[:_COUNTY])
    header = _said(verb, kind, batch, **told, rows=str(len(hashed) + padding))
    append(cursor, [header, Rows(kind, hashed, batch, padding), *_began(kind, batch, hashed)])


def log_new_version(cursor: Cursor, *, table: str, batch: int, old: int, new: int) -> None:
    """A published row was corrected: the new one comes into the log, the old one is marked."""
    kind = kind_of_table(table)
    if kind is None:
        return
    place = places_of(cursor, kind, [old], batch=batch).get(old)
    header = _said("corrected", kind, batch, row="" if place is None else str(place))
    hashed = hash_rows(cursor, kind, of_keys([new]))
    append(cursor, [header, Rows(kind, hashed, batch), *_began(kind, batch, hashed)])
    log_marks(cursor, table=table, keys=[old])


def log_withdrawal(cursor: Cursor, *, table: str, batch: int) -> None:
    """A whole sheet was withdrawn."""
    kind = kind_of_table(table)
    if kind is not None:
        append(cursor, [_said("withdrawn", kind, batch)])


def log_marks(cursor: Cursor, *, table: str, keys: Iterable[int]) -> None:
    """Rows were marked: their state, and what replaced them, as they stand now.

    Rows that the log does not hold are left out; the verification names them.
    """
    kind = kind_of_table(table)
    marked = sorted(set(keys))
    if kind is None or not marked:
        return
    cursor.execute(
        f"SELECT key, batch, state, replaced_by FROM {kind.view} WHERE key = ANY(%s)", [marked]
    )
    rows = cursor.fetchall()
    others = [other for _key, _batch, _state, other in rows if other is not None]
    batch_of = {key: batch for key, batch, _state, _other in rows}
    if missing := [other for other in others if other not in batch_of]:
        cursor.execute(f"SELECT key, batch FROM {kind.view} WHERE key = ANY(%s)", [missing])
        batch_of.update(cursor.fetchall())
    places = _places(cursor, kind, batch_of)
    said: dict[str, list[str]] = defaultdict(list)
    for key, _batch, state, other in sorted(rows, key=lambda row: places.get(row[0], -1)):
        if key in places:
            by = "" if other is None else f">{places.get(other, '?')}"
            said[state].append(f"{places[key]}{by}")
    append(
        cursor,
        [
            _said("marked", kind, None, state=state, rows=",".join(some))
            for state, rows_ in sorted(said.items())
            for some in _cut(rows_)
        ],
    )


def log_rows(cursor: Cursor, *, table: str, keys: Iterable[int], verb: str = "published") -> None:
    """Rows that come one by one, as they stand now, with their states."""
    kind = kind_of_table(table)
    if kind is None:
        return
    wanted = sorted(set(keys))
    hashed = hash_rows(cursor, kind, of_keys(wanted))
    if not len(hashed):
        return
    header = _said(verb, kind, None, rows=str(len(hashed)))
    append(cursor, [header, Rows(kind, hashed), *_began(kind, None, hashed)])


def log_written_anew(cursor: Cursor, *, table: str, keys: Iterable[int], verb: str) -> None:
    """Of these rows those whose text is new to the log, as they stand now."""
    kind = kind_of_table(table)
    wanted = sorted(set(keys))
    if kind is None or not wanted:
        return
    batches: dict[int | None, list[int]] = defaultdict(list)
    cursor.execute(f"SELECT key, batch FROM {kind.view} WHERE key = ANY(%s)", [wanted])
    for key, batch in cursor.fetchall():
        batches[batch].append(key)
    parts: list[Said | Rows] = []
    for batch, some in sorted(batches.items(), key=lambda item: item[0] or 0):
        changed = _changed(cursor, kind, some, batch)
        if changed:
            hashed = hash_rows(cursor, kind, of_keys(changed))
            parts.append(_said(verb, kind, batch, rows=str(len(hashed))))
            parts.append(Rows(kind, hashed, batch, renews=True))
    if parts:
        append(cursor, parts)
    if not kind.batched:
        log_marks(cursor, table=table, keys=wanted)


def log_removed(cursor: Cursor, *, table: str, keys: Iterable[int]) -> None:
    """Entries of a list that are gone; their leaves stay."""
    kind = kind_of_table(table)
    if kind is None:
        return
    places = places_of(cursor, kind, keys)
    if places:
        append(cursor, [_said("removed", kind, None, rows=_list(sorted(places.values())))])


def keys_of(cursor: Cursor, *, table: str, pks: Iterable[Any]) -> list[int]:
    """The log's keys of rows by the keys of their table; none of what is not public."""
    kind, wanted = kind_of_table(table), list(pks)
    if kind is None or not wanted:
        return []
    column = kind.own_key or "key"
    cursor.execute(f"SELECT key FROM {kind.view} WHERE {column} = ANY(%s)", [wanted])
    return [key for (key,) in cursor.fetchall()]


def say(cursor: Cursor, verb: str, **facts: str) -> int:
    """A statement about no kind of rows; returns its place."""
    return append(cursor, [Said(_words(verb, facts), verb)])[0]


class _Compare:
    """Which rows say something else than their leaves."""

    def __init__(self, kind: RowKind, known: Mapping[int, tuple[bytes, bytes]]) -> None:
        self._cut, self._known = kind.cut, known
        self.changed: list[int] = []

    def write(self, line: bytes) -> int:
        fields = line[:-1].split(b"\t")
        key = int(fields[0])
        known = self._known.get(key)
        if known is None or self._cut.committed(fields[5:], known[1]) != known[0]:
            self.changed.append(key)
        return len(line)


def _changed(cursor: Cursor, kind: RowKind, keys: list[int], batch: int | None) -> list[int]:
    known = leaves_of(cursor, kind, keys, batch=batch)
    compare = _Compare(kind, {key: (leaf.commitment, leaf.seed) for key, leaf in known.items()})
    stream(cursor, kind, of_keys(keys), compare)
    return compare.changed


def _began(kind: RowKind, batch: int | None, hashed: RowHasher) -> list[Said]:
    """What the rows just before began as, by their numbers among them, where it is not the usual."""
    return [
        _said("began", kind, batch, state=state.decode(), rows=_list(some))
        for (state, _replaced), rows in sorted(hashed.marks.items())
        for some in _cut(rows)
    ]


def _places(cursor: Cursor, kind: RowKind, batch_of: Mapping[int, int | None]) -> dict[int, int]:
    batches: dict[int | None, list[int]] = defaultdict(list)
    for key, batch in batch_of.items():
        batches[batch].append(key)
    found: dict[int, int] = {}
    for batch, keys in batches.items():
        found |= places_of(cursor, kind, keys, batch=batch)
    return found


def _said(verb: str, kind: RowKind, batch: int | None, **facts: str) -> Said:
    about = {"kind": kind.code, "batch": "" if batch is None else str(batch)}
    return Said(_words(verb, about | facts), verb, kind.code, batch)


def _words(verb: str, facts: Mapping[str, str]) -> str:
    """One line: the verb, then name=value, nothing empty, parted by tabs."""
    when = timezone.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {name: " ".join(text.split()) for name, text in facts.items() if text}
    return "\t".join([verb, *(f"{name}={text}" for name, text in told.items()), f"at={when}"])


def _list(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _cut(things: Sequence[Any]) -> list[Sequence[Any]]:
    return [things[at : at + _ROWS_A_STATEMENT] for at in range(0, len(things), _ROWS_A_STATEMENT)]
