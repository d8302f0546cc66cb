"""The root of every error that the portal raises on purpose."""

from __future__ import annotations


class PortalError(Exception):
    """Something a person can mend; `str()` says what is wrong and what to do."""


class StateConflict(PortalError):
    """Somebody else was first: the object is no longer in the state the act needs."""


class NotAllowed(PortalError):
    """This actor may not do this to this object."""
