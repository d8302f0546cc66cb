"""The whole log as one file, for whoever wants to keep it: checkpoint, tiles, entries, key."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from publication.log.tree import HASH, WIDTH
from publication.models import Checkpoint
from publication.selectors.leaves import StoredTree, entries
from publication.services.files import bundle, tile_name, tiles_between
from publication.services.signing import checkpoint_over, verifier


def export_log(path: Path) -> int:
    """Write a tar of c2sp.org/tlog-tiles files up to the newest checkpoint; returns its leaves.

    Made from the database, never from the public folder: who compares both learns something.
    Raises PortalError where nothing is signed yet, OSError when the disk refuses.
    """
    newest = Checkpoint.objects.first()
    if newest is None:
        raise PortalError(_("Nothing is signed yet."))
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with tarfile.open(unfinished, "w") as archive, connection.cursor() as cursor:
            tree = StoredTree(cursor)
            for level, number, width in tiles_between(0, newest.size):
                hashes = tree.tile(level, number)[: width * HASH]
                _add(archive, tile_name(str(level), number, width), hashes)
                if level == 0:
                    low = number * WIDTH
                    held = bundle(entries(cursor, low, low + width))
                    _add(archive, tile_name("entries", number, width), held)
                tree.forget(level, number)
            _add(archive, "log/checkpoint", checkpoint_over(newest.size - 1).text.encode())
            _add(archive, "log/vkey", f"{verifier().vkey}\n".encode())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return newest.size


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))
