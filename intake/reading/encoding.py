"""The characters of a text file: UTF-8, UTF-16 or GB18030, whichever leaves no doubt."""

import re
from typing import Literal

from intake.reading.problems import UnusableFile


Encoding = Literal["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
# A character of several bytes in UTF-8: text in another encoding has hardly any.
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# So many whole characters beside each broken one show what the text is.
_WHOLE_FOR_BROKEN = 20
# Of text in Latin letters, figures and marks every second byte of UTF-16 is nought.
_NOUGHTS = 0.2


def decode(data: bytes, said: str = "") -> str:
    """The text of a file, written in what is `said` if anything; a broken character stands as U+FFFD in its place. Raises UnusableFile.

    A single byte that was cut says nothing about the other characters: the encoding is the one in
    which nearly all are whole, and the cell with the broken one is refused where it is read.
    """
    encoding = said or encoding_of(data)
    text = "" if encoding is None else data.decode(encoding, "replace")
    if encoding is None or BINARY.search(text):
        raise UnusableFile("file-encoding")
    return text


def encoding_of(data: bytes) -> Encoding | None:
    """What the bytes are written in; None if it cannot be told."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    if unmarked := _unmarked_utf16(data[:8192]):
        return unmarked
    if _is_whole(data, "utf-8-sig"):
        return "utf-8-sig"
    # One broken character makes UTF-8 look like GB18030, in which nearly any bytes mean something.
    broken = data.decode("utf-8", "replace").count("\ufffd")
    whole = sum(1 for _character in _MULTIBYTE.finditer(data))
    if whole >= broken * _WHOLE_FOR_BROKEN:
        return "utf-8-sig"
    if _is_whole(data, "gb18030"):
        return "gb18030"
    text = data.decode("gb18030", "replace")
    chinese = sum("一" <= character <= "龥" for character in text)
    return "gb18030" if chinese >= text.count("\ufffd") * _WHOLE_FOR_BROKEN else None


def _is_whole(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked_utf16(head: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > half * _NOUGHTS and even * 10 < odd:
        return "utf-16-le"
    if even > half * _NOUGHTS and odd * 10 < even:
        return "utf-16-be"
    return None
