"""The cadre's own workbook back, with the bad cells marked and a comment in each."""

from __future__ import annotations

from django.db.models import F

from core import vault
from intake.models import Batch
from intake.reading.apart import bad_rows, mark_up
from intake.reading.chosen import Chosen
from intake.reading.markup import only_list
from intake.reading.problems import UnusableFile
from intake.selectors import problems_of
from intake.services.mending import mends_of, outline_of


MOST_ATTEMPTS = 2


def make_marked_workbook(*, batch_id: int) -> None:
    """Write it beside the original in the vault; safe to call again.

    After two workers died of it only the list of problems is written. Never in a request.
    """
    Batch.objects.filter(pk=batch_id).update(marking_attempts=F("marking_attempts") + 1)
    batch = Batch.objects.get(pk=batch_id)
    problems = problems_of(batch)
    if batch.marking_attempts > MOST_ATTEMPTS:
        content = only_list(problems)
    else:
        chosen = Chosen.of(batch.chosen, mends_of(batch))
        content = mark_up(vault.load(batch.original_name), batch.file_name, problems, chosen)
    vault.store(batch.marked_name, content)
    Batch.objects.filter(pk=batch_id).update(marking_attempts=0)


def make_bad_rows(*, batch_id: int) -> None:
    """Write the workbook with only the rows that have errors; safe to call again. Never in a request."""
    batch = Batch.objects.get(pk=batch_id)
    headings = {
        sheet["name"]: [(table["heading"][0], table["heading"][1]) for table in sheet["tables"]]
        for sheet in outline_of(batch)["sheets"]
    }
    problems = problems_of(batch)
    try:
        content = bad_rows(
            vault.load(batch.original_name), batch.file_name, problems, headings,
            Chosen.of(batch.chosen, mends_of(batch)),
        )  # fmt: skip
    except UnusableFile:
        content = only_list(problems)
    vault.store(batch.bad_rows_name, content)


def bad_rows_workbook(*, batch: Batch) -> bytes | None:
    """The workbook with only the bad rows, or None while a worker still has to write it."""
    return vault.load(batch.bad_rows_name) if vault.exists(batch.bad_rows_name) else None


def marked_workbook(*, batch: Batch) -> bytes | None:
    """The marked workbook, or None while a worker still has to write it."""
    return vault.load(batch.marked_name) if vault.exists(batch.marked_name) else None
