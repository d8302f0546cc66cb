"""The wording of every problem that reading a sheet may find, by its code."""

from intake.reading.messages.cells import CELLS
from intake.reading.messages.files import FILES
from intake.reading.messages.rows import ROWS


__all__ = ["MESSAGES"]

MESSAGES: dict[str, str] = CELLS | ROWS | FILES
