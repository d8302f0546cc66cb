"""What the desk shows of villages' books and boards, to the offices that keep them."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import OfficeKind
from accounts.models import User
from accounts.permissions import Permission, holds
from core.desk_page import Block, Link, Place
from regions.selectors import names_for
from villages.choices import PostingState
from villages.models import LineCorrection, Posting
from villages.permissions import KEEPERS
from villages.selectors.vouchers import waiting_months


WAITING_SHOWN = 20


def links(user: User) -> Iterator[Link]:
    # Bureaus pay benefits and keep no vouchers.
    if holds(user, Permission.SEE_BATCHES) and user.office.kind != OfficeKind.BUREAU:
        vouchers = reverse("villages-desk:voucher-list")
        yield Link(40, vouchers, _("Vouchers"), "villages-desk:voucher")
        yield Link(50, reverse("villages-desk:posting-list"), _("Boards"), "villages-desk:posting")


def blocks(user: User) -> Iterator[Block]:
    """Pictures, postings and corrected entries of the office's villages that wait for this person."""
    if user.office.kind not in KEEPERS or not holds(user, Permission.SEE_BATCHES):
        return
    postings = Posting.objects.filter(office=user.office_id).select_related("region")
    if holds(user, Permission.APPROVE_BATCHES):
        submitted = postings.filter(status=PostingState.SUBMITTED).exclude(written_by=user)
        if submitted := submitted[:WAITING_SHOWN]:
            yield Block(
                Place.DECISIONS, 30, "villages/_desk_postings.html", {"postings": submitted}
            )
        corrections = (
            LineCorrection.objects.visible_to(user)
            .waiting()
            .filter(old__batch__office=user.office_id)
            .exclude(requested_by=user)
            .for_desk()[:WAITING_SHOWN]
        )
        if corrections:
            yield Block(
                Place.CORRECTIONS,
                10,
                "villages/_desk_corrections.html",
                {"corrections": corrections},
            )
    if months := waiting_months(user):
        places = names_for({one.region for one in months}, start="township")
        yield Block(
            Place.WORK, 10, "villages/_desk_vouchers.html", {"months": months, "places": places}
        )
    returned = postings.filter(status=PostingState.RETURNED)[:WAITING_SHOWN]
    if holds(user, Permission.UPLOAD_SHEETS) and returned:
        yield Block(Place.DRAFTS, 10, "villages/_desk_returned.html", {"postings": returned})
