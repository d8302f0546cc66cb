"""The uploader says how a file is to be read: sheets, heading rows, columns, characters."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.exceptions import PortalError, StateConflict
from intake.choices import BATCHES, Status
from intake.models import Batch
from intake.permissions import check_can_change
from intake.reading.chosen import DEEPEST_HEADING, ENCODINGS
from intake.services.mapping import remember
from intake.sheets import sheet_of


@transaction.atomic
def choose_reading(
    *, batch: Batch, by: User, chosen: dict[str, Any], remembered: dict[str, str] | None = None
) -> Batch:
    """Keep how the file is to be read (see intake.reading.chosen); it goes back to being read.

    `remembered` maps headings to fields that count for the office's next sheets too. Raises
    PortalError for what no sheet can be, and where no sheet would be read.
    """
    check_can_change(by, batch)
    _check(batch, chosen)
    read_once_more(batch, chosen=chosen)
    if remembered:
        remember(office=batch.office, kind=batch.kind, answers=remembered, by=by)
    record(
        action="intake.choose-reading", by=by, target=f"batch:{batch.pk}",
        detail={"chosen": chosen, "remembered": remembered or {}},
    )  # fmt: skip
    return batch


def read_once_more(batch: Batch, **values: Any) -> None:
    """Send a batch back to being read. Raises StateConflict where it cannot go back."""
    to = Status.RECEIVED if batch.status == Status.REFUSED else Status.READING
    try:
        with transaction.atomic():
            BATCHES.move(batch, to, headings=[], refusal="", attempts=0, **values)
    except IntegrityError as error:
        raise StateConflict(
            _("The same file was uploaded again meanwhile; that batch goes on.")
        ) from error


def _check(batch: Batch, chosen: dict[str, Any]) -> None:
    if chosen.get("encoding", "") not in ("", *ENCODINGS):
        raise PortalError(_("These characters are not known here; choose one of the list."))
    sheets = chosen.get("sheets", {})
    if sheets and all(said.get("read") is False for said in sheets.values()):
        raise PortalError(_("No sheet would be read. Choose at least one."))
    known = {field.name for field in sheet_of(batch.kind).fields_read}
    for name, said in sheets.items():
        first, last = said.get("heading") or (1, 1)
        if not 1 <= first <= last < first + DEEPEST_HEADING:
            raise PortalError(
                _("The headings of the sheet “%(sheet)s” stand in one to %(most)s rows, the first one first.")
                % {"sheet": name, "most": DEEPEST_HEADING}
            )  # fmt: skip
        for columns in said.get("columns", {}).values():
            fields = [field for field in columns.values() if field]
            if not set(fields) <= known:
                raise PortalError(
                    _("One of the chosen columns does not belong to this kind of sheet.")
                )
            if len(fields) != len(set(fields)):
                raise PortalError(
                    _("Two headings cannot mean the same column; choose one of them.")
                )
