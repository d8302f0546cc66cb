"""What an uploaded file is, by its content; the name it came with says nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.exceptions import PortalError


# Boxes by which photos in HEIF name themselves; AVIF is not among them, no phone takes it.
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


class UnusablePicture(PortalError):
    """The file is no picture or PDF that can be shown; `str()` says what to do instead."""


def kind_of(data: bytes) -> str:
    """jpeg, png, webp, heif or pdf; raises UnusablePicture."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "heif"
    if data.startswith(b"%PDF-"):
        return "pdf"
    raise UnusablePicture(
        _(
            "This is neither a photo (JPEG, PNG, WebP, HEIC) nor a PDF. Take a photo of the "
            "voucher, or save it as PDF, and choose that file."
        )
    )
