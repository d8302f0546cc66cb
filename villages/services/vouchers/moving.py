"""The one way in which a picture's state changes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.exceptions import StateConflict
from villages.models import Voucher


def move(voucher: Voucher, to: str, **values: object) -> None:
    """The conditional state change: no row changed means somebody else was first."""
    moved = Voucher.objects.filter(pk=voucher.pk, state=voucher.state).update(state=to, **values)
    if not moved:
        raise StateConflict(_("Somebody else has just changed this picture; load the page again."))
    voucher.refresh_from_db()
