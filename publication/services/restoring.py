"""A backup into an empty server, and what is missing in it against what was published since."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

import pyrage

from core import public_files
from core.exceptions import PortalError
from core.postgres_tools import postgres_tool
from publication.log.leaves import STATEMENT, facts_of
from publication.log.notes import Checkpoint
from publication.selectors.leaves import stored_tree
from publication.services.backing_up import (
    DATABASE,
    LOG,
    MEDIA,
    META,
    VAULT,
    _piped,
    tool_environment,
)
from publication.services.files import published_entries
from publication.services.signing import check_known, published_checkpoint


@dataclass(frozen=True, slots=True)
class Restored:
    """How far the restored log goes, how far it was published, and the batches to bring again."""

    size: int
    published: int
    missing: list[str]


def identities_of(text: str) -> list[Any]:
    """The private keys in an age key file; raises PortalError."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("AGE-SECRET-KEY")]
    try:
        if lines:
            return [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError as error:
        raise PortalError(_("This is no age key: %(why)s") % {"why": error}) from error
    raise PortalError(_("There is no age key (AGE-SECRET-KEY-…) in this file."))


def restore(path: Path, identities: list[Any], outside: Checkpoint | None = None) -> Restored:
    """Fill an empty database and an empty vault; files of the log that are there stay.

    `outside` is the newest checkpoint that somebody keeps; without it that of the public folder
    speaks. Raises PortalError for what is not empty, not ours or damaged, LogFork when the backup
    is of another log.
    """
    _check_empty()
    with path.open("rb") as file:
        try:
            _piped(lambda target: _decrypt(file, target, identities), _unpack)
        except tarfile.TarError as error:
            raise PortalError(_("The backup is damaged: %(why)s") % {"why": error}) from error
    connection.close()
    tree = stored_tree()
    published = outside or published_checkpoint()
    if published is None or published.size <= tree.size:
        if published is not None:
            check_known(tree, published.size, published.root)
        return Restored(tree.size, published.size if published else 0, [])
    return Restored(tree.size, published.size, list(_published_since(tree.size, published.size)))


def _decrypt(file: IO[bytes], target: IO[bytes], identities: list[Any]) -> None:
    try:
        pyrage.decrypt_io(file, target, identities)
    except pyrage.DecryptError as error:
        raise PortalError(
            _("The backup cannot be opened with this key: %(why)s") % {"why": error}
        ) from error


def _check_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise PortalError(
                _("The database is not empty. Make a new one; nothing is written over.")
            )
    if any(path.is_file() for path in Path(settings.VAULT_ROOT).rglob("*")):
        raise PortalError(_("The vault is not empty. Move it away; nothing is written over."))


def _unpack(source: IO[bytes]) -> None:
    keep_log = published_checkpoint() is None
    roots = {
        VAULT: Path(settings.VAULT_ROOT), MEDIA: Path(settings.MEDIA_ROOT),
        LOG: public_files.path_of(LOG),
    }  # fmt: skip
    with tarfile.open(fileobj=source, mode="r|") as archive:
        members = iter(archive)
        meta = next(members)
        if meta.name != META:
            raise PortalError(_("This is no backup of a portal."))
        _check_meta(json.loads(_data(archive, meta).read()))
        first = _restore_database(archive, members)
        for member in chain([first], members) if first is not None else ():
            folder, _slash, name = member.name.partition("/")
            if folder not in roots or ".." in Path(name).parts:
                raise PortalError(_("This is no backup of a portal."))
            if folder != LOG or keep_log:
                _write(roots[folder] / name, _data(archive, member), public=folder == LOG)


def _check_meta(meta: dict[str, Any]) -> None:
    if meta["origin"] != settings.PUBLICATION_ORIGIN:
        raise PortalError(
            _("This backup is of the log %(there)s; PORTAL_LOG_ORIGIN is %(here)s.")
            % {"there": meta["origin"], "here": settings.PUBLICATION_ORIGIN}
        )


def _restore_database(
    archive: tarfile.TarFile, members: Iterator[tarfile.TarInfo]
) -> tarfile.TarInfo | None:
    """Feed pg_restore; returns the first member that is none of the database's."""
    following = None
    with subprocess.Popen(  # noqa: S603 - our own tool and arguments
        postgres_tool("pg_restore", "--no-owner", "--exit-on-error", "--dbname", _database()),
        env=tool_environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        target = process.stdin
        try:
            for member in members:
                if not member.name.startswith(f"{DATABASE}/"):
                    following = member
                    break
                if target is not None:
                    target.write(_data(archive, member).read())
            if target is not None:
                target.close()
        except BrokenPipeError:
            following = None
        trouble = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode:
        raise PortalError(_("pg_restore failed: %(why)s") % {"why": trouble.strip()[-500:]})
    return following


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _data(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    found = archive.extractfile(member)
    if found is None:
        raise PortalError(_("This is no backup of a portal."))
    return found


def _write(path: Path, data: IO[bytes], *, public: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755 if public else 0o700)
    with path.open("xb") as file:
        os.chmod(path, 0o644 if public else 0o600)
        while block := data.read(2**20):
            file.write(block)


def _published_since(low: int, high: int) -> Iterator[str]:
    """What the public files say was published after the backup: batches that must be brought again."""
    try:
        for entry in published_entries(low, high):
            words = entry[1:].decode() if entry.startswith(STATEMENT) else ""
            if facts_of(words).get("batch"):
                yield words
    except FileNotFoundError:
        yield _("The files of the log are missing; ask whoever keeps a copy of them.")
