"""A file arrives: it is kept, with its hash, before anything reads it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import PurePosixPath

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Office, User
from auditing.services import record
from core import vault
from core.divisions import CODE_LENGTH, contains
from core.exceptions import NotAllowed, PortalError
from core.redaction import redact
from intake.choices import ENDED_WITHOUT_TRACE
from intake.exceptions import DuplicateFile
from intake.models import Batch
from intake.sheets import sheet_of
from regions.models import Region


@transaction.atomic
def receive(
    *,
    kind: str,
    data: bytes,
    file_name: str,
    office: Office,
    by: User | None,
    programme_code: str = "",
    region_code: str = "",
    period: tuple[date, date] | None = None,
    append: bool = False,
    at_console: bool = False,
) -> Batch:
    """Keep an uploaded file and open its batch; reading it is the next, separate step.

    Raises UnknownSheetKind, NotAllowed (region outside the office, or not this office's kind of
    sheet), DuplicateFile, and PortalError when the file is empty or too large. Nothing stays behind when it raises.
    """
    sheet = sheet_of(kind)
    if not at_console and not sheet.may_come_from(office):
        raise NotAllowed(_("Your office does not send this kind of sheet."))
    region_code = region_code or office.region_code
    _check_region(region_code)
    if not contains(office.region_code, region_code):
        raise NotAllowed(_("This region lies outside the office's own."))
    sheet.check_parameters(programme_code=programme_code, region_code=region_code)
    if not data:
        raise PortalError(_("The file is empty. Save the sheet once more and upload it again."))
    if len(data) > settings.INTAKE_MAX_FILE_BYTES:
        raise PortalError(
            _("The file is larger than %(megabytes)s MB. Split it by township.")
            % {"megabytes": settings.INTAKE_MAX_FILE_BYTES // 2**20}
        )
    period_from, period_to = period or (None, None)
    identity = {
        "office": office,
        "kind": kind,
        "sha256": hashlib.sha256(data).hexdigest(),
        "programme_code": programme_code,
        "region_code": region_code,
        "period_from": period_from,
        "period_to": period_to,
    }
    batch = Batch(
        **identity,
        confidential=sheet.confidential,
        append=append,
        file_name=redact(PurePosixPath(file_name.replace("\\", "/")).name)[-200:],
        size=len(data),
        uploaded_by=by,
        at_console=at_console,
    )
    try:
        with transaction.atomic():
            batch.save()
    except IntegrityError as error:
        earlier = Batch.objects.filter(**identity).exclude(status__in=ENDED_WITHOUT_TRACE).first()
        if earlier is None:
            raise
        raise DuplicateFile(
            _("This very file was uploaded before: it is batch %(number)s (%(status)s).")
            % {"number": earlier.pk, "status": earlier.get_status_display()},
            earlier.pk,
        ) from error
    vault.store(batch.original_name, data)
    record(
        action="intake.receive",
        by=by,
        target=f"batch:{batch.pk}",
        detail={"kind": kind, "sha256": batch.sha256, "size": batch.size},
    )
    return batch


def _check_region(code: str) -> None:
    """Refuse what is no division; "000000000000" means the whole country."""
    if not (len(code) == CODE_LENGTH and code.isascii() and code.isdigit()):
        raise PortalError(
            _("“%(code)s” is no region code: 12 digits, or the first 2, 4, 6 or 9 of them.")
            % {"code": code[:20]}
        )
    if code.strip("0") and not Region.objects.filter(pk=code).exists():
        raise PortalError(
            _("There is no region with the code %(code)s. Load it first: load_regions.")
            % {"code": code}
        )
