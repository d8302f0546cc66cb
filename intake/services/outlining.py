"""What is kept of a reading for the desk: masked samples and the rows that have something wrong."""

from __future__ import annotations

import json

from core import vault
from intake.models import Batch
from intake.reading import apart
from intake.reading.chosen import Chosen
from intake.reading.outline import MOST_ROWS, Outline
from intake.reading.problems import Problem, UnusableFile


def keep_outline(
    batch: Batch, outline: Outline, problems: list[Problem], *, data: bytes, chosen: Chosen
) -> None:
    """Keep it in the vault, with the rows that only a later check found wrong.

    The file is opened once more for those alone, so a clean sheet is never read twice.
    """
    rows = outline.get("rows", {})
    room = MOST_ROWS - sum(map(len, rows.values()))
    lacking: dict[str, set[int]] = {}
    for problem in problems:
        if not problem.row or problem.severity not in ("error", "question") or room <= 0:
            continue
        if str(problem.row) not in rows.get(problem.sheet, {}):
            room -= problem.row not in lacking.setdefault(problem.sheet, set())
            lacking[problem.sheet].add(problem.row)
    if lacking:
        try:
            more = apart.rows_of(data, batch.file_name, lacking, chosen)
        except UnusableFile:
            # It was read a moment ago; the rows are mended in Excel then.
            more = {}
        for sheet, found in more.items():
            rows.setdefault(sheet, {}).update(found)
    vault.store(batch.outline_name, json.dumps(outline, ensure_ascii=False).encode())
