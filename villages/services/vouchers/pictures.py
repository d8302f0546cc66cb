"""The pictures themselves: the working one, the one with its boxes burned in, the small one."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from django.utils.translation import gettext as _

from PIL import Image, ImageDraw

from core import bounded, vault
from core.exceptions import PortalError, StateConflict
from villages.models import Voucher
from villages.reading import read_pages


PUBLIC_QUALITY = 80
SMALL_SIDE = 320
SMALL_QUALITY = 70
# So that no half-covered pixel of a digit stays at a box's edge.
_MARGIN = 2


class BeingDrawn(StateConflict):
    """The working picture is not kept any more; a worker draws it again (`restore_working`)."""


def working_picture(voucher: Voucher) -> bytes:
    """The clean, unmasked JPEG; a worker makes it again from the original where it is not kept.

    Raises BeingDrawn while a page is answered.
    """
    if vault.exists(voucher.working_name):
        return vault.load(voucher.working_name)
    if bounded.is_answering():
        raise BeingDrawn(_("This picture is being drawn again. Load the page again in a minute."))
    return _drawn(voucher)


def restore_working(*, voucher: Voucher) -> None:
    """Keep the working picture again where it is missing. Never in a request."""
    if not vault.exists(voucher.working_name):
        vault.store(voucher.working_name, _drawn(voucher))


def _drawn(voucher: Voucher) -> bytes:
    pages = read_pages(vault.load(voucher.original_name))
    if len(pages) < voucher.page:
        raise PortalError("The original has fewer pages than it had.")
    return pages[voucher.page - 1].jpeg


def preview(voucher: Voucher) -> bytes:
    """The picture exactly as the public would see it."""
    return burned(working_picture(voucher), voucher.masks or ())


def thumbnail(voucher: Voucher) -> bytes:
    """The small picture as the public would see it."""
    return small(working_picture(voucher), voucher.masks or ())


def burned(jpeg: bytes, masks: Sequence[Sequence[float]]) -> bytes:
    """A new JPEG whose boxes are black pixels: nothing lies underneath."""
    return _jpeg(_masked(jpeg, masks), PUBLIC_QUALITY)


def small(jpeg: bytes, masks: Sequence[Sequence[float]]) -> bytes:
    """Boxes first, then smaller: what is black stays black."""
    picture = _masked(jpeg, masks)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return _jpeg(picture, SMALL_QUALITY)


def _masked(jpeg: bytes, masks: Sequence[Sequence[float]]) -> Image.Image:
    # Our own JPEG from the sandbox; still, only that decoder is opened.
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
        picture = Image.new("RGB", opened.size)
        picture.paste(opened)
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for left, top, wide, high in masks:
        draw.rectangle(
            (
                math.floor(left * width) - _MARGIN,
                math.floor(top * height) - _MARGIN,
                math.ceil((left + wide) * width) + _MARGIN,
                math.ceil((top + high) * height) + _MARGIN,
            ),
            fill="black",
        )
    return picture


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()
