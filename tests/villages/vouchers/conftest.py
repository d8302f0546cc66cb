"""A town hall with two people, and pictures on their way."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from django.conf import settings

import pytest

from accounts.choices import OfficeKind, Role
from accounts.models import Office
from tests.town import FUQI, make_user
from tests.villages.vouchers.photos import photo
from villages.services import vouchers as services


MARCH = date(2026, 3, 1)
BOX = (0.05, 0.18, 0.7, 0.08)


@pytest.fixture(autouse=True)
def _empty_folders():
    empty_folders()


def empty_folders() -> None:
    """Neither public nor sealed files of another test."""
    for root in (settings.PUBLIC_MEDIA_ROOT, settings.VAULT_ROOT):
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def hall(town):
    """The township government of 猴屿乡."""
    return Office.objects.create(
        code="350112201-xz", name="猴屿乡人民政府", kind=OfficeKind.TOWNSHIP,
        region_code="350112201000",
    )  # fmt: skip


@pytest.fixture
def cadre(hall):
    return make_user("lin", Role.UPLOADER, hall)


@pytest.fixture
def second(hall):
    return make_user("zhou", Role.REVIEWER, hall)


@pytest.fixture
def inspector(town):
    office = Office.objects.create(
        code="350112-jw", name="长乐区纪委", kind=OfficeKind.DISCIPLINE, region_code="350112000000"
    )
    return make_user("zheng", Role.INSPECTOR, office)


@pytest.fixture
def bring(cadre):
    """A picture in the state asked for, by the same acts that people do."""

    def make(
        state="draft",
        *,
        number="记-1",
        data=None,
        region=FUQI,
        second=None,
        boxes=(BOX,),
        **options,
    ):
        (voucher,) = services.receive(
            office=cadre.office, by=cadre, region_code=region, month=MARCH,
            voucher_number=number, data=data or photo(f"{number} {region}"), **options,
        )  # fmt: skip
        if state != "draft":
            services.mask(voucher=voucher, by=cadre, boxes=boxes, nothing_to_mask=not boxes)
        if state in ("submitted", "approved", "published"):
            services.submit(vouchers=[voucher], by=cadre)
        if state in ("approved", "published"):
            services.approve(vouchers=[voucher], by=second)
        if state == "published":
            services.publish(ids=[voucher.pk])
        voucher.refresh_from_db()
        return voucher

    return make


def public_files() -> list[Path]:
    return sorted(path for path in Path(settings.PUBLIC_MEDIA_ROOT).rglob("*") if path.is_file())


def vault_files(folder: str) -> list[Path]:
    return sorted(p for p in (Path(settings.VAULT_ROOT) / folder).rglob("*") if p.is_file())


def status_of(client, address: str) -> int:
    """What the public gets at an address; a file that is sent is read to its end."""
    answer = client.get(address)
    if answer.streaming:
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    return answer.status_code
