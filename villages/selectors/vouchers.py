"""Pictures of vouchers as pages show them: to the public, and to the office that keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from accounts.models import User
from villages.choices import PictureKind, PictureState
from villages.models import LedgerLine, Voucher
from villages.models.vouchers import VoucherQuerySet


WAITING_SHOWN = 100


def published_by_number(*, region: str, month: date) -> dict[str, list[Voucher]]:
    """The public pictures of a village's month by voucher number, in order; one query."""
    found: dict[str, list[Voucher]] = defaultdict(list)
    for voucher in _published(region, month, PictureKind.VOUCHER):
        found[voucher.voucher_number].append(voucher)
    return dict(found)


def published_of(*, region: str, month: date, voucher_number: str) -> list[Voucher]:
    """The public pictures of one voucher number, in order; one query."""
    if not voucher_number:
        return []
    return list(
        _published(region, month, PictureKind.VOUCHER).filter(voucher_number=voucher_number)
    )


def published_counts(*, region: str, month: date) -> dict[str, int]:
    """How many pictures stand published of each voucher number; one query."""
    found = (
        Voucher.objects.of_month(region, month)
        .filter(kind=PictureKind.VOUCHER, status=PictureState.PUBLISHED)
        .order_by()
        .values("voucher_number")
        .annotate(count=Count("id"))
    )
    return {row["voucher_number"]: row["count"] for row in found}


@dataclass(frozen=True, slots=True)
class Slips:
    """How many pictures of a ledger line's voucher there are, public or not, and where."""

    region: str
    month: date
    voucher_number: str
    pictures: int


def slips_of(lines: Collection[int]) -> dict[int, Slips]:
    """The slips of these ledger lines by their key; lines without a number have none; two queries."""
    found = list(
        LedgerLine.objects.filter(pk__in=lines)
        .exclude(voucher_number="")
        .values_list("pk", "region", "month", "voucher_number")
    )
    counted = (
        Voucher.objects.filter(
            kind=PictureKind.VOUCHER,
            region__in={region for _pk, region, _month, _number in found},
            month__in={month for _pk, _region, month, _number in found},
            voucher_number__in={number for _pk, _region, _month, number in found},
        )
        .exclude(status=PictureState.DISCARDED)
        .order_by()
        .values_list("region", "month", "voucher_number")
        .annotate(Count("id"))
    )
    pictures = {(region, month, number): count for region, month, number, count in counted}
    return {
        pk: Slips(region, month, number, pictures.get((region, month, number), 0))
        for pk, region, month, number in found
    }


def wall_photos(*, region: str, month: date) -> list[Voucher]:
    """The public photos of the signed sheet on the notice wall; one query."""
    # Their number is always empty; naming it lets the index pass over the month's vouchers.
    return list(_published(region, month, PictureKind.WALL).filter(voucher_number=""))


def _published(region: str, month: date, kind: str) -> VoucherQuerySet:
    return Voucher.objects.of_month(region, month).public().filter(kind=kind).in_order()


@dataclass(slots=True)
class Row:
    """A voucher number at the desk: its ledger lines, and how far its pictures are."""

    number: str
    lines: list[LedgerLine] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)

    @property
    def pictures(self) -> int:
        """Those that stand or are on their way."""
        ended = self.states.get(PictureState.WITHDRAWN, 0)
        return sum(self.states.values()) - ended

    @property
    def stated(self) -> int:
        """How many the sheet says there are; where it says nothing, at least one for each line."""
        return sum(1 if line.attachments is None else line.attachments for line in self.lines)

    @property
    def missing(self) -> int:
        return max(0, self.stated - self.pictures)

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        """(state, its name, how many), in the order of the work."""
        return [
            (state.value, str(state.label), self.states[state])
            for state in PictureState
            if self.states.get(state)
        ]


@dataclass(slots=True)
class MonthWork:
    """A village's month at the desk."""

    rows: list[Row]
    wall: Row
    unnumbered: int

    @property
    def pictures(self) -> int:
        return sum(row.pictures for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)

    def count(self, state: str) -> int:
        return sum(row.states.get(state, 0) for row in (*self.rows, self.wall))

    @property
    def to_mask(self) -> int:
        return self.count(PictureState.DRAFT) + self.count(PictureState.RETURNED)

    @property
    def to_submit(self) -> int:
        return self.count(PictureState.MASKED)

    @property
    def to_decide(self) -> int:
        return self.count(PictureState.SUBMITTED)


def month_work(*, user: User, region: str, month: date) -> MonthWork:
    """The month's voucher numbers, from the published ledger and from pictures; two queries."""
    rows: dict[str, Row] = {}
    unnumbered = 0
    lines = LedgerLine.objects.moving().filter(region=region, month=month).order_by("id")
    for line in lines.only("id", "voucher_number", "summary", "amount", "attachments", "entry"):
        if not line.voucher_number:
            unnumbered += 1
            continue
        rows.setdefault(line.voucher_number, Row(line.voucher_number)).lines.append(line)
    wall = Row("")
    counted = (
        Voucher.objects.visible_to(user)
        .of_month(region, month)
        .standing()
        .order_by()
        .values_list("kind", "voucher_number", "status")
        .annotate(count=Count("id"))
    )
    for kind, number, state, count in counted:
        row = wall if kind == PictureKind.WALL else rows.setdefault(number, Row(number))
        row.states[state] = count
    return MonthWork(list(rows.values()), wall, unnumbered)


def pictures_of(
    *, user: User, region: str, month: date, kind: str, voucher_number: str
) -> list[Voucher]:
    """The pictures of one voucher number, or of the wall, at the desk; one query."""
    found = Voucher.objects.visible_to(user).of_month(region, month).standing()
    found = found.filter(kind=kind, voucher_number=voucher_number)
    return list(found.select_related("uploaded_by", "decided_by").in_order())


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that waits in one village's month."""

    region: str
    month: date
    to_mask: int
    to_submit: int
    to_decide: int


def waiting_months(user: User) -> list[Waiting]:
    """Where something waits for this person's office, oldest month first; one query."""
    found = (
        Voucher.objects.visible_to(user)
        .waiting()
        .order_by()
        .values_list("region", "month")
        .annotate(
            to_mask=Count("id", Q(status__in=(PictureState.DRAFT, PictureState.RETURNED))),
            to_submit=Count("id", Q(status=PictureState.MASKED)),
            to_decide=Count("id", Q(status=PictureState.SUBMITTED)),
        )
        .order_by("month", "region")
    )
    return [Waiting(*row) for row in found[:WAITING_SHOWN]]


def next_to_mask(*, user: User, after: Voucher) -> Voucher | None:
    """The next picture to be masked: first of the same voucher, then of the same month."""
    waiting = (
        Voucher.objects.visible_to(user)
        .of_month(after.region_id, after.month)
        .filter(status__in=(PictureState.DRAFT, PictureState.RETURNED))
        .exclude(pk=after.pk)
        .in_order()
    )
    found = list(waiting)
    same = [v for v in found if (v.kind, v.voucher_number) == (after.kind, after.voucher_number)]
    behind = [voucher for voucher in same if voucher.place > after.place]
    return next(iter(behind or same or found), None)
