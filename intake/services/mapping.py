"""Asking once what an unknown heading means, and remembering the answer for the office."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Office, User
from auditing.services import record
from core.exceptions import PortalError, StateConflict
from intake.choices import BATCHES, Status
from intake.models import Batch, HeadingMemory
from intake.permissions import check_can_change_memory, check_can_discard
from intake.reading.headings import whole
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
    chosen = [field for field in answers.values() if field]
    _check_known(batch.kind, chosen)
    if len(chosen) != len(set(chosen)):
        raise PortalError(_("Two headings cannot mean the same column; choose one of them."))
    remember(
        office=batch.office, kind=batch.kind, by=by,
        answers={heading: answers.get(heading, "") for heading in batch.headings},
    )  # fmt: skip
    BATCHES.move(batch, Status.READING, headings=[])
    record(action="intake.answer-headings", by=by, target=f"batch:{batch.pk}", detail=answers)
    return batch


def remember(*, office: Office, kind: str, answers: dict[str, str], by: User) -> None:
    """Keep what an office means by headings; the caller's transaction and audit event hold it."""
    for heading, field in answers.items():
        HeadingMemory.objects.update_or_create(
            office=office, kind=kind, heading=whole(heading)[:200], defaults={"field": field}
        )


@transaction.atomic
def change_memory(*, memory: HeadingMemory, by: User, field: str) -> HeadingMemory:
    """The office means another field by a heading from now on; sheets that were read stay."""
    check_can_change_memory(by, memory)
    _check_known(memory.kind, [field] if field else [])
    before, memory.field = memory.field, field
    memory.save(update_fields=["field"])
    _record("change-memory", memory, by, before=before, after=field)
    return memory


@transaction.atomic
def forget_memory(*, memory: HeadingMemory, by: User) -> None:
    """The next sheet with this heading is asked about again."""
    check_can_change_memory(by, memory)
    _record("forget-memory", memory, by, before=memory.field)
    memory.delete()


def _check_known(kind: str, fields: list[str]) -> None:
    if not set(fields) <= {field.name for field in sheet_of(kind).fields}:
        raise PortalError(_("One of the chosen columns does not belong to this kind of sheet."))


def _record(act: str, memory: HeadingMemory, by: User, **detail: str) -> None:
    record(
        action=f"intake.{act}", by=by, target=f"office:{memory.office_id}",
        detail={"kind": memory.kind, "heading": memory.heading, **detail},
    )  # fmt: skip
