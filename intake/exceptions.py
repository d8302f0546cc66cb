from core.exceptions import PortalError, StateConflict


class DuplicateFile(StateConflict):
    """The same bytes were received before for the same purpose; `earlier` is that batch's id."""

    def __init__(self, message: str, earlier: int) -> None:
        super().__init__(message)
        self.earlier = earlier


class UnknownSheetKind(PortalError):
    """No class in settings.INTAKE_SHEETS reads this kind of sheet."""


class MissingParameter(PortalError):
    """The sheet needs to know its programme, region or period and neither says it."""


class BatchBusy(StateConflict):
    """Another worker holds this batch just now; try again later."""
