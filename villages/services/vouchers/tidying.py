"""Files that no row names, and rows whose public files are gone; for the console, now and then."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from core import addresses, public_files
from publication.services.recording import log_written_anew
from villages.choices import WAITING_PICTURES, PictureState
from villages.models import Voucher
from villages.services.vouchers.publishing import (
    finish_stranded,
    keep_digest,
    write_public_files,
)


# Younger files may belong to an upload that has not committed yet.
_OLD_ENOUGH = 24 * 3600
_AT_ONCE = 500
_SEALED = re.compile(r"([0-9a-f]{64})(?:-\d+)?")
_PUBLIC = re.compile(r"([0-9a-f]{48})(?:-s)?\.jpg")


@dataclass(slots=True)
class Tidied:
    """What was done."""

    finished: int = 0
    sealed: int = 0
    public: int = 0
    restored: int = 0


def tidy(*, older_than: float = _OLD_ENOUGH) -> Tidied:
    """Finish what was left half done, remove old files that no row names, restore missing ones.

    Files in the vault are left by uploads killed before their commit. Public files are compared
    with the published rows both ways, whatever brought them there or took them away.
    """
    before = time.time() - older_than
    done = Tidied(finished=finish_stranded())
    vault = Path(settings.VAULT_ROOT)
    for some in _old_files(vault / "vouchers", before):
        done.sealed += _remove(some, _originals(_digests(some)))
    for some in _old_files(vault / "working", before):
        done.sealed += _remove(some, _workings(_digests(some)))
    public = Path(settings.PUBLIC_MEDIA_ROOT)
    for some in _old_files(public / ".unfinished", before):
        done.public += _remove(some, set())
    for some in _old_files(public / "vouchers", before):
        done.public += _remove(some, _published(some))
    published = Voucher.objects.filter(status=PictureState.PUBLISHED).order_by("pk")
    for voucher in published.iterator(chunk_size=_AT_ONCE):
        if not all(public_files.exists(name) for name in voucher.public_files_names):
            _restore(voucher)
            done.restored += 1
    return done


@transaction.atomic
def _restore(voucher: Voucher) -> None:
    """A later library may draw other bytes of the same picture: then the log says so."""
    if keep_digest(voucher, write_public_files(voucher)):
        with connection.cursor() as cursor:
            table = Voucher._meta.db_table
            log_written_anew(cursor, table=table, keys=[voucher.pk], verb="redrawn")


def _digests(files: list[Path]) -> list[bytes]:
    found = {match[1] for path in files if (match := _SEALED.fullmatch(path.name))}
    return [bytes.fromhex(digest) for digest in found]


def _originals(digests: list[bytes]) -> set[str]:
    standing, ended = Voucher.objects.naming(digests)
    return {row.digest for rows in (standing, ended) for row in rows.only("sha256")}


def _workings(digests: list[bytes]) -> set[str]:
    standing, _ended = Voucher.objects.naming(digests)
    rows = standing.filter(status__in=WAITING_PICTURES).only("sha256", "page")
    return {f"{voucher.digest}-{voucher.page}" for voucher in rows}


def _published(files: list[Path]) -> set[str]:
    """The names among these that there should be; each tells its row's key."""
    keys = {path.name: _key(path.name) for path in files}
    # An approved one is being published at this very moment.
    rows = Voucher.objects.filter(status__in=(PictureState.PUBLISHED, PictureState.APPROVED))
    known = set(rows.filter(pk__in=set(keys.values()) - {None}).values_list("pk", flat=True))
    return {name for name, key in keys.items() if key in known}


def _key(name: str) -> int | None:
    match = _PUBLIC.fullmatch(name)
    if match is None:
        return None
    address = base64.urlsafe_b64encode(bytes.fromhex(match[1])).decode()
    try:
        return addresses.key_of(address, "voucher")
    except addresses.UnknownAddress:
        return None


def _old_files(root: Path, before: float) -> Iterator[list[Path]]:
    files = (path for path in root.rglob("*") if path.is_file() and path.stat().st_mtime < before)
    while some := list(islice(files, _AT_ONCE)):
        yield some


def _remove(files: Iterable[Path], known: set[str]) -> int:
    unknown = [path for path in files if path.name not in known]
    for path in unknown:
        path.unlink(missing_ok=True)
    return len(unknown)
