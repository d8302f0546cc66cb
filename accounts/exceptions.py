from core.exceptions import PortalError


class InvalidCode(PortalError):
    """The second factor's code is wrong or was used before."""


class InvalidChange(PortalError):
    """This change of staff says nothing, or clashes with what is there."""


class InvalidAccess(PortalError):
    """The two one-time codes open nothing."""


class InvalidOfficeToken(PortalError):
    """The office token is unknown, revoked or expired."""
