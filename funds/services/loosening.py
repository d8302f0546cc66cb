"""Showing more of a programme's recipients: asked, decided by another, carried out with the k-test.

To tighten a class takes one person and counts at once (funds.admin.catalogue).
"""

from __future__ import annotations

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.exceptions import PortalError, StateConflict
from core.free_text import require_reason
from funds.choices import Disclosure
from funds.models import Loosening, Programme
from funds.permissions import check_can_ask_loosening, check_can_decide_loosening
from funds.services.disclosing import retest_everywhere
from publication.services.recording import log_marks


@transaction.atomic
def request_loosening(*, programme: Programme, new: str, reason: str, by: User) -> Loosening:
    """Ask to show more. Raises NotAllowed, StateConflict and PortalError."""
    check_can_ask_loosening(by)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if not Disclosure.loosens(programme.disclosure, new):
        raise PortalError(
            _("This shows no more than today. A class is tightened in the catalogue.")
        )
    words = require_reason(
        reason, _("Give the reason in a sentence; the second administrator reads it.")
    )
    try:
        with transaction.atomic():
            loosening = Loosening.objects.create(
                programme=programme, old=programme.disclosure, new=new, reason=words,
                requested_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise StateConflict(_("Such a change is already waiting for its decision.")) from error
    _record("funds.request-loosening", loosening, by)
    return loosening


@transaction.atomic
def decide_loosening(*, loosening: Loosening, by: User, approved: bool) -> Loosening:
    """Another administrator agrees or not; carrying it out is the next, separate step."""
    loosening = Loosening.objects.select_for_update().get(pk=loosening.pk)
    check_can_decide_loosening(by, loosening)
    if approved:
        check_can_ask_loosening(loosening.requested_by)
        _check_unchanged(loosening)
    loosening.decided_by, loosening.decided_at = by, timezone.now()
    loosening.approved = approved
    loosening.save()
    _record("funds.agree-loosening" if approved else "funds.refuse-loosening", loosening, by)
    return loosening


@transaction.atomic
def carry_out_loosening(*, loosening_id: int) -> None:
    """Change the class and test every place anew in one transaction; safe to call again.

    Were it two, masked names would for a while stand beside full names that they were not tested
    against.
    """
    loosening = Loosening.objects.select_for_update().get(pk=loosening_id)
    if not loosening.approved or loosening.done_at is not None:
        return
    loosening.done_at = timezone.now()
    loosening.save(update_fields=["done_at"])
    rows = Programme.objects.filter(pk=loosening.programme_id, disclosure=loosening.old)
    if not rows.update(disclosure=loosening.new):
        # Tightened meanwhile: what one person closes, no older agreement opens.
        _record("funds.drop-loosening", loosening, loosening.decided_by)
        return
    _record("funds.carry-out-loosening", loosening, loosening.decided_by)
    retest_everywhere()
    with connection.cursor() as cursor:
        log_marks(cursor, table=Programme._meta.db_table, keys=[loosening.programme_id])


def _check_unchanged(loosening: Loosening) -> None:
    programme = Programme.objects.select_for_update().get(pk=loosening.programme_id)
    if programme.disclosure != loosening.old:
        raise StateConflict(_("Something else was changed meanwhile. Refuse this and ask anew."))


def _record(action: str, loosening: Loosening, by: User | None) -> None:
    record(
        action=action,
        by=by,
        target=f"programme:{loosening.programme_id}",
        detail={"old": loosening.old, "new": loosening.new, "reason": loosening.reason},
    )
