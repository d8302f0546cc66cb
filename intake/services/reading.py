"""Reading and checking a received file; may be repeated until it ends, and ends once."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from django.db import (
    DatabaseError,
    DataError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import F, QuerySet

from billiard.exceptions import SoftTimeLimitExceeded

from auditing.services import record
from core import bounded, vault
from core.exceptions import PortalError
from core.redaction import redact, redact_key
from core.vault import VaultError
from intake import progress
from intake.choices import BATCHES, Status
from intake.models import Batch, BatchProblem, HeadingMemory
from intake.reading.apart import read_sheet
from intake.reading.cells import CONTROL
from intake.reading.chosen import Chosen
from intake.reading.mapping import Heading
from intake.reading.problems import ASKED, SEVERITIES, Problem, UnusableFile
from intake.reading.read import Reading
from intake.services.drafts import load_draft
from intake.services.locking import batch_lock
from intake.services.mending import mends_of
from intake.services.outlining import keep_outline
from intake.sheets import Comparison, Prepared, Sheet, copy_text, sheet_of


logger = logging.getLogger(__name__)
PROBLEMS_KEPT = 5_000
# Database, disk or network are away: whatever the sheet is, that says nothing of it.
NOT_ITS_FAULT = (OperationalError, InterfaceError, OSError, VaultError)
_OPEN = (Status.RECEIVED, Status.READING)
# Whoever killed its worker so often is a trap, not bad luck.
MOST_ATTEMPTS = 2
# One more digit than a column of money holds.
_TOO_MUCH = Decimal(10) ** 12


def read(*, batch_id: int) -> Batch:
    """Read the batch's file as far as it goes: checked, refused, or a heading to be explained.

    Safe to call again at any time: a batch that is past reading is returned untouched. Raises
    BatchBusy when another worker holds it.
    """
    bounded.forbid_in_requests("reading an uploaded file")
    with batch_lock(batch_id):
        batch = Batch.objects.select_related("office", "uploaded_by").get(pk=batch_id)
        if batch.status not in _OPEN:
            return batch
        # Counted before it begins, so that a killed worker has counted too.
        BATCHES.advance(_row(batch), start=_OPEN, to=Status.READING, attempts=F("attempts") + 1)
        try:
            vault.discard(batch.marked_name)
            vault.discard(batch.bad_rows_name)
            if batch.attempts >= MOST_ATTEMPTS:
                raise UnusableFile("file-killed-worker")
            _read(batch, sheet_of(batch.kind))
        except UnusableFile as refusal:
            _refuse(batch, refusal)
        except SoftTimeLimitExceeded:
            _refuse(batch, UnusableFile("file-too-slow"))
        except DataError:
            logger.exception("batch %s holds a value that no column takes", batch_id)
            _refuse(batch, UnusableFile("value-out-of-range"))
        except NOT_ITS_FAULT:
            # The batch stays where it is and is tried again until it ends.
            uncount_attempt(batch_id)
            raise
        except (DatabaseError, MemoryError, PortalError):
            # Perhaps its fault: tried once more, then refused.
            raise
        except Exception:
            # A fault of ours must not send the same sheet round for ever.
            logger.exception("batch %s could not be read", batch_id)
            _refuse(batch, UnusableFile("reading-failed"))
        finally:
            progress.clear(batch_id)
        batch.refresh_from_db()
        return batch


def _read(batch: Batch, sheet: Sheet) -> None:
    remembered = dict(
        HeadingMemory.objects.filter(office=batch.office_id, kind=batch.kind).values_list(
            "heading", "field"
        )
    )
    start, end = batch.period_from, batch.period_to
    data, chosen = vault.load(batch.original_name), Chosen.of(batch.chosen, mends_of(batch))
    reading = read_sheet(
        data,
        batch.file_name,
        sheet.fields,
        remembered=remembered,
        chosen=chosen,
        default_period=(start, end) if start and end else None,
        progress=lambda stage, done, total: progress.report(batch.pk, stage, done, total),
    )
    questions = _questions(sheet, reading)
    if questions:
        keep_outline(batch, reading.outline, [], data=data, chosen=chosen)
        _ask_for_headings(batch, reading, questions)
        return
    progress.report(batch.pk, "check", 0, 1)
    titles = {table.sheet: table.title for table in reading.tables}
    prepared = sheet.prepare(reading.frame, batch, titles)
    _check_sum(sheet, prepared)
    text = copy_text(sheet, prepared)
    problems = [*reading.problems, *reading.left_out, *prepared.problems]
    problems += _hidden(sheet, prepared, reading)
    problems = list(map(_as_asked, problems))
    keep_outline(batch, reading.outline, problems, data=data, chosen=chosen)
    comparison = _compare(batch, sheet, prepared, text)
    problems += [
        Problem(
            name, row, None, "", "already-published", {"batch": other, "other": line}, "warning"
        )
        for name, row, other, line in comparison.published_rows
    ]
    problems += comparison.problems
    comparison.published_rows, comparison.problems = [], []
    _keep(batch, prepared, text, len(reading.frame), problems, comparison)


def keep_checked(batch: Batch, sheet: Sheet, prepared: Prepared, *, rows: int) -> None:
    """Take rows that were made, not read, as checked (the synthetic city)."""
    BATCHES.advance(_row(batch), start=(Status.RECEIVED,), to=Status.READING)
    _keep(batch, prepared, copy_text(sheet, prepared), rows, [], Comparison())
    batch.refresh_from_db()


def _keep(
    batch: Batch, prepared: Prepared, text: bytes, rows: int, problems: list[Problem],
    comparison: Comparison,
) -> None:  # fmt: skip
    vault.store(batch.prepared_name, text)
    warnings = sum(problem.severity == "warning" for problem in problems)
    with transaction.atomic():
        moved = BATCHES.advance(
            _row(batch),
            start=(Status.READING,),
            to=Status.CHECKED,
            attempts=0,
            rows=rows,
            accepted=len(prepared),
            rejected=rows - len(prepared),
            warnings=warnings,
            amount=sheet_of(batch.kind).amount(prepared),
            comparison=asdict(comparison),
            refusal="",
        )
        if not moved:
            # Given up by its uploader meanwhile.
            transaction.on_commit(lambda: vault.discard(batch.prepared_name))
            return
        _keep_problems(batch, problems)
        record(
            action="intake.check",
            by=batch.uploaded_by,
            target=f"batch:{batch.pk}",
            detail={"rows": rows, "accepted": len(prepared), "warnings": warnings},
        )


def _as_asked(problem: Problem) -> Problem:
    """A warning that waits for the uploader's word is a question."""
    if problem.severity == "warning" and problem.code in ASKED:
        return replace(problem, severity="question")
    return problem


