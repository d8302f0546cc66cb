"""The log as files that anybody may fetch (c2sp.org/tlog-tiles): tiles, entries, checkpoint.

They follow from the database and are written only up to what was signed, the checkpoint last: a
reader who sees it finds all that it covers. A process killed in between writes the same again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from django.db import connection

from core import public_files
from core.cursors import Cursor
from publication.log.tree import HASH, WIDTH
from publication.models import Checkpoint, PublishedFiles
from publication.selectors.leaves import StoredTree, entries
from publication.services.signing import CHECKPOINT, checkpoint_over


FOLDER = "log/tile"


def publish_files() -> int:
    """Write what the newest checkpoint covers and the folder lacks; returns how many files.

    Raises PublicFileError when the disk refuses; nothing is lost, the next call goes on.
    """
    newest = Checkpoint.objects.first()
    if newest is None:
        return 0
    last = PublishedFiles.objects.order_by("-size").first()
    written = 0
    if last is None or last.size < newest.size:
        with connection.cursor() as cursor:
            written = _write_tiles(cursor, last.size if last else 0, newest.size)
    note = checkpoint_over(newest.size - 1).text
    path = public_files.path_of(CHECKPOINT)
    if not path.exists() or path.read_text(encoding="utf-8") != note:
        public_files.store(CHECKPOINT, note.encode())
        written += 1
    if last is None or last.size < newest.size:
        PublishedFiles.objects.get_or_create(size=newest.size)
    return written


def rebuild_files() -> int:
    """Write every file anew from the database, as after the folder was lost."""
    newest = Checkpoint.objects.first()
    if newest is None:
        return 0
    with connection.cursor() as cursor:
        written = _write_tiles(cursor, 0, newest.size)
    public_files.store(CHECKPOINT, checkpoint_over(newest.size - 1).text.encode())
    return written + 1


def _write_tiles(cursor: Cursor, old: int, new: int) -> int:
    """The tiles that differ between two sizes, full ones and the unfinished ones at the edge."""
    tree = StoredTree(cursor)
    written = 0
    for level, number, width in tiles_between(old, new):
        hashes = tree.tile(level, number)[: width * HASH]
        _store(str(level), number, width, hashes)
        written += 1
        if level == 0:
            low = number * WIDTH
            _store("entries", number, width, bundle(entries(cursor, low, low + width)))
            written += 1
        tree.forget(level, number)
    return written


def tiles_between(old: int, new: int) -> Iterator[tuple[int, int, int]]:
    """(level, number, width) of the tiles that a log of `new` leaves has and one of `old` had not."""
    level = 0
    while new >> (8 * level):
        before, after = old >> (8 * level), new >> (8 * level)
        for number in range(before // WIDTH, -(-after // WIDTH)):
            width = min(WIDTH, after - number * WIDTH)
            if number * WIDTH + width > before:
                yield level, number, width
        level += 1


def tile_name(level: str, number: int, width: int) -> str:
    """Where a tile lies below the log: 0/x001/234, or 0/x001/234.p/17 while it is unfinished."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"{FOLDER}/{level}/{name}" + (f".p/{width}" if width < WIDTH else "")


def bundle(held: list[bytes]) -> bytes:
    """Entries one behind the other, each with its length in two bytes."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in held)


def published_entries(low: int, high: int) -> Iterator[bytes]:
    """The entries from low up to high out of the public folder; raises FileNotFoundError."""
    for number in range(low // WIDTH, -(-high // WIDTH)):
        width = min(WIDTH, high - number * WIDTH)
        data = public_files.path_of(tile_name("entries", number, width)).read_bytes()
        at, place = 0, number * WIDTH
        while at < len(data):
            (length,) = struct.unpack_from(">H", data, at)
            if place >= low:
                yield data[at + 2 : at + 2 + length]
            at, place = at + 2 + length, place + 1


def _store(level: str, number: int, width: int, data: bytes) -> None:
    public_files.store(tile_name(level, number, width), data)
    if width == WIDTH:
        # Nobody needs the unfinished ones any more.
        public_files.discard_folder(f"{tile_name(level, number, WIDTH)}.p")
