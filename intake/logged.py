"""What of batches themselves is held against the publication log; their rows are their apps'."""

from __future__ import annotations

from publication.log.kinds import RowKind


KINDS: tuple[RowKind, ...] = ()
# (name, SQL): (batch, where) of each batch that is withdrawn here and not in the log, or otherwise.
KEPT = (
    (
        "batch",
        """
        SELECT b.id, b.status FROM intake_batch AS b
        WHERE EXISTS (SELECT FROM publication_run AS run WHERE run.batch = b.id) AND (
            b.status NOT IN ('published', 'withdrawn') OR (b.status = 'withdrawn') <> EXISTS (
                SELECT FROM publication_statement AS said
                WHERE said.verb = 'withdrawn' AND said.batch = b.id))
        ORDER BY 1 LIMIT 1000
        """,
    ),
)
