"""After an old backup was restored: the leaves published since are taken over as they are.

Their seeds are lost with the database, so rows behind them stay mute and come again in new leaves;
but no checkpoint that somebody keeps becomes wrong.
"""

from __future__ import annotations

from itertools import groupby

from django.db import connection, transaction
from django.utils.translation import gettext as _

from auditing.services import Actor, record
from core.cursors import Cursor
from core.exceptions import PortalError
from publication.exceptions import LogFork
from publication.log.leaves import ROW, row_entry
from publication.log.tree import Edge, leaf_hash
from publication.services.appending import advance, locked_edge
from publication.services.files import published_entries
from publication.services.signing import published_checkpoint


# What stands in the database for rows and statements of which only the entry is known.
LOST_KIND, LOST_VERB = "lost/0", "lost"
_ROW_LENGTH = len(row_entry(bytes(32)))


@transaction.atomic
def adopt_published(*, by: Actor | None) -> int:
    """Take over what the public folder holds beyond the database; returns how many leaves.

    Raises LogFork when that is not the continuation of what the database holds, PortalError where
    files are missing.
    """
    published = published_checkpoint()
    with connection.cursor() as cursor:
        edge = locked_edge(cursor)
        if published is None or published.size <= edge.size:
            return 0
        first = edge.size
        try:
            held = list(published_entries(first, published.size))
        except FileNotFoundError as error:
            raise PortalError(
                _("The files of the log are missing; ask whoever keeps a copy of them.")
            ) from error
        leaves = b"".join(leaf_hash(entry) for entry in held)
        _check(Edge(edge.size, edge.partial), leaves, published.root)
        _keep(cursor, first, held)
        advance(cursor, edge, leaves)
    record(action="publication.adopt", by=by, target=f"log:{first}", detail={"leaves": len(held)})
    return len(held)


def _check(edge: Edge, leaves: bytes, root: bytes) -> None:
    for _tile in edge.append(leaves):
        pass
    if edge.root() != root:
        raise LogFork(
            _(
                "What was published is not the continuation of this database. Restore the backup again and take over before anything is published."
            )  # fmt: skip
        )


def _is_row(entry: bytes) -> bool:
    return entry.startswith(ROW) and len(entry) == _ROW_LENGTH


def _keep(cursor: Cursor, first: int, held: list[bytes]) -> None:
    at = first
    for rows, some in groupby(held, key=_is_row):
        entries = list(some)
        if rows:
            _keep_rows(cursor, at, b"".join(entry[1:] for entry in entries))
        else:
            for number, entry in enumerate(entries):
                cursor.execute(
                    "INSERT INTO publication_statement (index, entry, verb, kind) VALUES (%s, %s, %s, '')",
                    [at + number, entry, LOST_VERB],
                )
        at += len(entries)


def _keep_rows(cursor: Cursor, first: int, commitments: bytes) -> None:
    cursor.execute(
        "INSERT INTO publication_run (first, count, padding, kind, renews, sheets)"
        " VALUES (%s, 0, %s, %s, false, '') RETURNING id",
        [first, len(commitments) // 32, LOST_KIND],
    )
    (run,) = cursor.fetchone()
    cursor.execute(
        'INSERT INTO publication_block (run_id, "offset", kind, first_key, last_key, keys, places,'
        " commitments, seeds) VALUES (%s, 0, %s, 0, 0, '', '', %s, '')",
        [run, LOST_KIND, commitments],
    )
