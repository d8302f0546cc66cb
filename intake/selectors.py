"""Reads of batches that pages and commands share."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from accounts.models import User
from auditing.selectors import events_of
from auditing.wording import words_of
from core import vault
from intake.acts import BY_THE_PORTAL
from intake.models import Batch, BatchProblem, CellMend
from intake.reading.cells import row_list
from intake.reading.problems import SEVERITIES, WHYS, Problem
from intake.sheets import Preview, all_sheets, sheet_of
from regions.selectors import names_for


MENDS_SHOWN = 200
ROWS_PREVIEWED = 50
EVENTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a batch's history: who did what, when, and what was said."""

    at: datetime
    who: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines or columns of one sheet that were left out for one reason."""

    sheet: str
    what: str
    places: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a sheet changes in one way against the last period: how often, and examples."""

    kind: str
    count: int
    examples: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class ChangedColumn:
    """One column of a corrected row before and after, in words; numbers are masked."""

    label: str
    before: str
    after: str


def problems_of(batch: Batch) -> list[Problem]:
    """The batch's problems as the reading stage words them, errors first. One query."""
    # A kind of sheet brings its own wording when it is loaded.
    all_sheets()
    return [as_problem(row) for row in BatchProblem.objects.filter(batch=batch)]


def as_problem(row: BatchProblem) -> Problem:
    severity = next(known for known in SEVERITIES if known == row.severity)
    return Problem(
        row.sheet, row.row, row.column or None, row.heading, row.code, row.params, severity
    )


def summary(batch: Batch) -> dict[str, Any]:
    """What `import_sheet --json` and the upload API answer."""
    problems = problems_of(batch)
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
            for problem in problems
            if problem.severity != "note"
        ],
        "skipped": [_skipped(problem) for problem in problems if problem.leaves_out],
    }


def mends_shown(batch: Batch) -> list[CellMend]:
    """The cells mended on the page, masked, the latest first. One query."""
    mends = CellMend.objects.filter(batch=batch).select_related("mended_by").order_by("-id")
    return list(mends[:MENDS_SHOWN])


def left_out_of(problems: list[Problem]) -> list[LeftOut]:
    """What of a sheet was not read as rows, rows of one sheet and reason together."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.leaves_out:
            why = str(problem.params.get("why", problem.code))
            groups.setdefault((problem.sheet, why), []).append(problem)
    return [
        LeftOut(sheet, _left_out_as(why), _places_of(found))
        for (sheet, why), found in groups.items()
    ]


def _left_out_as(why: str) -> str:
    if why in WHYS:
        return gettext(WHYS[why])
    if why == "column-left-out":
        return gettext("columns that nothing of this kind of sheet is called")
    return gettext("a note") if why == "row-skipped" else gettext("the whole sheet")


def _places_of(found: list[Problem]) -> str:
    rows = [problem.row for problem in found if problem.row is not None]
    if rows:
        said = "；".join(dict.fromkeys(str(p.params.get("value", "")) for p in found[:3]))
        return gettext("rows %(rows)s: %(said)s") % {"rows": row_list(rows), "said": said}
    columns = [f"{problem.column} {problem.heading}" for problem in found if problem.column]
    return gettext(", ").join(columns) or found[0].message


def _skipped(problem: Problem) -> dict[str, Any]:
    """What of a sheet was not read as rows: a sheet, one of its rows or one of its columns."""
    place: dict[str, Any] = {"sheet": problem.sheet}
    if problem.row is not None:
        place["row"] = problem.row
    elif problem.column is not None:
        place["column"] = problem.column
    return place | {"why": problem.message}


def history_of(batch: Batch) -> list[Act]:
    """Who did what with a batch, from the audit trail. Two queries."""
    events = list(events_of(f"batch:{batch.pk}")[:EVENTS_SHOWN])
    names: dict[int | None, str] = {
        user.pk: str(user)
        for user in User.objects.filter(pk__in={event.actor_id for event in events})
    }
    return [
        Act(
            event.at,
            "" if event.action in BY_THE_PORTAL else names.get(event.actor_id, ""),
            words_of(event.action),
            str(event.detail.get("note") or event.detail.get("reason") or ""),
        )
        for event in events
    ]


def changes_of(batch: Batch) -> list[Changed]:
    """The batch's comparison with the last period, by kind of change, with places by name."""
    counts = batch.comparison.get("counts", {})
    examples = batch.comparison.get("examples", [])
    places = names_for({e["place"] for e in examples if e["place"]}, start="county")
    return [
        Changed(
            kind,
            counts[kind],
            [
                example | {"place": places.get(example["place"], example["place"])}
                for example in examples
                if example["kind"] == kind
            ],
        )
        for kind in ("added", "dropped", "changed", "amount", "account")
        if counts.get(kind)
    ]


def preview_of(batch: Batch) -> Preview | None:
    """The first prepared rows in the words of their kind of sheet; None once they are gone."""
    sheet = sheet_of(batch.kind)
    try:
        rows = [dict(zip(sheet.columns, line, strict=True)) for line in _first_lines(batch)]
    except vault.VaultError:
        return None
    return sheet.preview(rows) if rows else None


def _first_lines(batch: Batch) -> list[list[str]]:
    stream = io.BufferedReader(vault.ChunkReader(batch.prepared_name))
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    return list(islice(csv.reader(text), ROWS_PREVIEWED))
