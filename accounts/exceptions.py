from core.exceptions import PortalError


class InvalidCode(PortalError):
    """The second factor's code is wrong or was used before."""


class InvalidOfficeToken(PortalError):
    """The office token is unknown, revoked or expired."""
