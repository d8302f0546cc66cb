from core.exceptions import PortalError, StateConflict


class TrialConflict(StateConflict):
    """The trial is not where this step can be taken."""


class NothingToCheck(PortalError):
    """The batch has no checked rows to look at."""


class Unasked(PortalError):
    """A rule could not be put to a draft."""


class TooManyAsked(PortalError):
    """The office has asked about as many lines today as it may."""
