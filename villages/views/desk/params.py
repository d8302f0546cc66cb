"""What a desk page of pictures is about: a village's month, a voucher number, one picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission, can, holds
from accounts.requests import StaffRequest
from core.divisions import contains
from regions.choices import RegionLevel
from regions.models import Region
from villages import permissions
from villages.choices import PictureKind
from villages.forms import month_of
from villages.models import Voucher


@dataclass(frozen=True, slots=True)
class Line:
    """One voucher number of a village's month, or its notice wall."""

    region: Region
    month: date
    kind: str
    number: str

    @property
    def is_wall(self) -> bool:
        return self.kind == PictureKind.WALL

    @property
    def month_text(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def query(self) -> str:
        return urlencode({"wall": 1} if self.is_wall else {"number": self.number})

    @property
    def url(self) -> str:
        return self.url_of("voucher-line")

    @property
    def month_url(self) -> str:
        return reverse("villages-desk:voucher-month", args=[self.region.pk, self.month_text])

    def url_of(self, name: str) -> str:
        path = reverse(f"villages-desk:{name}", args=[self.region.pk, self.month_text])
        return f"{path}?{self.query}"

    @property
    def add_url(self) -> str:
        return self.url_of("voucher-add")

    @property
    def submit_url(self) -> str:
        return self.url_of("voucher-submit")

    @property
    def review_url(self) -> str:
        return self.url_of("voucher-review")

    @property
    def key(self) -> str:
        """What the log of looks calls it."""
        return f"vouchers:{self.region.pk}:{self.month_text}:{self.number or 'wall'}"[:120]


def may_see(user: User, region_code: str) -> bool:
    return contains(user.region_code, region_code) or contains(user.office.region_code, region_code)


def month_or_404(request: StaffRequest, code: str, month: str) -> tuple[Region, date]:
    found = month_of(month)
    region = Region.objects.filter(pk=code[:12], level=RegionLevel.VILLAGE).first()
    if found is None or region is None or not may_see(request.user, region.pk):
        raise Http404
    return region, found


def line_or_404(request: StaffRequest, code: str, month: str) -> Line:
    region, found = month_or_404(request, code, month)
    if request.GET.get("wall"):
        return Line(region, found, PictureKind.WALL, "")
    number = request.GET.get("number", "").strip()
    if not 0 < len(number) <= 40:
        raise Http404
    return Line(region, found, PictureKind.VOUCHER, number)


def picture_or_404(request: StaffRequest, pk: int) -> Voucher:
    mine = Voucher.objects.visible_to(request.user).standing()
    return get_object_or_404(mine.select_related("region", "uploaded_by", "decided_by"), pk=pk)


def line_of(voucher: Voucher) -> Line:
    return Line(voucher.region, voucher.month, voucher.kind, voucher.voucher_number)


def rights(user: User, region_code: str) -> dict[str, Any]:
    """What this person may do with a village's pictures, whatever their states."""
    keeps = can(permissions.check_can_upload, user, region_code)
    office = user.office
    own = office.kind in permissions.KEEPERS and contains(office.region_code, region_code)
    return {
        "may_upload": keeps,
        "may_decide": own and holds(user, Permission.APPROVE_BATCHES),
        "may_inspect": holds(user, Permission.WORK_CLUES),
    }
