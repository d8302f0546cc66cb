"""The outcome of parsing one column."""

from dataclasses import dataclass

import numpy as np


_NONE = np.array(None, dtype=object)


@dataclass(slots=True)
class Parsed:
    """Three arrays as long as the column: values (None where blank or wrong), error codes and
    warning codes (None where all is well)."""

    values: np.ndarray
    errors: np.ndarray
    warnings: np.ndarray
    # Of days: True where only the month was said.
    months: np.ndarray | None = None

    def is_month(self) -> np.ndarray:
        """Where a value that stands is only a month, as a boolean array."""
        if self.months is None:
            return np.zeros(len(self.values), dtype=bool)
        said: np.ndarray = held(self.months) & held(self.values)
        return said

    def at(self, positions: np.ndarray) -> "Parsed":
        """The same for some of the rows."""
        return Parsed(self.values[positions], self.errors[positions], self.warnings[positions])

    def copy(self) -> "Parsed":
        """The same, to be changed without changing this."""
        return Parsed(self.values.copy(), self.errors.copy(), self.warnings.copy(), self.months)


def nothing(length: int) -> np.ndarray:
    """An object array of `length` times None."""
    return np.full(length, None, dtype=object)


def held(array: np.ndarray) -> np.ndarray:
    """Which places of an object array hold something, as a boolean array."""
    filled: np.ndarray = np.not_equal(array, _NONE).astype(bool)
    return filled
