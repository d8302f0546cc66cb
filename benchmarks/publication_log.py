"""The publication log beside an import without it, and a verification of many rows."""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.ground import seed, stand_on, table
from benchmarks.import_sheet import pipeline, write_roster


ROUNDS = 3
A_BATCH = 100_000


class Watch:
    """Seconds spent in the log by one publication, and those in which its head is held."""

    def __init__(self) -> None:
        from intake.services import publishing
        from publication.services import appending

        self._publishing, self._appending = publishing, appending
        self.log_batch, self._edge = publishing.log_batch, appending.locked_edge
        self.seconds = self.lock_from = 0.0
        self.memory = 0.0

    def __enter__(self) -> Watch:
        def timed_log(cursor, **told):
            started = time.perf_counter()
            self.log_batch(cursor, **told)
            self.seconds = time.perf_counter() - started

        def timed_edge(cursor):
            edge = self._edge(cursor)
            self.lock_from = time.perf_counter()
            return edge

        self._publishing.log_batch, self._appending.locked_edge = timed_log, timed_edge
        return self

    def __exit__(self, *_error: object) -> None:
        self._publishing.log_batch, self._appending.locked_edge = self.log_batch, self._edge


def imports(rows: int) -> list[tuple[str, ...]]:
    """Whole imports in turn with the log and without it; medians."""
    from intake.services import publishing

    with_log, without, inside, locks = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(2 * ROUNDS):
            path = Path(folder) / f"{turn}.xlsx"
            write_roster(path, rows, int(time.time()) + turn)
            data = path.read_bytes()
            if turn % 2:
                usual, publishing.log_batch = publishing.log_batch, lambda *_a, **_k: None
                try:
                    without.append(pipeline(data)["whole"])
                finally:
                    publishing.log_batch = usual
                continue
            with Watch() as watch:
                with_log.append(pipeline(data)["whole"])
            inside.append(watch.seconds)
            # Until the transaction has ended; what follows it is a file's deletion.
            locks.append(time.perf_counter() - watch.lock_from)
    log, bare = statistics.median(inside), statistics.median(without)
    return [
        ("import without the log", f"{rows:,}", f"{bare:.2f} s", ""),
        ("import with the log", f"{rows:,}", f"{statistics.median(with_log):.2f} s", ""),
        ("the log's own part", f"{rows:,}", f"{log:.2f} s", f"{log / bare:.1%} (bound 15 %)"),
        ("head held", f"{rows:,}", f"{statistics.median(locks):.2f} s", "bound 0.3 s"),
        *_memory(rows),
    ]


def _memory(rows: int) -> list[tuple[str, ...]]:
    """What hashing keeps of a row until it is written."""
    from django.db import connection, transaction

    from intake.models import Batch
    from publication.log.kinds import kind_of_table
    from publication.services.hashing import hash_rows, of_batch

    batch = Batch.objects.filter(kind="payments").latest("pk")
    kind = kind_of_table("funds_payment")
    with transaction.atomic(), connection.cursor() as cursor:
        hashed = hash_rows(cursor, kind, of_batch(batch.pk))
    kept = len(hashed.commitments) * 2 + len(hashed.seeds) + len(hashed.keys) * 12
    return [("kept in memory", f"{rows:,}", f"{kept / len(hashed):.0f} bytes a row", "bound 100")]


def proofs() -> list[tuple[str, ...]]:
    """An inclusion and a consistency proof out of the database."""
    from publication.log.tree import consistency, inclusion
    from publication.selectors.leaves import stored_tree

    size = stored_tree().size
    started = time.perf_counter()
    inclusion(stored_tree(), size // 3, size)
    first = time.perf_counter()
    consistency(stored_tree(), size // 3, size)
    ended = time.perf_counter()
    return [
        ("inclusion proof", f"{size:,}", f"{(first - started) * 1000:.0f} ms", ""),
        ("consistency proof", f"{size:,}", f"{(ended - first) * 1000:.0f} ms", ""),
    ]


def fill(rows: int) -> None:
    """Published payments of people who do not exist, straight by SQL, until there are so many."""
    from django.db import connection, transaction

    from accounts.models import Office
    from intake.models import Batch
    from publication.services.recording import log_batch
    from regions.models import Region
    from seeding.bulk import loading

    office = Office.objects.get(code="bench")
    villages = list(Region.objects.villages().under("350112").values_list("code", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM funds_payment")
        there = cursor.fetchone()[0]
        cursor.execute("SELECT id FROM funds_programme WHERE code = '2080502'")
        programme = cursor.fetchone()[0]
    with loading(bulk=rows - there > A_BATCH):
        for number in range(there // A_BATCH, rows // A_BATCH):
            with transaction.atomic(), connection.cursor() as cursor:
                batch = Batch.objects.create(
                    kind="payments", office=office, region_code="350112000000",
                    file_name=f"{number}.xlsx", sha256=f"{number:064x}", size=1, rows=A_BATCH,
                    programme_code="2080502", at_console=True,
                )  # fmt: skip
                cursor.execute(
                    "INSERT INTO funds_payment (batch_id, sheet, row_number, programme_id, region_id,"
                    " village_group, period_from, period_to, paid_on, amount, recipient_class,"
                    " beneficiary_name, beneficiary_id, account, bank)"
                    " SELECT %s, '发放', n, %s, (%s::text[])[1 + n %% %s], n %% 9 || '组',"
                    " '2026-09-01', '2026-09-30', '2026-09-10', 100, '', '张' || n,"
                    " substr(sha512((%s || ':' || n)::bytea), 1, 34),"
                    " substr(sha512((n || ':a')::bytea), 1, 35), '福建农信'"
                    " FROM generate_series(1, %s) AS n",
                    [batch.pk, programme, villages, len(villages), number, A_BATCH],
                )
                log_batch(cursor, table="funds_payment", batch=batch.pk, facts={})


def verification(rows: int) -> list[tuple[str, ...]]:
    """The whole verification, with the memory that it takes beyond what Django takes."""
    from publication.services.verifying import verify

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    scaled = seconds / report.rows * 10_000_000
    return [
        (
            "whole verification", f"{report.rows:,}", f"{seconds:.1f} s",
            f"{scaled:.0f} s for 10 M (bound 180 s)",
        ),
        ("memory of it", f"{rows:,}", f"+ {grown:.0f} MB", "bound 200 MB"),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=A_BATCH)
    parser.add_argument("--verify", type=int, default=1_000_000, help="rows to be verified")
    options = parser.parse_args()
    stand_on("log")
    seed(0)
    lines = imports(options.rows)
    fill(options.verify)
    lines += proofs() + verification(options.verify)
    table("Publication log", ("what", "rows", "measured", "bound"), lines)


if __name__ == "__main__":
    main()
