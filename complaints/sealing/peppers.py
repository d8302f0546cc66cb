"""Secrets of the month, in files outside the database: a stolen dump is of no use for guessing codes.

A month's file is destroyed once no report of it is left (complaints.services.retiring), and with it
whatever copies of its codes' wraps stand in old backups of the database.
"""

from __future__ import annotations

import os
import re
import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.exceptions import PortalError


# The pepper of staff's passwords, which no month ends.
STAFF = "staff"
_BYTES = 32
_MONTH = re.compile(r"\d{4}-\d\d")


class PepperMissing(PortalError):
    """The file is gone, or cannot be read."""

    def __init__(self) -> None:
        super().__init__(
            str(_("A key file of the sealed reports is missing. Tell the portal's operator."))
        )


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def pepper(name: str, *, make: bool = False) -> bytes:
    """The 32 bytes of a month (“2026-03”) or of STAFF; made where `make` and there are none yet.

    Raises PepperMissing.
    """
    path = _path(name)
    if make and not path.exists():
        _make(path)
    try:
        found = path.read_bytes()
    except OSError as error:
        raise PepperMissing from error
    if len(found) != _BYTES:
        raise PepperMissing
    return found


def destroy_pepper(month: str) -> None:
    """Overwrite and remove a month's file; never that of staff."""
    if not _MONTH.fullmatch(month):
        raise ValueError(f"{month} is no month")
    path = _path(month)
    if path.exists():
        path.write_bytes(secrets.token_bytes(_BYTES))
        path.unlink()


def months_kept() -> list[str]:
    """Of which months there are files, the oldest first."""
    folder = Path(settings.COMPLAINT_PEPPERS)
    found = (path.name for path in folder.glob("*") if _MONTH.fullmatch(path.name))
    return sorted(found)


def _path(name: str) -> Path:
    if name != STAFF and not _MONTH.fullmatch(name):
        raise ValueError(f"{name} is no pepper's name")
    return Path(settings.COMPLAINT_PEPPERS) / name


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    with fresh.open("wb") as file:
        file.write(secrets.token_bytes(_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        # link() fails if another process was first: its pepper wins.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
