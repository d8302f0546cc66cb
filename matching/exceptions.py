from core.exceptions import PortalError, StateConflict


class TrialConflict(StateConflict):
    """The trial is not where this step can be taken."""


class NothingToCheck(PortalError):
    """The batch has no checked rows to look at."""


class Unasked(PortalError):
    """A rule could not be put to a draft."""
