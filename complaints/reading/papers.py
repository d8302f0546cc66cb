"""The words of a paper and nothing that came along: no author, no history, no comment, no font."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from complaints.reading.children import read_in
from villages.reading import UnusablePicture


_SANDBOX = Path(__file__).with_name("paper_sandbox.py")
# Office files of today are archives, those of before 2007 and WPS's own are compound files.
_ARCHIVE, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CODECS = ("utf-8-sig", "gb18030")
# Characters that no text has: a picture or a program in disguise.
_NEVER = frozenset(range(32)) - frozenset(b"\t\n\r\f")
MOST_CHARACTERS = 10_000


def is_office_file(data: bytes) -> bool:
    """Whether it is an office file, by its content."""
    return data.startswith((_ARCHIVE, _COMPOUND))


def is_paper(data: bytes) -> bool:
    """Whether it is an office file or plain text, by its content."""
    return is_office_file(data) or _plain(data) is not None


def words_of(data: bytes) -> str:
    """Its words, cut off after MOST_CHARACTERS. Raises UnusablePicture with what to do instead."""
    plain = _plain(data)
    if plain is None:
        plain = read_in(_SANDBOX, data, refusal=_refusal()).decode(errors="replace")
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


def _refusal() -> str:
    return _(
        "Of office files those of Word, Excel, PowerPoint, WPS tables and OpenDocument are read. Save it as PDF, or take a photo of it."
    )
