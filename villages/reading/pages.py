"""Every page of an uploaded file as a clean JPEG, made by a sandboxed process.

Pictures and PDFs come from anywhere, and their decoders are written in C. They run in a child
that knows no secret, opens no file for writing and ends by itself (villages/reading/sandbox.py). What
comes back is drawn anew from pixels: no EXIF, no place, no script, no layer underneath.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core import bounded
from villages.reading.kinds import UnusablePicture, kind_of


# Enough to read an A4 page of small print.
LONGEST_SIDE = 2000
MOST_PIXELS = 60_000_000
MOST_PAGES = 30
SECONDS = 50
_SANDBOX = Path(__file__).with_name("sandbox.py")
# Nothing of our own environment: it holds the keys.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
FRAME = struct.Struct(">HHI")


@dataclass(frozen=True, slots=True)
class Page:
    """One page as JPEG."""

    width: int
    height: int
    jpeg: bytes


def read_pages(data: bytes) -> list[Page]:
    """The pages of a photo (one) or a PDF (up to MOST_PAGES); raises UnusablePicture."""
    bounded.forbid_in_requests("drawing an uploaded file")
    kind = kind_of(data)
    limits = (str(LONGEST_SIDE), str(MOST_PIXELS), str(MOST_PAGES))
    try:
        # Isolated from our own modules; -B: the child may write no file, not even bytecode.
        done = subprocess.run(  # noqa: S603 - our own program, given words of our own
            [sys.executable, "-I", "-B", _SANDBOX, kind, *limits],
            input=data, capture_output=True, timeout=SECONDS, check=False, env=_ENVIRONMENT,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnusablePicture(_refusal("too-slow")) from error
    if done.returncode:
        raise UnusablePicture(_refusal(done.stderr.decode(errors="replace").strip()))
    return _unpack(done.stdout)


def _unpack(stream: bytes) -> list[Page]:
    pages, at = [], 0
    while at < len(stream):
        width, height, size = FRAME.unpack_from(stream, at)
        at += FRAME.size
        pages.append(Page(width, height, stream[at : at + size]))
        at += size
    return pages


def _refusal(code: str) -> str:
    """The child's one word as a sentence; anything else it says is a broken file."""
    sentences = {
        "too-many-pixels": _(
            "This picture has more than %(millions)s million pixels. Choose a smaller size in the "
            "camera's settings and take it again."
        )
        % {"millions": MOST_PIXELS // 10**6},
        "too-small": _("This picture is too small to be read. Take it again, closer."),
        "too-many-pages": _(
            "This PDF has more than %(pages)s pages. Split it, one file for each voucher."
        )
        % {"pages": MOST_PAGES},
        "encrypted": _("This PDF is locked by a password. Save it without, or take a photo of it."),
        "too-slow": _("This file took too long to be read. Take a photo of the voucher instead."),
    }
    damaged = _("This file is damaged or not what it seems. Take the photo again, or scan it anew.")
    return sentences.get(code, damaged)
