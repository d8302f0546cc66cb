"""Bad cells are mended on the page; the file stays as it came, and the mends are laid over it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core import vault
from core.exceptions import PortalError
from core.sealing import seal_text, unseal_text
from intake.models import Batch, CellMend
from intake.permissions import check_can_change
from intake.reading.chosen import Mend
from intake.reading.outline import Outline, sample
from intake.services.choosing import read_once_more


CELL = b"mended-cell"
LONGEST = 300


@transaction.atomic
def mend_cells(*, batch: Batch, by: User, values: dict[tuple[str, int], dict[str, str]]) -> Batch:
    """Put new values into cells, by sheet and row and by column letter; the sheet is read again.

    Only rows with something wrong can be mended here. Raises PortalError for any other, for a
    cell that a merged one covers and for a text longer than LONGEST.
    """
    check_can_change(by, batch)
    if not values:
        raise PortalError(_("Nothing was changed. Type the right value into at least one cell."))
    rows = outline_of(batch)["rows"]
    CellMend.objects.bulk_create(
        [
            mend
            for (sheet, row), cells in values.items()
            for mend in _mends(rows.get(sheet, {}).get(str(row), []), batch, sheet, row, cells, by)
        ]
    )
    read_once_more(batch)
    record(
        action="intake.mend-cells", by=by, target=f"batch:{batch.pk}",
        detail={
            "cells": [
                {"sheet": sheet, "row": row, "columns": sorted(cells)}
                for (sheet, row), cells in values.items()
            ]
        },
    )  # fmt: skip
    return batch


def _mends(
    known: list[list[Any]], batch: Batch, sheet: str, row: int, cells: dict[str, str], by: User
) -> Iterator[CellMend]:
    before = {letter: (text, merged) for letter, text, _whole, merged in known}
    if not before:
        raise PortalError(_("This row has nothing to be mended; load the page again."))
    for letter, value in cells.items():
        place = f"{letter}{row}"
        if letter not in before or before[letter][1]:
            raise PortalError(
                _("Cell %(place)s is merged with another; unmerge it in Excel and upload again.")
                % {"place": place}
            )
        if len(value) > LONGEST:
            raise PortalError(
                _("The text in %(place)s has more than %(most)s characters. Shorten it.")
                % {"place": place, "most": LONGEST}
            )
        yield CellMend(
            batch=batch, sheet=sheet, row=row, column=letter, before=before[letter][0],
            after=sample(value), sealed_value=seal_text(value, CELL), mended_by=by,
        )  # fmt: skip


def mends_of(batch: Batch) -> tuple[Mend, ...]:
    """The mends as they are laid over the file, the latest of a cell last. One query."""
    return tuple(
        (mend.sheet, mend.row, mend.column, unseal_text(mend.sealed_value, CELL))
        for mend in CellMend.objects.filter(batch=batch)
    )


def outline_of(batch: Batch) -> Outline:
    """How the batch's file was read; an empty outline where that is not kept."""
    if not vault.exists(batch.outline_name):
        return {"sheets": [], "rows": {}}
    outline: Outline = json.loads(vault.load(batch.outline_name))
    return outline
