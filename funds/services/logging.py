"""Entries of the catalogue into the publication log: each time one says something new."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models, transaction

from publication.services.recording import keys_of, log_removed, log_written_anew


@transaction.atomic
def log_catalogue(entries: Iterable[models.Model], *, verb: str = "published") -> None:
    """Log entries of one table as they stand, if they say something new; last in the transaction."""
    rows = list(entries)
    if rows:
        with connection.cursor() as cursor:
            table = rows[0]._meta.db_table
            keys = keys_of(cursor, table=table, pks=[row.pk for row in rows])
            log_written_anew(cursor, table=table, keys=keys, verb=verb)


@transaction.atomic
def log_catalogue_removal(entry: models.Model) -> None:
    """Log that an entry goes; before it does."""
    with connection.cursor() as cursor:
        table = entry._meta.db_table
        log_removed(cursor, table=table, keys=keys_of(cursor, table=table, pks=[entry.pk]))
