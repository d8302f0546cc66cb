"""Publishes confidential registries of the synthetic city, each with the sheet an office would send."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import Office
from core.sealing import ACCOUNT, IDENTITY, seal_many
from intake import services
from intake.sheets import Prepared, sheet_of
from matching.uploads.base import as_plot
from regions.models import Region
from seeding.publishing import publish_made


SHEET = "Sheet1"
# The heading stands above the first row.
FIRST_ROW = 2
Line = dict[str, Any]
_SEALED = {"person_id": IDENTITY, "cadre_id": IDENTITY, "account": ACCOUNT}
_WORDS = {True: "是", False: "否"}


def publish_registry(
    name: str, office: Office, lines: list[Line], *, period: tuple[date, date] | None = None
) -> int:
    """Publish a registry's lines as one batch, as of the period's end or today; returns its number.

    A line has the registry's field names; numbers as they are typed; `region` a village where the
    registry says one. What a line leaves out is empty.
    """
    sheet = sheet_of(f"registry:{name}")
    batch = services.receive(
        kind=sheet.kind, data=_bytes(sheet.fields, lines), file_name=f"{sheet.title}.csv",
        office=office, by=None, period=period, at_console=True,
    )  # fmt: skip
    columns: dict[str, Any] = {
        "batch_id": [batch.pk] * len(lines),
        "office_id": [office.pk] * len(lines),
        "sheet": [SHEET] * len(lines),
        "row_number": list(range(FIRST_ROW, FIRST_ROW + len(lines))),
    }
    for column in sheet.columns[len(columns) :]:
        columns[column] = _column(column, lines, column in sheet.empty_text)
    publish_made(batch, Prepared(columns))
    return batch.pk


def _column(column: str, lines: list[Line], is_text: bool) -> list[Any]:
    if column == "region_id":
        return [line["region"].code for line in lines]
    values = [line.get(column, "" if is_text else None) for line in lines]
    if column in _SEALED:
        return seal_many(values, _SEALED[column])
    if column == "plot":
        return [as_plot(value or "") for value in values]
    if column == "filed":
        return [bool(value) for value in values]
    return values


def _bytes(fields: Iterable[Any], lines: list[Line]) -> bytes:
    fields = list(fields)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(field.label) for field in fields])
    for line in lines:
        writer.writerow([_cell(line, field) for field in fields])
    return text.getvalue().encode("utf-8-sig")


def _cell(line: Line, field: Any) -> Any:
    if field.name in ("county", "township"):
        return ""
    if field.name == "village":
        region: Region = line["region"]
        return region.code
    value = line.get(field.name, "")
    if field.name == "level":
        return f"{value}级"
    return _WORDS.get(value, value) if isinstance(value, bool) else value
