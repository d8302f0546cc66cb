"""A file comes in: looked at, sealed as it came, and cut into clean working pictures."""

from __future__ import annotations

import hashlib
from datetime import date

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from auditing.services import record
from core import vault
from core.exceptions import PortalError
from core.redaction import clean_reference
from regions.choices import RegionLevel
from regions.models import Region
from villages.choices import ENDED_PICTURES, PictureKind, PictureState
from villages.exceptions import DuplicateVoucher
from villages.models import Voucher
from villages.permissions import check_can_upload, check_office_keeps
from villages.reading import Page, UnusablePicture, read_pages


NUMBER_AT_MOST = 40


def receive(
    *,
    office: Office,
    by: User | None,
    region_code: str,
    month: date,
    data: bytes,
    kind: str = PictureKind.VOUCHER,
    voucher_number: str = "",
    at_console: bool = False,
) -> list[Voucher]:
    """Keep one file as pictures to be masked: a photo is one, a PDF one a page.

    Raises UnusablePicture, DuplicateVoucher, NotAllowed, and PortalError for a wrong place or a
    full disk. `by=None` needs `at_console`.
    """
    if by is None and not at_console:
        raise PortalError("Only the console has no user.")
    if by is not None:
        check_can_upload(by, region_code)
    check_office_keeps(office, region_code)
    number = number_of(kind, voucher_number)
    check_place(region_code, month)
    check_size(data)
    digest = hashlib.sha256(data).digest()
    # Before anything costs time.
    check_new(region_code, digest)
    # Takes up to a minute, so no transaction stands open meanwhile.
    pages = read_pages(data)
    blank = Voucher(
        region_id=region_code, month=month, kind=kind, voucher_number=number, office=office,
        uploaded_by=by, at_console=at_console, sha256=digest,
    )  # fmt: skip
    return _keep(blank, data, pages, by)


def number_of(kind: str, voucher_number: str) -> str:
    """The number as the ledger has it: without numbers of persons, which no voucher has."""
    if kind == PictureKind.WALL:
        return ""
    number = clean_reference(voucher_number)
    if not 0 < len(number) <= NUMBER_AT_MOST:
        raise PortalError(_("Say to which voucher number the picture belongs."))
    return number


def check_place(region_code: str, month: date) -> None:
    if not Region.objects.filter(code=region_code, level=RegionLevel.VILLAGE).exists():
        raise PortalError(_("Choose a village; vouchers belong to villages only."))
    if month.day != 1 or month > timezone.localdate():
        raise PortalError(_("Choose a month that has begun."))


def check_size(data: bytes) -> None:
    if not data:
        raise UnusablePicture(_("This file is empty."))
    if len(data) > settings.VOUCHER_MAX_FILE_BYTES:
        raise UnusablePicture(
            _("This file is larger than %(size)s MB. Choose a smaller picture size in the camera.")
            % {"size": settings.VOUCHER_MAX_FILE_BYTES // 2**20}
        )


def check_new(region_code: str, digest: bytes) -> None:
    known = (
        Voucher.objects.filter(sha256=digest, region=region_code)
        .exclude(status__in=ENDED_PICTURES)
        .in_order()
        .first()
    )
    if known is not None:
        raise DuplicateVoucher(
            _("This very file is here already: %(where)s.") % {"where": _where(known)}
        )


def _where(known: Voucher) -> str:
    words = {"month": f"{known.month:%Y-%m}", "number": known.voucher_number}
    if known.kind == PictureKind.WALL:
        return _("notice wall of %(month)s") % words
    return _("voucher %(number)s of %(month)s") % words


@transaction.atomic
def _keep(blank: Voucher, data: bytes, pages: list[Page], by: User | None) -> list[Voucher]:
    """Files first, rows after: a row never names a file that is not there.

    A process killed in between leaves sealed files that no row names; `tidy` takes them away.
    """
    hold_file(blank.digest)
    last = _last_place(blank)
    if last + len(pages) > settings.VOUCHER_MAX_PICTURES:
        raise PortalError(
            _("There are at most %(count)s pictures of one voucher.")
            % {"count": settings.VOUCHER_MAX_PICTURES}
        )
    vault.store(blank.original_name, data)
    rows = []
    for number, page in enumerate(pages, 1):
        row = Voucher(
            region_id=blank.region_id, month=blank.month, kind=blank.kind,
            voucher_number=blank.voucher_number, office=blank.office,
            uploaded_by=by, at_console=blank.at_console, sha256=blank.sha256,
            page=number, place=last + number, width=page.width, height=page.height,
            status=PictureState.DRAFT,
        )  # fmt: skip
        vault.store(row.working_name, page.jpeg)
        rows.append(row)
    try:
        with transaction.atomic():
            Voucher.objects.bulk_create(rows)
    except IntegrityError as error:
        # Somebody sent the same file in this very moment.
        raise DuplicateVoucher(
            _("This very file is here already: %(where)s.") % {"where": _where(blank)}
        ) from error
    record(
        action="villages.receive-voucher",
        by=by,
        target=f"vouchers:{blank.region_id}:{blank.month:%Y-%m}",
        detail={
            "number": blank.voucher_number, "pictures": len(rows), "sha256": blank.digest[:16],
            "ids": [row.pk for row in rows],
        },
    )  # fmt: skip
    return rows


def _last_place(blank: Voucher) -> int:
    found = Voucher.objects.of_month(blank.region_id, blank.month).filter(
        voucher_number=blank.voucher_number, kind=blank.kind
    )
    return found.aggregate(last=Max("place"))["last"] or 0


def hold_file(digest: str) -> None:
    """One at a time for one file until commit: neither forgotten while it comes in again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 19779))", [digest])
