"""The last published roster of an office as a start for its next one, whole numbers included."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core import vault
from core.exceptions import NotAllowed
from intake.models import Batch
from intake.permissions import check_can_start_from
from intake.reading.plainbook import AS_TEXT, PlainSheet, Styled, plain_book
from intake.sheets import sheet_of


def make_start(*, batch_id: int) -> None:
    """Write the workbook into the vault; safe to call again. Never in a request."""
    batch = Batch.objects.select_related("office").get(pk=batch_id)
    sheet = sheet_of(batch.kind)
    fields = [field for field in sheet.fields_read if field.name not in sheet.left_to_fill_in]
    lines = sheet.standing_lines(batch)
    used = {name for line in lines for name, value in line.items() if value not in (None, "")}
    # What has to be filled in anew stands as an empty column.
    shown = [f for f in fields if f.name in used] + [
        f for f in sheet.fields if f.name in sheet.left_to_fill_in
    ]
    rows: list[tuple[int, list[tuple[int, Any]]]] = [
        (1, [(at, str(field.label)) for at, field in enumerate(shown)])
    ]
    for number, line in enumerate(lines, 2):
        rows.append(
            (
                number,
                [
                    (at, _cell(line[field.name]))
                    for at, field in enumerate(shown)
                    if line.get(field.name) not in (None, "")
                ],
            )
        )
    vault.store(batch.start_name, plain_book([PlainSheet(str(sheet.title), rows)]))


def _cell(value: Any) -> Any:
    """Figures as figures; a long number as text, or Excel would lose its end."""
    return Styled(value, AS_TEXT) if isinstance(value, str) else value


def start_is_ready(*, batch: Batch, by: User) -> bool:
    check_can_start_from(by, batch)
    if not sheet_of(batch.kind).starts_next:
        raise NotAllowed(_("A sheet of this kind is no start for the next one."))
    return vault.exists(batch.start_name)


def take_start(*, batch: Batch, by: User) -> bytes:
    """The workbook, once it is ready; recorded in the audit trail.

    It is kept no longer than until it is taken. Raises NotAllowed to all but the office's uploaders.
    """
    check_can_start_from(by, batch)
    content = vault.load(batch.start_name)
    record(action="intake.take-start", by=by, target=f"batch:{batch.pk}")
    vault.discard(batch.start_name)
    return content
