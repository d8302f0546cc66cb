"""Whether offices could open what they would receive: told before anybody needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Office, User
from complaints.choices import Purpose
from complaints.models import Dispatch, Grant, MemberKey, Ring
from complaints.permissions import purposes_of


@dataclass(frozen=True, slots=True)
class Readiness:
    """An office in the table: how many may hold its key, how many made a key of their own, how many
    hold the office's.
    """

    office: Office
    members: int
    enrolled: int
    holders: int

    @property
    def ready(self) -> bool:
        return self.holders >= 2


def readiness_for(user: User) -> list[Readiness]:
    """Every office of the reader's region that stands in the table, the unready first; four queries."""
    offices = list(
        Office.objects.visible_to(user)
        .filter(pk__in=Dispatch.objects.values("office"))
        .order_by("region_code", "code")
    )
    staff: dict[int, list[User]] = {}
    for member in User.objects.filter(office__in=offices, is_active=True):
        if Purpose.REPORTS in purposes_of(member):
            staff.setdefault(member.office_id, []).append(member)
    enrolled = set(
        MemberKey.objects.filter(user__office__in=offices).values_list("user", flat=True)
    )
    rings: Any = Ring.objects.with_holders().filter(office__in=offices, purpose=Purpose.REPORTS)
    holders = {ring.office_id: ring.holders for ring in rings}
    found = [
        Readiness(
            office, len(staff.get(office.pk, [])),
            sum(member.pk in enrolled for member in staff.get(office.pk, [])),
            holders.get(office.pk, 0),
        )
        for office in offices
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.ready)


def waiting_in(office: int) -> list[tuple[Ring, MemberKey]]:
    """Members of an office who made a key and have none of the office's yet."""
    rings = list(Ring.objects.filter(office=office))
    members = MemberKey.objects.filter(user__office=office, user__is_active=True).select_related(
        "user"
    )
    given = set(Grant.objects.filter(ring__in=rings).values_list("ring", "member"))
    return [
        (ring, member)
        for ring in rings
        for member in members
        if (ring.pk, member.pk) not in given and ring.purpose in purposes_of(member.user)
    ]


def handles(user: User) -> bool:
    """Whether reports are this member's work at all: the office stands in the table."""
    return (
        Purpose.REPORTS in purposes_of(user)
        and Dispatch.objects.filter(office=user.office_id).exists()
    )


def works_here(user: User) -> bool:
    """Whether this member needs a key at all: as a handler of such an office, or as a custodian."""
    return Purpose.NAMES in purposes_of(user) or handles(user)
