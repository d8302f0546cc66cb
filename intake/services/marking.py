"""The cadre's own workbook back, with the bad cells marked and a comment in each."""

from __future__ import annotations

from core import vault
from intake.models import Batch
from intake.reading.markup import mark_up
from intake.selectors import problems_of


# Writing a larger workbook takes longer than a page may.
ROWS_AT_ONCE = 2_000


def make_marked_workbook(*, batch_id: int) -> None:
    """Write it beside the original in the vault; safe to call again."""
    batch = Batch.objects.get(pk=batch_id)
    problems = problems_of(batch)
    if problems:
        content = mark_up(vault.load(batch.original_name), batch.file_name, problems)
        vault.store(batch.marked_name, content)


def marked_workbook(*, batch: Batch) -> bytes | None:
    """The marked workbook, or None while a worker still has to write it."""
    if vault.exists(batch.marked_name):
        return vault.load(batch.marked_name)
    if batch.rows > ROWS_AT_ONCE:
        return None
    return mark_up(vault.load(batch.original_name), batch.file_name, problems_of(batch))
