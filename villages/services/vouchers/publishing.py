"""Into the public folder and out of it again.

The database says first that public files may exist (`public_files`), then they are written or
removed, then it says that it is done. So a process killed anywhere leaves either nothing or a row
that `finish_stranded` finds by its index and brings to its end; no folder has to be walked.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from auditing.services import record
from core import public_files, vault
from core.caching import pages_changed
from core.exceptions import PortalError
from intake.choices import ChangeKind
from intake.models import Change
from publication.services.recording import log_rows
from villages.choices import PICTURES, WAITING_PICTURES, PictureState
from villages.models import Voucher
from villages.services.vouchers import pictures
from villages.services.vouchers.receiving import hold_file


logger = logging.getLogger(__name__)
_AT_ONCE = 50


@transaction.atomic
def publish(*, ids: Iterable[int]) -> int:
    """Write the public files of approved pictures and say that they are published.

    Pictures in any other state, or held by another process, are left alone: it may be repeated.
    Raises PublicFileError or VaultError when a disk refuses; the pictures stay approved.
    """
    held = Voucher.objects.select_for_update(skip_locked=True).filter(status=PictureState.APPROVED)
    vouchers = list(held.filter(pk__in=list(ids)).order_by("pk"))
    if not vouchers:
        return 0
    for voucher in vouchers:
        keep_digest(voucher, write_public_files(voucher))
    PICTURES.advance(
        Voucher.objects.filter(pk__in=[voucher.pk for voucher in vouchers]),
        start=(PictureState.APPROVED,), to=PictureState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    for region in sorted({voucher.region_id for voucher in vouchers}):
        Change.objects.create(region_code=region, kind=ChangeKind.VOUCHERS)
    for voucher in vouchers:
        record(action="villages.publish-voucher", by=None, target=f"voucher:{voucher.pk}")
        transaction.on_commit(partial(discard_unnamed, voucher), robust=True)
    pages_changed()
    with connection.cursor() as cursor:
        keys = [voucher.pk for voucher in vouchers]
        log_rows(cursor, table=Voucher._meta.db_table, keys=keys)
    return len(vouchers)


def write_public_files(voucher: Voucher) -> bytes:
    """The masked picture and its thumbnail, from what is kept; the same each time as long as the
    library draws alike. Returns the picture's SHA-256.
    """
    working = pictures.working_picture(voucher)
    masks = voucher.masks or ()
    large, small = voucher.public_files_names
    public_files.store(small, pictures.small(working, masks))
    picture = pictures.burned(working, masks)
    public_files.store(large, picture)
    return hashlib.sha256(picture).digest()


def keep_digest(voucher: Voucher, digest: bytes) -> bool:
    """Keep what the public picture is known by; whether it was another one before."""
    if bytes(voucher.public_sha256 or b"") == digest:
        return False
    Voucher.objects.filter(pk=voucher.pk).update(public_sha256=digest)
    return True


def remove_public_files(voucher: Voucher) -> None:
    """After a withdrawal has committed; raises PublicFileError when the disk refuses."""
    for name in voucher.public_files_names:
        public_files.discard(name)
    Voucher.objects.filter(pk=voucher.pk, status=PictureState.WITHDRAWN).update(public_files=False)


def finish_stranded() -> int:
    """Bring to its end what a killed process or a full disk left; returns how many were."""
    done = 0
    for voucher in Voucher.objects.stranded().order_by("pk")[:_AT_ONCE]:
        try:
            if voucher.status == PictureState.APPROVED:
                done += publish(ids=[voucher.pk])
            else:
                remove_public_files(voucher)
                done += 1
        except PortalError as error:
            # One picture's trouble never stops the others.
            logger.warning("picture %s is not finished: %s", voucher.pk, error)
    return done


def forget_file(voucher: Voucher) -> None:
    """Delete the row of a picture that nobody else has seen, and its files after commit."""
    hold_file(voucher.digest)
    Voucher.objects.filter(pk=voucher.pk).delete()
    transaction.on_commit(partial(discard_unnamed, voucher), robust=True)


@transaction.atomic
def discard_unnamed(voucher: Voucher) -> None:
    """Take sealed files away that no row needs any more, holding the file meanwhile.

    A PDF's other pages, and the same file in another village, keep the original. The unmasked
    working picture has done its work once nobody waits for it.
    """
    hold_file(voucher.digest)
    standing, ended = Voucher.objects.naming([voucher.sha256])
    if not standing.filter(page=voucher.page, status__in=WAITING_PICTURES).exists():
        vault.discard(voucher.working_name)
    if not standing.exists() and not ended.exists():
        vault.discard(voucher.original_name)
