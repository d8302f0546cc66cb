"""Unpacks the zip of an .xlsx under hard limits, trusting nothing the archive says of itself."""

import io
import re
import struct
import zipfile
import zlib

from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile


# Only these parts are ever looked at; drawings, links, comments and the rest stay packed.
NEEDED = re.compile(r".*\.xml|(?:.*/)?_rels/[^/]*\.rels")
SKIPPED = re.compile(
    r"(?:docprops|customxml|(?:xl/)?worksheets/_rels|(?:[^/]*/)?(?:theme|drawings|charts|comments|externallinks|pivot|media|persons|threadedcomments"
    r"|printersettings|querytables|tables|customxml|calcchain))"
)


def entries(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The archive's entries. Raises UnusableFile when damaged, encrypted or declared too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise UnusableFile("file-damaged") from error
    for info in infos:
        # Tools of .NET write Windows' separator; the standard knows only this one.
        info.filename = info.filename.replace("\\", "/")
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


def part(data: bytes, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """One entry that reading does not need, within the same limits. Raises UnusableFile."""
    return _inflate(data, info, limits.ratio_from_bytes)


def _inflate(data: bytes, info: zipfile.ZipInfo, most: int) -> bytes:
    """One entry's content, at most `most` bytes, its check sum verified."""
    start = _data_start(data, info)
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
    if zlib.crc32(content) != info.CRC:
        raise UnusableFile("file-damaged")
    return content


def repack(
    data: bytes,
    parts: dict[str, bytes],
    infos: list[zipfile.ZipInfo],
    moves: dict[str, str] | None = None,
    told: dict[str, bytes] | None = None,
) -> bytes:
    """A fresh archive of the checked parts, still packed: a reader sees exactly what was checked.

    Parts named in `moves` get another name, those in `told` stand there as they are given.
    """
    moves, told = moves or {}, told or {}
    packed, directory = bytearray(), bytearray()
    count = 0
    taken = {name.lower() for name in told} | {name.lower() for name in moves.values()}

    def add(name: str, content: bytes, method: int, check: int, size: int) -> None:
        nonlocal count
        encoded = name.encode()
        # Version 2.0, UTF-8 names, no time stamp; sizes as they were counted.
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, method, 0, 0x21, check, len(content), size, len(encoded), 0
        )
        offset = len(packed)
        packed.extend(b"PK\x03\x04" + common + encoded + content)
        directory.extend(b"PK\x01\x02" + struct.pack("<H", 20) + common)
        directory.extend(struct.pack("<HHHII", 0, 0, 0, 0, offset) + encoded)
        count += 1

    for info in infos:
        if info.filename not in parts:
            continue
        # Whatever stood under the name that another part gets is no part of the workbook.
        if info.filename not in moves and info.filename.lower() in taken:
            continue
        start = _data_start(data, info)
        content = data[start : start + info.compress_size]
        name = moves.get(info.filename, info.filename)
        add(name, content, info.compress_type, info.CRC, len(parts[info.filename]))
    for name, content in told.items():
        add(name, content, zipfile.ZIP_STORED, zlib.crc32(content), len(content))
    ending = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(packed), 0)
    return bytes(packed + directory + b"PK\x05\x06" + ending)


def _data_start(data: bytes, info: zipfile.ZipInfo) -> int:
    """Where an entry's packed content begins."""
    at = info.header_offset
    if data[at : at + 4] != b"PK\x03\x04":
        raise UnusableFile("file-damaged")
    name_length = int.from_bytes(data[at + 26 : at + 28], "little")
    return at + 30 + name_length + int.from_bytes(data[at + 28 : at + 30], "little")