def _refuse(batch: Batch, refusal: UnusableFile) -> None:
    if refusal.outline:
        vault.store(batch.outline_name, json.dumps(refusal.outline).encode())
    place = {"sheet": "", "row": None} | refusal.params
    with transaction.atomic():
        moved = BATCHES.advance(
            _row(batch), start=(Status.READING,), to=Status.REFUSED, refusal=_storable(refusal.message), rows=0, accepted=0,
            rejected=0, attempts=0,
        )  # fmt: skip
        if not moved:
            return
        _keep_problems(
            batch,
            [
                Problem(
                    place["sheet"], place["row"], None, "", refusal.code, refusal.params, "error"
                )
            ],
        )
        record(
            action="intake.refuse",
            by=batch.uploaded_by,
            target=f"batch:{batch.pk}",
            detail={"code": refusal.code},
        )


def _questions(sheet: Sheet, reading: Reading) -> list[str]:
    """Headings nobody knows, asked only where a column is lacking that one of them may be."""
    asked = [heading.text for table in reading.unmapped for heading in table.headings]
    for table in reading.tables:
        if sheet.lacks_column(set(table.mapping.assigned)):
            asked += [heading.text for heading in table.mapping.unknown]
    return list(dict.fromkeys(asked))


def _ask_for_headings(batch: Batch, reading: Reading, questions: list[str]) -> None:
    with transaction.atomic():
        moved = BATCHES.advance(
            _row(batch), start=(Status.READING,), to=Status.NEEDS_MAPPING, headings=_storable(questions), attempts=0,
            rows=len(reading.frame),
        )  # fmt: skip
        if moved:
            _keep_problems(batch, reading.problems)


