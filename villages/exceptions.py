"""What can be wrong in the villages app beyond a sheet's cells."""

from __future__ import annotations

from core.exceptions import PortalError, StateConflict


class DuplicateVoucher(StateConflict):
    """The same file stands in the same village already."""


class BadMask(PortalError):
    """A box lies outside the picture, or is none."""
