"""The file as it came, for inspectors."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record_sensitive_access
from core import vault
from core.exceptions import PortalError
from core.redaction import clean_free_text
from villages.models import Voucher
from villages.permissions import check_can_see_original


@transaction.atomic
def open_original(*, voucher: Voucher, by: User, reason: str) -> bytes:
    """The uploaded file, for a stated reason; the look is written down first."""
    check_can_see_original(by, voucher)
    words = clean_free_text(reason)
    if not words:
        raise PortalError(_("Say why you need the original; the reason is kept."))
    record_sensitive_access(by=by, subject=f"voucher:{voucher.pk}:original", reason=words)
    return vault.load(voucher.original_name)
