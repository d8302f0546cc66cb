"""Asking once what an unknown heading means, and remembering the answer for the office."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.exceptions import PortalError, StateConflict
from intake.choices import BATCHES, Status
from intake.models import Batch, HeadingMemory
from intake.permissions import check_can_discard
from intake.reading.headings import key
from intake.sheets import sheet_of


@transaction.atomic
def answer_headings(*, batch: Batch, by: User, answers: dict[str, str]) -> Batch:
    """`answers` maps each asked heading to a field's name, or "" to leave the column out.

    The batch goes back to being read. Raises PortalError for an unknown field or one that two
    headings claim.
    """
    check_can_discard(by, batch)
    if batch.status != Status.NEEDS_MAPPING:
        raise StateConflict(_("No heading of this batch is waiting for an answer."))
    known = {field.name for field in sheet_of(batch.kind).fields}
    chosen = [field for field in answers.values() if field]
    if not set(chosen) <= known:
        raise PortalError(_("One of the chosen columns does not belong to this kind of sheet."))
    if len(chosen) != len(set(chosen)):
        raise PortalError(_("Two headings cannot mean the same column; choose one of them."))
    for heading in batch.headings:
        HeadingMemory.objects.update_or_create(
            office=batch.office,
            kind=batch.kind,
            heading=key(heading),
            defaults={"field": answers.get(heading, "")},
        )
    BATCHES.move(batch, Status.READING, headings=[])
    record(action="intake.answer-headings", by=by, target=f"batch:{batch.pk}", detail=answers)
    return batch
