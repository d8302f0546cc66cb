"""QR codes of our own addresses, drawn for paper."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

import segno


def code_of(address: str) -> SafeString:
    """A QR code of level L as an inline SVG without colours or sizes of its own."""
    # Weighing all eight masks takes longer than the page; any of them can be read.
    code = segno.make(address, error="l", micro=False, mask=2)
    return mark_safe(code.svg_inline(border=2, omitsize=True))  # noqa: S308 - only squares
