"""A file is taken in at once and drawn later, by a worker: no page waits for a decoder."""

from __future__ import annotations

import hashlib
import logging
from datetime import date

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from billiard.exceptions import SoftTimeLimitExceeded

from accounts.models import Office, User
from auditing.services import record
from core import bounded, vault
from core.exceptions import PortalError
from intake.services.locking import batch_lock
from villages.exceptions import DuplicateVoucher
from villages.models import ArrivedFile
from villages.permissions import check_can_give_up, check_can_upload, check_office_keeps
from villages.reading import kind_of
from villages.services.vouchers.receiving import (
    check_new,
    check_place,
    check_size,
    number_of,
    receive,
)


logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 2
_LOCK_CLASS = 0x4D43
_NOT_ITS_FAULT = (OperationalError, InterfaceError, OSError, vault.VaultError)


@transaction.atomic
def arrive(
    *, office: Office, by: User, region_code: str, month: date, kind: str, voucher_number: str,
    data: bytes,
) -> ArrivedFile:  # fmt: skip
    """Keep a file that `draw` makes pictures of, once it is known to be worth it.

    Raises UnusablePicture, DuplicateVoucher, NotAllowed, and PortalError for a wrong place or a
    full disk.
    """
    check_can_upload(by, region_code)
    check_office_keeps(office, region_code)
    number = number_of(kind, voucher_number)
    check_place(region_code, month)
    check_size(data)
    kind_of(data)
    digest = hashlib.sha256(data).digest()
    check_new(region_code, digest)
    try:
        with transaction.atomic():
            arrived = ArrivedFile.objects.create(
                region_id=region_code, month=month, kind=kind, voucher_number=number,
                sha256=digest, office=office, uploaded_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise DuplicateVoucher(_("This very file has just arrived; it is being drawn.")) from error
    vault.store(arrived.kept_name, data)
    record(
        action="villages.arrive-voucher",
        by=by,
        target=f"vouchers:{region_code}:{month:%Y-%m}",
        detail={"number": number, "sha256": digest.hex()[:16]},
    )
    return arrived


def draw(*, arrived_id: int) -> int:
    """Make the pictures of an arrived file; how many there are. Never in a request.

    Safe to call again at any time: a file that is gone or refused is left alone. Raises BatchBusy
    when another worker holds it.
    """
    bounded.forbid_in_requests("drawing an uploaded file")
    with batch_lock(arrived_id, _LOCK_CLASS):
        arrived = (
            ArrivedFile.objects.waiting()
            .select_related("office", "uploaded_by")
            .filter(pk=arrived_id)
            .first()
        )
        if arrived is None:
            return 0
        # Counted before it begins, so that a killed worker has counted too.
        ArrivedFile.objects.filter(pk=arrived_id).update(attempts=F("attempts") + 1)
        if arrived.attempts >= MOST_ATTEMPTS:
            _refuse(
                arrived,
                _(
                    "The portal was stopped twice while it drew this file. Take a photo of the "
                    "voucher instead, or try once more."
                ),
            )
            return 0
        try:
            pictures = receive(
                office=arrived.office, by=arrived.uploaded_by, region_code=arrived.region_id,
                month=arrived.month, kind=arrived.kind, voucher_number=arrived.voucher_number,
                data=vault.load(arrived.kept_name),
            )  # fmt: skip
        except _NOT_ITS_FAULT:
            ArrivedFile.objects.filter(pk=arrived_id).update(attempts=arrived.attempts)
            raise
        except SoftTimeLimitExceeded:
            _refuse(
                arrived,
                _("This file took too long to be read. Take a photo of the voucher instead."),
            )
            return 0
        except PortalError as refusal:
            _refuse(arrived, str(refusal))
            return 0
        _forget(arrived)
        return len(pictures)


def _refuse(arrived: ArrivedFile, why: str) -> None:
    ArrivedFile.objects.filter(pk=arrived.pk).update(refusal=why[:500])


def _forget(arrived: ArrivedFile) -> None:
    ArrivedFile.objects.filter(pk=arrived.pk).delete()
    vault.discard(arrived.kept_name)


@transaction.atomic
def draw_again(*, arrived: ArrivedFile, by: User) -> None:
    """A person has a refused file tried once more; drawing it is the next, separate step."""
    check_can_give_up(by, arrived)
    try:
        with transaction.atomic():
            ArrivedFile.objects.filter(pk=arrived.pk).update(refusal="", attempts=0)
    except IntegrityError as error:
        raise DuplicateVoucher(_("This very file has just arrived; it is being drawn.")) from error
    record(action="villages.draw-again", by=by, target=f"arrived-file:{arrived.pk}")


@transaction.atomic
def give_up(*, arrived: ArrivedFile, by: User) -> None:
    """The uploader takes a file away that no pictures were made of; nobody else has seen it."""
    check_can_give_up(by, arrived)
    record(
        action="villages.give-up-file",
        by=by,
        target=f"arrived-file:{arrived.pk}",
        detail={"sha256": bytes(arrived.sha256).hex()[:16], "number": arrived.voucher_number},
    )
    ArrivedFile.objects.filter(pk=arrived.pk).delete()
    transaction.on_commit(lambda: vault.discard(arrived.kept_name), robust=True)
