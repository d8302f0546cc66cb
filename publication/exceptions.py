"""What goes wrong with the log."""

from __future__ import annotations

from core.exceptions import PortalError


class LogFork(PortalError):
    """What the database holds is not the continuation of what was signed or published before."""


class NotSigned(PortalError):
    """No checkpoint covers this leaf yet; one is made within seconds."""
