"""What happens again and again is mended where it comes from."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from accounts.permissions import Permission, holds
from auditing.services import record
from clues.models import BureauTask
from clues.permissions import check_can_answer_task
from clues.selectors.causes import repeated_causes
from clues.selectors.deadlines import due_after
from core.divisions import contains
from core.exceptions import NotAllowed, PortalError, StateConflict
from core.free_text import require_text


@transaction.atomic
def give_task(
    *, by: User, office: Office, rule: str, cause: str, county: str, text: str
) -> BureauTask:
    """Ask the bureau whose rule let it happen to mend the cause."""
    if not holds(by, Permission.WORK_CLUES):
        raise NotAllowed(_("Only an inspector gives a bureau a task."))
    if not contains(by.region_code, county) or not contains(office.region_code, county):
        raise NotAllowed(_("%(office)s does not serve this county.") % {"office": office})
    found = [
        each
        for each in repeated_causes(by)
        if (each.rule, each.cause, each.county) == (rule, cause, county)
    ]
    if not found:
        raise PortalError(_("This cause is not repeated often enough, or has its task already."))
    text = require_text(text, _("Say what the bureau has to mend."))
    try:
        with transaction.atomic():
            task = BureauTask.objects.create(
                office=office, rule=rule, cause=cause, region_code=county, clues=found[0].clues,
                text=text, due_on=due_after("bureau-task"), given_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise StateConflict(_("This cause has its task already.")) from error
    record(
        action="clues.give-task",
        by=by,
        target=f"bureau-task:{task.pk}",
        detail={"office": office.code, "rule": rule, "cause": cause, "county": county},
    )
    return task


@transaction.atomic
def answer_task(*, task: BureauTask, by: User, words: str) -> BureauTask:
    """The bureau says how it mended the cause."""
    check_can_answer_task(by, task)
    text = require_text(words, _("Say how the cause was mended."))
    answered = BureauTask.objects.filter(pk=task.pk, answered_at=None).update(
        answer=text, answered_by=by, answered_at=timezone.now()
    )
    if not answered:
        raise StateConflict(_("This task has been answered already."))
    task.refresh_from_db()
    record(action="clues.answer-task", by=by, target=f"bureau-task:{task.pk}")
    return task
