"""What the uploader covers before anybody else sees the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from villages.choices import PICTURES, PictureState
from villages.exceptions import BadMask
from villages.models import Voucher
from villages.permissions import check_can_mask


MOST_BOXES = 60
# A box thinner than this covers no digit.
_THINNEST = 0.002


@transaction.atomic
def mask(
    *,
    voucher: Voucher,
    by: User,
    boxes: Sequence[Sequence[float]],
    nothing_to_mask: bool = False,
    invoice_code: str = "",
    invoice_number: str = "",
    invoice_amount: Decimal | None = None,
) -> Voucher:
    """Keep the boxes (left, top, width, height as shares of the picture) and the invoice's data.

    Without boxes somebody has to say that there is nothing to mask. Raises BadMask.
    """
    check_can_mask(by, voucher)
    clean = _checked(boxes)
    if not clean and not nothing_to_mask:
        raise BadMask(
            _("Cover every personal number, or say that there is nothing to mask on this picture.")
        )
    if clean and nothing_to_mask:
        raise BadMask(_("There are boxes, and you say that there is nothing to mask. Which is it?"))
    PICTURES.move(
        voucher,
        PictureState.MASKED,
        masks=clean,
        masked_by=by,
        invoice_code=invoice_code,
        invoice_number=invoice_number,
        invoice_amount=invoice_amount,
    )
    record(
        action="villages.mask-voucher",
        by=by,
        target=f"voucher:{voucher.pk}",
        detail={"boxes": len(clean)},
    )
    return voucher


def _checked(boxes: Sequence[Sequence[float]]) -> list[list[float]]:
    """Boxes cut off at the picture's edge and rounded to a ten-thousandth; slips are left out."""
    if len(boxes) > MOST_BOXES:
        raise BadMask(
            _("More than %(count)s boxes; cover whole lines instead.") % {"count": MOST_BOXES}
        )
    clean = []
    for box in boxes:
        if len(box) != 4 or not all(math.isfinite(value) for value in box):
            raise BadMask(_("A box lies outside the picture."))
        left, top, width, height = box
        right, bottom = min(left + width, 1.0), min(top + height, 1.0)
        left, top = max(left, 0.0), max(top, 0.0)
        if right - left <= 0 or bottom - top <= 0:
            raise BadMask(_("A box lies outside the picture."))
        if right - left >= _THINNEST and bottom - top >= _THINNEST:
            clean.append([round(v, 4) for v in (left, top, right - left, bottom - top)])
    return clean
