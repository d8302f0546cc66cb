"""Unpacks the zip of an .xlsx under hard limits, trusting nothing the archive says of itself."""

import io
import re
import zipfile
import zlib

from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile


# Only these parts are ever looked at; drawings, links, comments and the rest stay packed.
NEEDED = re.compile(r"(?:\[content_types\]\.xml|_rels/\.rels|xl/.*\.xml|xl/_rels/.*\.rels)")
SKIPPED = re.compile(
    r"xl/(?:theme|drawings|charts|comments|externallinks|pivot|media|persons|threadedcomments"
    r"|printersettings|querytables|tables|customxml|calcchain)"
)


def entries(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The archive's entries. Raises UnusableFile when damaged, encrypted or declared too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise UnusableFile("file-damaged") from error
    if len(infos) > limits.entries:
        raise UnusableFile("file-bomb")
    if any(info.flag_bits & 1 for info in infos):
        raise UnusableFile("file-encrypted")
    # Two entries of one name would let a checker and a reader see different sheets.
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise UnusableFile("file-damaged")
    declared = sum(info.file_size for info in infos)
    too_dense = declared > limits.ratio_from_bytes and declared > limits.ratio * len(data)
    if declared > limits.unpacked_bytes or too_dense:
        raise UnusableFile("file-bomb")
    return infos


def unpack(data: bytes, infos: list[zipfile.ZipInfo], limits: Limits) -> dict[str, bytes]:
    """The parts a sheet needs, by their name; counts real bytes, whatever sizes were declared."""
    parts: dict[str, bytes] = {}
    left = min(limits.unpacked_bytes, max(limits.ratio * len(data), limits.ratio_from_bytes))
    for info in infos:
        name = info.filename.lower()
        if not NEEDED.fullmatch(name) or SKIPPED.match(name):
            continue
        parts[info.filename] = part = _inflate(data, info, left)
        left -= len(part)
    return parts


def _inflate(data: bytes, info: zipfile.ZipInfo, most: int) -> bytes:
    """One entry's content, at most `most` bytes; its check sum is held when it is repacked."""
    at = info.header_offset
    if data[at : at + 4] != b"PK\x03\x04":
        raise UnusableFile("file-damaged")
    name_length = int.from_bytes(data[at + 26 : at + 28], "little")
    extra_length = int.from_bytes(data[at + 28 : at + 30], "little")
    start = at + 30 + name_length + extra_length
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
        if len(content) > most:
            raise UnusableFile("file-bomb")
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-15)
        try:
            content = inflater.decompress(packed, most + 1)
        except zlib.error as error:
            raise UnusableFile("file-damaged") from error
        if len(content) > most:
            raise UnusableFile("file-bomb")
        if not inflater.eof:
            raise UnusableFile("file-damaged")
    else:
        raise UnusableFile("file-damaged")
    return content


def repack(parts: dict[str, bytes], infos: list[zipfile.ZipInfo]) -> bytes:
    """A fresh archive of the checked parts, stored: a reader then sees exactly what was checked.

    Writing adds up each part's check sum anyway: one that differs from `infos` is damage.
    """
    sums = {info.filename: info.CRC for info in infos}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            archive.writestr(entry, content)
            if sums[name] != entry.CRC:
                raise UnusableFile("file-damaged")
    return packed.getvalue()