def _row(batch: Batch) -> QuerySet[Batch]:
    return Batch.objects.filter(pk=batch.pk)


def _keep_problems(batch: Batch, problems: list[Problem]) -> None:
    BatchProblem.objects.filter(batch=batch).delete()
    # Errors first: the kept five thousand must never be only warnings.
    ordered = sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))
    BatchProblem.objects.bulk_create(
        [
            BatchProblem(
                batch=batch,
                sheet=_storable(problem.sheet)[:100],
                row=problem.row,
                column=problem.column or "",
                heading=_storable(problem.heading)[:200],
                code=problem.code,
                params=_storable(_shown_params(problem.params)),
                severity=problem.severity,
            )
            for problem in ordered[:PROBLEMS_KEPT]
        ],
        batch_size=1_000,
    )


def _hidden(sheet: Sheet, prepared: Prepared, reading: Reading) -> list[Problem]:
    """What was taken out of the sheet's texts, by place."""
    headings: dict[tuple[str, str], Heading] = {}
    for table in reading.tables:
        by_index = {heading.index: heading for heading in table.headings}
        for name, index in table.mapping.assigned.items():
            if index in by_index:
                headings.setdefault((table.sheet, name), by_index[index])
    labels = {field.name: str(field.label) for field in sheet.fields}
    found = []
    for name, at in prepared.hidden:
        row_sheet, row = prepared.columns["sheet"][at], prepared.columns["row_number"][at]
        heading = headings.get((row_sheet, name))
        letter, text = (heading.letter, heading.text) if heading else (None, labels.get(name, name))
        found.append(Problem(row_sheet, row, letter, text, "text-hidden", {}, "warning"))
    return found


def _shown_params(params: dict[str, Any]) -> dict[str, Any]:
    """The wording's values without numbers of persons; region codes in it stay."""
    return {
        name: (redact if name in ("text", "value") else redact_key)(value)
        if isinstance(value, str)
        else value
        for name, value in params.items()
    }


def uncount_attempt(batch_id: int) -> None:
    """What ended by a fault of ours was no attempt; where the database is down it stays counted."""
    try:
        Batch.objects.filter(pk=batch_id, attempts__gt=0).update(attempts=F("attempts") - 1)
    except (DatabaseError, InterfaceError):
        logger.warning("the attempt on batch %s could not be taken back", batch_id)


def _check_sum(sheet: Sheet, prepared: Prepared) -> None:
    """Refuse rows whose money cannot be added up, by the place of the largest amount."""
    if not len(prepared) or abs(sheet.amount(prepared)) < _TOO_MUCH:
        return
    amounts = prepared.columns["amount"]
    largest = max(range(len(amounts)), key=lambda index: abs(amounts[index] or 0))
    raise UnusableFile(
        "amounts-too-large",
        sheet=prepared.columns["sheet"][largest],
        row=int(prepared.columns["row_number"][largest]),
    )


def _storable(value: Any) -> Any:
    """Texts without what the database takes in none: control characters, halves of characters."""
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if isinstance(value, dict):
        return {key: _storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return value


def _compare(batch: Batch, sheet: Sheet, prepared: Prepared, text: bytes) -> Comparison:
    if not len(prepared):
        return Comparison()
    with transaction.atomic(), connection.cursor() as cursor:
        draft = load_draft(cursor, sheet, io.BytesIO(text))
        return sheet.compare(cursor, draft, batch)
