"""Reads of batches that pages and commands share."""

from __future__ import annotations

from typing import Any

from intake.models import Batch, BatchProblem
from intake.reading.problems import Problem
from intake.sheets import all_sheets


def problems_of(batch: Batch) -> list[Problem]:
    """The batch's problems as the reading stage words them, errors first. One query."""
    # A kind of sheet brings its own wording when it is loaded.
    all_sheets()
    return [_as_problem(row) for row in BatchProblem.objects.filter(batch=batch)]


def _as_problem(row: BatchProblem) -> Problem:
    return Problem(
        row.sheet, row.row, row.column or None, row.heading, row.code, row.params, row.severity
    )


def summary(batch: Batch) -> dict[str, Any]:
    """What `import_sheet --json` and the upload API answer."""
    return {
        "batch": batch.pk,
        "status": batch.status,
        "rows": batch.rows,
        "accepted": batch.accepted,
        "rejected": batch.rejected,
        "amount": str(batch.amount),
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "code": problem.code,
                "message": problem.message,
            }
            for problem in problems_of(batch)
        ],
    }
