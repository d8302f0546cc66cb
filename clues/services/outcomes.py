"""What came of it: measures against persons, recovered money, things put right."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clues.choices import Act, Status
from clues.models import Clue, PersonOutcome, Recovery, Rectification
from clues.permissions import check_can_record
from clues.selectors.deadlines import due_after
from clues.services.recording import change, locked, write_line
from core.exceptions import PortalError, StateConflict
from core.free_text import require_text
from core.redaction import clean_free_text


# Somebody may have been punished for it before the portal found it, but not long before.
_EARLIER_AT_MOST = timedelta(days=5 * 365)


@transaction.atomic
def record_outcome(
    *,
    clue: Clue,
    by: User,
    name: str,
    post: str,
    person_kind: str,
    measure: str,
    decided_on: date,
    form: int | None = None,
    sanction: str = "",
    filed: bool = False,
) -> PersonOutcome:
    """One measure against one person.

    Raises PortalError where the law knows no such sanction (公职人员政务处分法 art. 7, 22).
    """
    fresh = locked(clue)
    check_can_record(by, fresh)
    outcome = PersonOutcome(
        clue=fresh, name=clean_free_text(name), post=clean_free_text(post), person_kind=person_kind, form=form,
        measure=measure, sanction=sanction, filed=filed, decided_on=decided_on, recorded_by=by,
    )  # fmt: skip
    if decided_on > timezone.localdate():
        raise PortalError(_("The decision lies in the future."))
    if decided_on < timezone.localdate(fresh.opened_at) - _EARLIER_AT_MOST:
        raise PortalError(_("The decision lies years before this was found; look at the date."))
    try:
        outcome.full_clean()
    except ValidationError as error:
        raise PortalError(" ".join(error.messages)) from error
    outcome.save()
    write_line(
        fresh, act=Act.OUTCOME, by=by, changes={"measure": ["", measure]},
        words=f"{outcome.name} {outcome.post}: {outcome.describe()}",
    )  # fmt: skip
    return outcome


@transaction.atomic
def record_recovery(*, clue: Clue, by: User, owed_by: str, due: Decimal) -> Recovery:
    """Money that has to come back."""
    fresh = locked(clue)
    check_can_record(by, fresh)
    if due <= 0:
        raise PortalError(_("The amount to be recovered must be more than nothing."))
    recovery = Recovery.objects.create(
        clue=fresh, owed_by=require_text(owed_by, _("Say who has to pay it back.")), due=due,
        due_on=due_after("recovery"), recorded_by=by,
    )  # fmt: skip
    change(
        fresh, act=Act.RECOVERY, by=by, words=f"{recovery.owed_by}: {due:.2f}",
        status=Status.RECTIFYING, due_on=recovery.due_on,
    )  # fmt: skip
    return recovery


@transaction.atomic
def record_recovered(*, recovery: Recovery, by: User, amount: Decimal) -> Recovery:
    """Money that has come back; never more than was due."""
    fresh = locked(recovery.clue)
    check_can_record(by, fresh)
    if amount <= 0:
        raise PortalError(_("The recovered amount must be more than nothing."))
    before = Recovery.objects.filter(pk=recovery.pk).first()
    if before is None:
        raise StateConflict(_("There is no such entry any more."))
    booked = Recovery.objects.filter(pk=recovery.pk, recovered__lte=F("due") - amount).update(
        recovered=F("recovered") + amount
    )
    if not booked:
        raise StateConflict(_("More than was due cannot be recovered."))
    recovery.refresh_from_db()
    write_line(
        fresh, act=Act.RECOVERED, by=by, words=f"{recovery.owed_by}: {amount:.2f}",
        changes={"recovered": [f"{before.recovered:.2f}", f"{recovery.recovered:.2f}"]},
    )  # fmt: skip
    return recovery


@transaction.atomic
def record_rectification(*, clue: Clue, by: User, what: str, unit: str) -> Rectification:
    """Something has to be put right besides the money."""
    fresh = locked(clue)
    check_can_record(by, fresh)
    rectification = Rectification.objects.create(
        clue=fresh, what=require_text(what, _("Say what has to be put right.")),
        unit=require_text(unit, _("Say which unit puts it right.")), due_on=due_after("recovery"),
        recorded_by=by,
    )  # fmt: skip
    change(
        fresh, act=Act.RECTIFICATION, by=by,
        words=f"{rectification.unit}: {rectification.what}",
        status=Status.RECTIFYING, due_on=rectification.due_on,
    )  # fmt: skip
    return rectification


@transaction.atomic
def record_rectified(*, rectification: Rectification, by: User, words: str) -> Rectification:
    """It has been put right, and how."""
    fresh = locked(rectification.clue)
    check_can_record(by, fresh)
    text = require_text(words, _("Say how it was put right."))
    done = Rectification.objects.filter(pk=rectification.pk, done_at=None).update(
        done_at=timezone.now(), done_words=text[:500]
    )
    if not done:
        raise StateConflict(_("This has been put right already."))
    rectification.refresh_from_db()
    write_line(fresh, act=Act.RECTIFIED, by=by, words=f"{rectification.what}: {text}")
    return rectification
