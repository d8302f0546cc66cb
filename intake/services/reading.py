"""Reading and checking a received file; may be repeated until it ends, and ends once."""

from __future__ import annotations

import io
import logging
from dataclasses import asdict
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction

from auditing.services import record
from core import vault
from core.exceptions import PortalError
from core.redaction import redact, redact_key
from intake import progress
from intake.choices import Status
from intake.models import Batch, BatchProblem, HeadingMemory
from intake.reading.mapping import Heading
from intake.reading.problems import Problem, UnusableFile
from intake.reading.read import Reading, read_sheet
from intake.services.drafts import load_draft
from intake.services.holding import held
from intake.sheets import Comparison, Prepared, Sheet, copy_text, sheet_of


logger = logging.getLogger(__name__)
PROBLEMS_KEPT = 5_000
_OPEN = (Status.RECEIVED, Status.READING)


def read(*, batch_id: int) -> Batch:
    """Read the batch's file as far as it goes: checked, refused, or a heading to be explained.

    Safe to call again at any time: a batch that is past reading is returned untouched. Raises
    BatchBusy when another worker holds it.
    """
    with held(batch_id):
        batch = Batch.objects.select_related("office", "uploaded_by").get(pk=batch_id)
        if batch.status not in _OPEN:
            return batch
        Batch.objects.filter(pk=batch_id, status__in=_OPEN).update(status=Status.READING)
        try:
            _read(batch, sheet_of(batch.kind))
        except UnusableFile as refusal:
            _refuse(batch, refusal)
        except (DatabaseError, InterfaceError, OSError, MemoryError, PortalError):
            # Not the sheet's fault: the batch stays where it is and is tried again.
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
    reading = read_sheet(
        vault.load(batch.original_name),
        batch.file_name,
        sheet.fields,
        remembered=remembered,
        default_period=(start, end) if start and end else None,
        progress=lambda stage, done, total: progress.report(batch.pk, stage, done, total),
    )
    questions = _questions(sheet, reading)
    if questions:
        _ask_for_headings(batch, reading, questions)
        return
    progress.report(batch.pk, "check", 0, 1)
    titles = {table.sheet: table.title for table in reading.tables}
    prepared = sheet.prepare(reading.frame, batch, titles)
    text = copy_text(sheet, prepared)
    problems = [*reading.problems, *prepared.problems, *_hidden(sheet, prepared, reading)]
    comparison = _compare(batch, sheet, prepared, text)
    problems += [
        Problem(
            name, row, None, "", "already-published", {"batch": other, "other": line}, "warning"
        )
        for name, row, other, line in comparison.published_rows
    ]
    comparison.published_rows = []
    _keep(batch, prepared, text, len(reading.frame), problems, comparison)


def keep_checked(batch: Batch, sheet: Sheet, prepared: Prepared, *, rows: int) -> None:
    """Take rows that were made, not read, as checked (the synthetic city)."""
    Batch.objects.filter(pk=batch.pk, status=Status.RECEIVED).update(status=Status.READING)
    _keep(batch, prepared, copy_text(sheet, prepared), rows, [], Comparison())
    batch.refresh_from_db()


def _keep(
    batch: Batch, prepared: Prepared, text: bytes, rows: int, problems: list[Problem],
    comparison: Comparison,
) -> None:  # fmt: skip
    vault.store(batch.prepared_name, text)
    warnings = sum(problem.severity == "warning" for problem in problems)
    with transaction.atomic():
        _keep_problems(batch, problems)
        Batch.objects.filter(pk=batch.pk, status=Status.READING).update(
            status=Status.CHECKED,
            rows=rows,
            accepted=len(prepared),
            rejected=rows - len(prepared),
            warnings=warnings,
            amount=sheet_of(batch.kind).amount(prepared),
            comparison=asdict(comparison),
            refusal="",
        )
        record(
            action="intake.check",
            by=batch.uploaded_by,
            target=f"batch:{batch.pk}",
            detail={"rows": rows, "accepted": len(prepared), "warnings": warnings},
        )


def _refuse(batch: Batch, refusal: UnusableFile) -> None:
    with transaction.atomic():
        _keep_problems(
            batch,
            [Problem("", None, None, "", refusal.code, refusal.params, "error")],
        )
        Batch.objects.filter(pk=batch.pk).update(
            status=Status.REFUSED, refusal=refusal.message, rows=0, accepted=0, rejected=0
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
        _keep_problems(batch, reading.problems)
        Batch.objects.filter(pk=batch.pk).update(
            status=Status.NEEDS_MAPPING, headings=questions, rows=len(reading.frame)
        )


def _keep_problems(batch: Batch, problems: list[Problem]) -> None:
    BatchProblem.objects.filter(batch=batch).delete()
    # Errors first: the kept five thousand must never be only warnings.
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    BatchProblem.objects.bulk_create(
        [
            BatchProblem(
                batch=batch,
                sheet=problem.sheet[:100],
                row=problem.row,
                column=problem.column or "",
                heading=problem.heading[:200],
                code=problem.code,
                params=_shown_params(problem.params),
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


def _compare(batch: Batch, sheet: Sheet, prepared: Prepared, text: bytes) -> Comparison:
    if not len(prepared):
        return Comparison()
    with transaction.atomic(), connection.cursor() as cursor:
        draft = load_draft(cursor, sheet, io.BytesIO(text))
        return sheet.compare(cursor, draft, batch)
