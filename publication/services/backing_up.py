"""One encrypted file with all that a portal is made of: database, vault, attachments, the log's files.

The database comes first and the vault after it, so that every file the database knows is in the copy.
Nothing lies on a disk in clear: pg_dump's stream, the tar and age (https://age-encryption.org) run
into each other. Not in it: PORTAL_DATA_KEY, without which nobody reads a number, and the peppers of
sealed reports, of which no copy is kept for long.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

import pyrage

from core import public_files
from core.exceptions import PortalError
from core.postgres_tools import postgres_tool
from publication.models import Checkpoint


CHUNK = 8 * 2**20
META, DATABASE, VAULT, MEDIA, LOG = "meta.json", "database", "vault", "media", "log"
# Whoever has a fresh copy is to be nobody who is signed in.
_NO_DATA = ("django_session",)


def recipients_of(keys: Sequence[str]) -> list[Any]:
    """Whom the file is for: age public keys; raises PortalError for none or a wrong one."""
    if not keys:
        raise PortalError(
            _(
                "Name at least one age key (age1…) that may open the backup; its private half is kept elsewhere."
            )  # fmt: skip
        )
    try:
        return [pyrage.x25519.Recipient.from_str(key.strip()) for key in keys]
    except pyrage.RecipientError as error:
        raise PortalError(_("This is no age key: %(why)s") % {"why": error}) from error


def back_up(path: Path, recipients: Sequence[Any]) -> int:
    """Write the backup to `path`, whole or not at all; returns its size in bytes.

    Raises PortalError when pg_dump fails, OSError when the disk refuses.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("xb") as file:
            os.chmod(unfinished, 0o600)
            _piped(_pack, lambda source: pyrage.encrypt_io(source, file, list(recipients)))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path.stat().st_size


def _piped(write: Callable[[IO[bytes]], None], read: Callable[[IO[bytes]], object]) -> None:
    """Run both ends of a pipe; whichever fails, its error is raised."""
    source, target = (
        os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True)
    )
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with target:
                write(target)
        except BaseException as error:  # noqa: BLE001 - raised again in the other thread
            failed.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=run)
    writer.start()
    try:
        read(source)
    finally:
        source.close()
        writer.join()
    if failed:
        raise failed[0]


def _pack(target: IO[bytes]) -> None:
    newest = Checkpoint.objects.first()
    meta = {
        "made": timezone.now().isoformat(), "origin": settings.PUBLICATION_ORIGIN,
        "signed": newest.size if newest else 0,
    }  # fmt: skip
    with tarfile.open(fileobj=target, mode="w|") as archive:
        _add(archive, META, json.dumps(meta).encode())
        _dump(archive)
        _add_folder(archive, VAULT, Path(settings.VAULT_ROOT))
        _add_folder(archive, MEDIA, Path(settings.MEDIA_ROOT))
        _add_folder(archive, LOG, public_files.path_of(LOG))


def _dump(archive: tarfile.TarFile) -> None:
    arguments = ["--format=custom", *(f"--exclude-table-data={table}" for table in _NO_DATA)]
    with subprocess.Popen(  # noqa: S603 - our own tool and arguments
        postgres_tool("pg_dump", *arguments), env=tool_environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        number = 0
        while chunk := (process.stdout or io.BytesIO()).read(CHUNK):
            _add(archive, f"{DATABASE}/{number:06d}", chunk)
            number += 1
        trouble = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode:
        raise PortalError(_("pg_dump failed: %(why)s") % {"why": trouble.strip()})


def tool_environment() -> dict[str, str]:
    """How PostgreSQL's tools reach the database; a password never stands in a command line."""
    given = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}  # fmt: skip
    told = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    return {**os.environ, **told}


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))


def _add_folder(archive: tarfile.TarFile, name: str, folder: Path) -> None:
    """Every finished file below; one that goes meanwhile was not needed any more."""
    for path in sorted(folder.rglob("*")):
        if path.name.startswith(".") or not path.is_file():
            continue
        try:
            data = path.open("rb")
        except FileNotFoundError:
            continue
        with data:
            member = tarfile.TarInfo(f"{name}/{path.relative_to(folder)}")
            member.size = os.fstat(data.fileno()).st_size
            archive.addfile(member, data)
