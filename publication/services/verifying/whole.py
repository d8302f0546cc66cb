"""The whole verification: the log by itself, every row by its leaf, every kept sum by its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.cursors import Cursor
from core.gathering import modules_named
from publication.log.kinds import all_kinds
from publication.log.tree import HASH, Edge
from publication.models import Verification
from publication.selectors.leaves import leaf_hashes
from publication.services.verifying.differences import Difference, Findings, What
from publication.services.verifying.marks import marks_of
from publication.services.verifying.rows import check_batches, check_one_by_one
from publication.services.verifying.trail import check_trail


_LEAVES_AT_ONCE = 65_536
# Of these a verification keeps in the database; all of them stand in the command's answer.
_KEPT = 100


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; `count` may be more than there are `differences`."""

    size: int
    root: bytes
    rows: int
    whole: bool
    count: int
    differences: list[Difference]

    def as_dict(self) -> dict[str, Any]:
        return {
            "size": self.size, "root": self.root.hex(),
            "differences": [each.as_dict() for each in self.differences],
        }  # fmt: skip


def verify(*, whole: bool = True) -> Report:
    """Compare everything published with the log, as both stand at one moment; keeps the result.

    Not `whole`: of sheets only those touched since the last comparison, which must have found
    nothing, or all is compared. The log by itself, the sums and the trail are always looked at.
    """
    started = timezone.now()
    found = Findings()
    last = None if whole else Verification.objects.first()
    since = last.seen_until if last is not None and not last.differences else None
    with _one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (seen_until,) = cursor.fetchone()
        size, root = _check_log(cursor, found)
        for kind in all_kinds().values():
            marks = marks_of(cursor, kind)
            check = check_batches if kind.batched else check_one_by_one
            check(cursor, kind, marks, found, since)
        _check_kept(cursor, found)
        if since is None:
            _check_files(found)
        check_trail(cursor, found)
    report = Report(size, root, found.rows, since is None, found.count, found.kept)
    _keep(report, started, seen_until)
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """Whatever is published meanwhile is seen neither in the log nor in the tables."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _check_log(cursor: Cursor, found: Findings) -> tuple[int, bytes]:
    """The tree worked out anew from all leaves, against what is kept of it and what was signed."""
    cursor.execute("SELECT size, root FROM publication_head WHERE id = 1")
    size, root = cursor.fetchone() or (0, b"")
    cursor.execute("SELECT size, root FROM publication_checkpoint ORDER BY size")
    signed = [(at, bytes(known)) for at, known in cursor.fetchall()]
    cursor.execute("SELECT level, number, hashes FROM publication_tile ORDER BY level, number")
    tiles = {(level, number): bytes(hashes) for level, number, hashes in cursor.fetchall()}
    edge = Edge()
    for low in range(0, size, _LEAVES_AT_ONCE):
        high = min(low + _LEAVES_AT_ONCE, size)
        hashes = leaf_hashes(cursor, low, high)
        at = low
        while signed and signed[0][0] <= high:
            until, known = signed.pop(0)
            _grow(edge, hashes[(at - low) * HASH : (until - low) * HASH], tiles, found)
            at = until
            if edge.root() != known:
                _log_differs(found, f"signed at {until}")
        _grow(edge, hashes[(at - low) * HASH :], tiles, found)
    if (edge.size, edge.root()) != (size, bytes(root)):
        _log_differs(found, f"head at {size}")
    for until, _known in signed:
        _log_differs(found, f"signed at {until}")
    return size, bytes(root)


def _grow(edge: Edge, hashes: bytes, tiles: dict[tuple[int, int], bytes], found: Findings) -> None:
    for level, number, whole in edge.append(hashes):
        if level and tiles.get((level, number)) != whole:
            _log_differs(found, f"tile {level}/{number}")


def _log_differs(found: Findings, detail: str) -> None:
    found.add(Difference("log", None, "", None, What.LOG, detail))


def _check_kept(cursor: Cursor, found: Findings) -> None:
    """What pages show instead of adding up; an app says in SQL which of it is not the sum."""
    for module in modules_named("logged"):
        for name, sql in getattr(module, "KEPT", ()):
            cursor.execute(sql)
            for batch, where in cursor.fetchall():
                found.add(Difference(name, batch, "", None, What.KEPT, where))


def _check_files(found: Findings) -> None:
    """Public files that an app keeps outside the database."""
    for module in modules_named("logged"):
        for name, changed in getattr(module, "FILES", ()):
            for batch, where in changed():
                found.add(Difference(name, batch, "", None, What.FILE, where))


def _keep(report: Report, started: datetime, seen_until: int) -> None:
    Verification.objects.create(
        whole=report.whole, seen_until=seen_until,
        started_at=started, size=report.size, root=report.root, rows=report.rows,
        differences=report.count,
        found=[each.as_dict() for each in report.differences[:_KEPT]],
    )  # fmt: skip
