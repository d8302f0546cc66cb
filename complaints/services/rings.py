"""An office's key: made by its first member, granted to colleagues, renewed each month."""

from __future__ import annotations

from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from auditing.services import record
from complaints.choices import Purpose
from complaints.models import Escrow, Grant, Identity, MemberKey, Release, Ring, Wrap
from complaints.permissions import check_can_grant, purposes_of
from complaints.sealing import (
    Half,
    data_in,
    fresh_pair,
    halves,
    inner_of,
    open_box,
    public_of,
    seal_to,
)
from complaints.selectors.opening import Keys
from core.divisions import contains
from core.exceptions import NotAllowed, StateConflict


# Of so many custodians any two together open an office's key; more pairs help nobody.
MOST_CUSTODIANS = 3


@transaction.atomic
def found(*, by: User, purpose: str) -> Ring:
    """The office's first key, granted to `by`. Raises StateConflict where there is one."""
    member = MemberKey.objects.get(user=by)
    if purpose not in purposes_of(by):
        raise NotAllowed(_("%(name)s does not handle reports.") % {"name": by})
    pair = fresh_pair()
    ring, made = Ring.objects.get_or_create(
        office=by.office, purpose=purpose, defaults={"public": pair.public}
    )
    if not made:
        raise StateConflict(_("Your office has a key already; a colleague gives it to you."))
    _give(ring, member, pair.private)
    _escrow(ring, pair.private)
    record(action="complaints.found", by=by, target=f"office:{by.office_id}")
    return ring


@transaction.atomic
def grant(*, by: User, keys: Keys, ring: Ring, member: MemberKey) -> None:
    """Give a colleague the office's key."""
    check_can_grant(by, ring, member)
    _give(ring, member, _held(keys, ring))
    record(action="complaints.grant", by=by, target=f"user:{member.user_id}")


@transaction.atomic
def renew(*, by: User, keys: Keys, ring: Ring) -> bytes:
    """A new pair for the office; every box is made anew, and the old key opens nothing any more.

    Members who left, or whose role changed, get none. The new private key.
    """
    old = _held(keys, ring)
    ring = Ring.objects.select_for_update().select_related("office").get(pk=ring.pk)
    if bytes(ring.public) != public_of(old):
        raise StateConflict(_("The office's key was renewed just now. Unlock again."))
    pair, epoch = fresh_pair(), ring.epoch + 1
    for wrap in Wrap.objects.filter(ring=ring).select_for_update():
        key = open_box(old, wrap.box, wrap.report_id, "key", ring.pk, wrap.epoch)
        wrap.box = seal_to(pair.public, key, wrap.report_id, "key", ring.pk, epoch)
        wrap.epoch = epoch
        wrap.save(update_fields=["box", "epoch"])
    for name in Identity.objects.filter(ring=ring).select_for_update():
        who = open_box(old, name.box, name.report_id, "name", ring.pk, name.epoch)
        name.box = seal_to(pair.public, who, name.report_id, "name", ring.pk, epoch)
        name.epoch = epoch
        name.save(update_fields=["box", "epoch"])
    for asked in Release.objects.filter(ring=ring).exclude(reason=None):
        reason = open_box(old, asked.reason or b"", asked.pk, "reason")
        asked.reason = seal_to(pair.public, reason, asked.pk, "reason")
        asked.save(update_fields=["reason"])
    holders = [each.member for each in ring.grants.select_related("member__user")]
    ring.grants.all().delete()
    ring.epoch, ring.public, ring.made_on = epoch, pair.public, timezone.localdate()
    ring.save(update_fields=["epoch", "public", "made_on"])
    for member in holders:
        if _belongs(member.user, ring):
            _give(ring, member, pair.private)
    _escrow(ring, pair.private)
    record(action="complaints.renew", by=by, target=f"office:{ring.office_id}")
    return pair.private


def needs_renewing(ring: Ring) -> bool:
    """A month has begun, somebody left who holds the key, or no two custodians could open it yet."""
    today = timezone.localdate()
    if (ring.made_on.year, ring.made_on.month) != (today.year, today.month):
        return True
    if any(not _belongs(each.member.user, ring) for each in ring.grants.all()):
        return True
    return len(_custodians(ring)) > 1 and not ring.escrows.exists()


@transaction.atomic
def open_half(*, by: User, member_private: bytes, escrow: Escrow, to: MemberKey) -> None:
    """The first of two custodians opens their half, for one member of the office."""
    if escrow.first.user_id != by.pk or escrow.epoch != escrow.ring.epoch:
        raise NotAllowed(_("This half is not yours."))
    if not _belongs(to.user, escrow.ring):
        raise NotAllowed(_("%(name)s does not handle reports.") % {"name": to.user})
    half = Half(escrow.first_id, escrow.second_id, bytes(escrow.box))
    escrow.half = inner_of(member_private, half, "escrow", escrow.ring_id, escrow.epoch)
    escrow.half_for = to
    escrow.save(update_fields=["half", "half_for"])
    record(action="complaints.open-half", by=by, target=f"user:{to.user_id}")


@transaction.atomic
def hand_over(*, by: User, member_private: bytes, escrow: Escrow) -> None:
    """The second gives the office's key to the member for whom the first opened it."""
    if escrow.second.user_id != by.pk or escrow.half is None or escrow.half_for is None:
        raise NotAllowed(_("This half is not yours."))
    about = ("escrow", escrow.ring_id, escrow.epoch)
    private = data_in(member_private, escrow.half, escrow.second_id, *about)
    _give(escrow.ring, escrow.half_for, private)
    target = escrow.half_for.user_id
    escrow.half = escrow.half_for = None
    escrow.save(update_fields=["half", "half_for"])
    record(action="complaints.hand-over", by=by, target=f"user:{target}")


def _held(keys: Keys, ring: Ring) -> bytes:
    if (private := keys.rings.get(ring.pk)) is None:
        raise NotAllowed(_("You do not hold this office's key."))
    return private


def _belongs(user: User, ring: Ring) -> bool:
    return user.is_active and user.office_id == ring.office_id and ring.purpose in purposes_of(user)


def _give(ring: Ring, member: MemberKey, private: bytes) -> None:
    about = ("ring", ring.pk, ring.epoch, member.pk)
    Grant.objects.update_or_create(
        ring=ring, member=member,
        defaults={"epoch": ring.epoch, "box": seal_to(bytes(member.public), private, *about)},
    )  # fmt: skip


def _escrow(ring: Ring, private: bytes) -> None:
    """Boxes for every two of the nearest custodians; none of names, which they hold themselves."""
    ring.escrows.all().delete()
    publics = {member.pk: bytes(member.public) for member in _custodians(ring)}
    Escrow.objects.bulk_create(
        Escrow(
            ring=ring, epoch=ring.epoch, first_id=half.first, second_id=half.second, box=half.box
        )
        for half in halves(publics, private, "escrow", ring.pk, ring.epoch)
    )


def _custodians(ring: Ring) -> list[MemberKey]:
    """The nearest of the ring's region; of names none, which custodians hold themselves."""
    if ring.purpose == Purpose.NAMES:
        return []
    keepers = MemberKey.objects.filter(user__role=Role.AUDITOR, user__is_active=True)
    nearest = keepers.select_related("user").order_by("-user__region_code", "made_on", "pk")
    inside = (each for each in nearest if contains(each.user.region_code, ring.office.region_code))
    return list(islice(inside, MOST_CUSTODIANS))
