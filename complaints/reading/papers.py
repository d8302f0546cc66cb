"""The words of a paper and nothing that came along: no author, no history, no comment, no font."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from core import bounded
from villages.reading import UnusablePicture


_SANDBOX = Path(__file__).with_name("sandbox.py")
# Nothing of our own environment: it holds the keys.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
_SECONDS = 20
_ARCHIVE = b"PK\x03\x04"
_CODECS = ("utf-8-sig", "gb18030")
# Characters that no text has: a picture or a program in disguise.
_NEVER = frozenset(range(32)) - frozenset(b"\t\n\r\f")
MOST_CHARACTERS = 10_000


def is_paper(data: bytes) -> bool:
    """Whether it is an office file or plain text, by its content."""
    return data.startswith(_ARCHIVE) or _plain(data) is not None


def words_of(data: bytes) -> str:
    """Its words, cut off after MOST_CHARACTERS. Raises UnusablePicture with what to do instead."""
    bounded.forbid_in_requests("reading an uploaded paper")
    plain = _plain(data)
    if plain is None:
        plain = _of_archive(data)
    if not (words := plain.strip()):
        raise UnusablePicture(_("No words were found in it. Take a photo of it instead."))
    return words[:MOST_CHARACTERS]


def _plain(data: bytes) -> str | None:
    if not data or not _NEVER.isdisjoint(data[:65_536]):
        return None
    for codec in _CODECS:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _of_archive(data: bytes) -> str:
    try:
        # Isolated from our own modules; -B: the child may write no file, not even bytecode.
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", "-B", _SANDBOX],
            input=data, capture_output=True, timeout=_SECONDS, check=False, env=_ENVIRONMENT,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnusablePicture(_refusal()) from error
    if done.returncode:
        raise UnusablePicture(_refusal())
    return done.stdout.decode(errors="replace")


def _refusal() -> str:
    return _(
        "Of office files only Word documents (.docx) are read. Take a photo of it, or save it as PDF."
    )
