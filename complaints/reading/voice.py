"""A voice note drawn anew: one channel, 16,000 samples a second, and nothing of where and when."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from complaints.reading.children import read_in


_SANDBOX = Path(__file__).with_name("voice_sandbox.py")
_STARTS = (b"OggS", b"fLaC", b"ID3", b"#!AMR", b"\x1a\x45\xdf\xa3", b"FORM")
# Frames of MP3 without a title before them; of AAC as well, which nothing here decodes.
_FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xf1", b"\xff\xf9")
_OGG = b"OggS"


def is_voice(data: bytes) -> bool:
    """Whether it is sound, by its content; also of kinds that cannot be read here."""
    return (
        data.startswith((*_STARTS, *_FRAMES))
        or (data[:4] == b"RIFF" and data[8:12] == b"WAVE")
        or (data[4:8] == b"ftyp" and data[8:11] in (b"M4A", b"M4B", b"3gp", b"mp4", b"iso"))
    )


def is_drawn_voice(data: bytes) -> bool:
    """Whether it is what `drawn_anew` makes."""
    return data.startswith(_OGG)


def drawn_anew(data: bytes, *, deeper: bool) -> bytes:
    """Ogg with Opus; `deeper` and slower where the reporter wants the voice changed. Raises
    UnusablePicture with what to do instead.
    """
    refusal = _(
        "This sound cannot be read. Record it on this page, or send it as MP3, WAV or Ogg, at most five minutes."
    )
    return read_in(_SANDBOX, data, *(["deeper"] if deeper else []), refusal=refusal)
