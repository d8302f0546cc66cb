"""A village's postings from the first word to the board, by two persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from core.caching import pages_changed
from core.exceptions import PortalError
from core.free_text import require_reason
from core.redaction import clean_free_text
from publication.services.recording import log_marks, log_rows
from regions.models import Region
from villages import permissions
from villages.choices import POSTINGS, PostingKind, PostingState
from villages.models import DisclosureItem, Posting


@transaction.atomic
def write_posting(
    *, region: Region, duty: DisclosureItem, period: tuple[date, date], by: User, title: str, body: str,
    kind: str = PostingKind.DISCLOSURE, objections: dict[str, Any] | None = None,
    posting: Posting | None = None,
) -> Posting:  # fmt: skip
    """Write a posting, or write one anew that was sent back, and hand it to the second person.

    Long numbers are left out of title and text. `objections` holds objection_days,
    objection_office and objection_phone. Raises NotAllowed, StateConflict, PortalError.
    """
    permissions.check_can_post(by, region.code)
    if posting is not None:
        POSTINGS.check(posting, PostingState.SUBMITTED)
        permissions.check_own_posting(by, posting)
    title, body = clean_free_text(title), clean_free_text(body)
    if not (title and body):
        raise PortalError(_("A posting needs a title and a text."))
    asked = {"objection_days": None, "objection_office": "", "objection_phone": ""}
    if kind == PostingKind.OBJECTION:
        asked |= objections or {}
        if not all(asked.values()):
            raise PortalError(
                _("Say for how many days, at which office and telephone people may object.")
            )
    values: dict[str, Any] = {
        "period_from": period[0], "period_to": period[1], "kind": kind, "title": title,
        "body": body, "written_by": by, "reason": "", "decided_by": None, **asked,
    }  # fmt: skip
    if posting is None:
        written = Posting.objects.create(
            region=region, duty=duty, office=by.office, status=PostingState.SUBMITTED, **values
        )
    else:
        written = posting
        POSTINGS.write(written, PostingState.SUBMITTED, **values)
    _record("villages.submit-posting", written, by)
    return written


@transaction.atomic
def decide_posting(*, posting: Posting, by: User, approved: bool, reason: str = "") -> Posting:
    """The second person publishes it or sends it back with a reason."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    to = PostingState.PUBLISHED if approved else PostingState.RETURNED
    permissions.check_can_decide_posting(by, posting, to)
    if approved:
        POSTINGS.write(posting, to, decided_by=by, published_at=timezone.now())
        pages_changed()
    else:
        words = require_reason(reason, _("Give the reason in a sentence."))
        POSTINGS.write(posting, to, decided_by=by, reason=words)
    _record("villages.publish-posting" if approved else "villages.return-posting", posting, by)
    if approved:
        with connection.cursor() as cursor:
            log_rows(cursor, table=Posting._meta.db_table, keys=[posting.pk])
    return posting


@transaction.atomic
def withdraw_posting(*, posting: Posting, by: User, reason: str) -> Posting:
    """Take a posting from its board; the public reads why. Its page stays."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    permissions.check_can_decide_posting(by, posting, PostingState.WITHDRAWN)
    words = require_reason(reason, _("Give the reason in a sentence."))
    POSTINGS.write(posting, PostingState.WITHDRAWN, withdrawn_at=timezone.now(), reason=words)
    pages_changed()
    _record("villages.withdraw-posting", posting, by)
    with connection.cursor() as cursor:
        log_marks(cursor, table=Posting._meta.db_table, keys=[posting.pk])
    return posting


@transaction.atomic
def post_at_console(*, postings: Sequence[Posting], operator: str) -> None:
    """Publish postings at once; the operator at the console stands for both persons."""
    for posting in postings:
        posting.status, posting.at_console = PostingState.PUBLISHED, True
        posting.published_at = posting.published_at or timezone.now()
    Posting.objects.bulk_create(postings, batch_size=2_000)
    pages_changed()
    record(
        action="villages.post-at-console", by=None, target="postings",
        detail={"postings": len(postings), "operator": operator},
    )  # fmt: skip
    with connection.cursor() as cursor:
        keys = [posting.pk for posting in postings]
        log_rows(cursor, table=Posting._meta.db_table, keys=keys)


def _record(action: str, posting: Posting, by: User) -> None:
    record(
        action=action, by=by, target=f"posting:{posting.pk}",
        detail={"village": posting.region_id, "duty": posting.duty_id, "reason": posting.reason},
    )  # fmt: skip
