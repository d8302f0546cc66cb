"""Files that anybody may read: the web server sends them itself, without a line of ours.

They stand in a folder of their own (settings.PUBLIC_MEDIA_ROOT) and nothing but published pictures
is ever written there. A file is finished in a side folder and moved to its place in one step, so
that none is ever seen half-written.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.exceptions import PortalError


_UNFINISHED = ".unfinished"


class PublicFileError(PortalError):
    """The disk of the public folder refused a file."""


def path_of(name: str) -> Path:
    root = Path(settings.PUBLIC_MEDIA_ROOT).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise PublicFileError("A public name may not leave the public folder.")
    return path


def store(name: str, data: bytes) -> None:
    """Put `data` under `name` for all to read; raises PublicFileError when the disk refuses it."""
    path = path_of(name)
    unfinished = path_of(_UNFINISHED) / secrets.token_hex(16)
    try:
        _make(unfinished.parent, 0o700)
        _make(path.parent, 0o755)
        with unfinished.open("xb") as file:
            # The web server runs as somebody else.
            os.chmod(unfinished, 0o644)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise PublicFileError(
            _(
                "The public picture could not be written (%(why)s). Ask the operator to check the disk."
            )
            % {"why": error.strerror or error}
        ) from error


def _make(folder: Path, mode: int) -> None:
    """The folder and those above it; whatever the umask says, others may pass through."""
    if folder.is_dir():
        return
    if folder != Path(settings.PUBLIC_MEDIA_ROOT).resolve():
        _make(folder.parent, 0o755)
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, mode)


def discard(name: str) -> None:
    """Take a file away; nothing happens where it is gone already."""
    try:
        path_of(name).unlink(missing_ok=True)
    except OSError as error:
        raise PublicFileError(
            _("The public picture could not be removed (%(why)s). It is tried again every minute.")
            % {"why": error.strerror or error}
        ) from error


def discard_folder(name: str) -> None:
    """Take a folder with all its files away; nothing happens where it is gone already."""
    shutil.rmtree(path_of(name), ignore_errors=True)


def exists(name: str) -> bool:
    return path_of(name).is_file()
