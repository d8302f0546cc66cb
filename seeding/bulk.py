"""Loading millions of rows: indexes are built once at the end instead of row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


# Kept sums read a batch's rows while loading goes on.
_KEPT = ("funds_payment_pkey", "payment_batch_row")


@contextmanager
def loading(bulk: bool) -> Iterator[None]:
    """Load fast; `bulk` also drops funds_payment's other indexes and builds them again at the
    end, even after an error.
    """
    with connection.cursor() as cursor:
        # A city that can be made again need not wait for the disk at every commit.
        cursor.execute("SET synchronous_commit = off")
    if not bulk:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'funds_payment' AND NOT indexname = ANY(%s)",
            [list(_KEPT)],
        )
        definitions = cursor.fetchall()
        for name, _definition in definitions:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _name, definition in definitions:
                cursor.execute(definition)
            cursor.execute("VACUUM ANALYZE funds_payment")
