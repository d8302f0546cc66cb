"""What the desk shows of uploaded sheets."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from core.desk_page import Block, Link, Place
from intake.choices import Status
from intake.models import Batch, BatchQuerySet, WithdrawalRequest
from intake.sheets import all_sheets


SHOWN = 8
WAITING_SHOWN = 20
_UNFINISHED = (Status.REFUSED, Status.NEEDS_MAPPING, Status.CHECKED, Status.RETURNED)


def links(user: User) -> Iterator[Link]:
    if holds(user, Permission.SEE_BATCHES):
        yield Link(10, reverse("intake:batch-list"), _("Sheets"), "intake:")
        yield Link(30, reverse("intake:redaction-list"), _("Redactions"), "intake:redaction")


def blocks(user: User) -> Iterator[Block]:
    if not holds(user, Permission.SEE_BATCHES):
        return
    titles = {sheet.kind: sheet.title for sheet in all_sheets()}
    latest = Batch.objects.visible_to(user).for_desk()
    own = latest.filter(office=user.office_id)
    if holds(user, Permission.APPROVE_BATCHES):
        yield from _decisions(user, own, titles)
    if holds(user, Permission.UPLOAD_SHEETS):
        latest = latest.exclude(office=user.office_id, status__in=_UNFINISHED)
        yield Block(Place.ACTIONS, 10, "intake/_desk_upload.html", {})
        if unfinished := own.filter(status__in=_UNFINISHED)[:WAITING_SHOWN]:
            data = {"batches": unfinished, "titles": titles}
            yield Block(Place.DRAFTS, 20, "intake/_desk_batches.html", data)
    data = {"batches": latest[:SHOWN], "titles": titles}
    yield Block(Place.OVERVIEWS, 20, "intake/_desk_latest.html", data)


def _decisions(user: User, own: BatchQuerySet, titles: dict[str, str]) -> Iterator[Block]:
    if submitted := own.filter(status=Status.SUBMITTED).exclude(uploaded_by=user)[:WAITING_SHOWN]:
        data = {"batches": submitted, "titles": titles}
        yield Block(Place.DECISIONS, 10, "intake/_desk_batches.html", data)
    withdrawals = (
        WithdrawalRequest.objects.filter(decided_by=None, batch__office=user.office_id)
        .exclude(requested_by=user)
        .select_related("batch", "requested_by")[:WAITING_SHOWN]
    )
    if withdrawals:
        yield Block(Place.DECISIONS, 20, "intake/_desk_withdrawals.html", {"requests": withdrawals})
