"""A sheet as it was read, before anything is understood."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from intake.reading.cells import CONTROL, column_letter
from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile


@dataclass(slots=True)
class RawSheet:
    """Cell values of one sheet; blank cells are "".

    `cells` is an object array rows x columns whose first cell stands at Excel row `first_row`
    (1-based) and zero-based column `first_column`. `hidden_rows` holds Excel row numbers, `hidden_columns` zero-based columns;
    `formulas_without_value` (Excel row, zero-based column) pairs; `merged` holds
    (top, left, bottom, right) as indices into `cells`, both ends included. `struck` are cells that
    are struck out, `formats` number formats that show another figure than the cell holds, both by
    (Excel row, zero-based column); `from_1904` says that days are counted from 1904. Of text files
    `lengths` tells how many cells each row has of its own, and `noted` names a problem by Excel row.
    """

    name: str
    cells: np.ndarray
    first_row: int = 1
    first_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    formulas_without_value: set[tuple[int, int]] = field(default_factory=set)
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    from_1904: bool = False
    hidden_columns: set[int] = field(default_factory=set)
    lengths: np.ndarray | None = None
    noted: dict[int, str] = field(default_factory=dict)

    def used_columns(self) -> int:
        """How many columns hold anything."""
        if self.cells.shape[1] <= 1:
            return int(self.cells.shape[1])
        # One column at a time: comparing all cells at once would copy the sheet.
        return sum(bool((column != "").any()) for column in self.cells.T)


def matrix(rows: list[list[Any]]) -> np.ndarray:
    """Rows of equal length as an object array rows x columns."""
    if not rows or not rows[0]:
        return np.empty((0, 0), dtype=object)
    return np.array(rows, dtype=object)


def check_extent(name: str, rows: int, columns: int, limits: Limits) -> None:
    """Refuses a sheet whose rectangle would fill the memory once it is read."""
    if rows > limits.rows:
        raise UnusableFile("sheet-too-long", sheet=name, most=limits.rows)
    if rows * columns > limits.cells:
        raise UnusableFile("sheet-too-large", sheet=name)


def clip_ranges(
    ranges: list[tuple[tuple[int, int], tuple[int, int]]] | None,
    top: int,
    left: int,
    shape: tuple[int, ...],
) -> list[tuple[int, int, int, int]]:
    """Merged ranges as indices into the cells, cut to what was read; single cells dropped."""
    clipped = []
    for (row, column), (last_row, last_column) in ranges or []:
        r0, c0 = max(row - top, 0), max(column - left, 0)
        r1, c1 = min(last_row - top, shape[0] - 1), min(last_column - left, shape[1] - 1)
        if r1 >= r0 and c1 >= c0 and (r1, c1) != (r0, c0):
            clipped.append((r0, c0, r1, c1))
    return clipped


def make_plain(sheet: RawSheet, limits: Limits) -> None:
    """Leaves nothing in a sheet that no paper, database or calculation can hold.

    Figures that are none (NaN, infinity) become Excel's own error, control characters leave the
    sheet's name. Raises UnusableFile for a cell or a name that is longer than any may be.
    """
    sheet.name = CONTROL.sub("", sheet.name).strip() or "Sheet"
    if len(sheet.name) > limits.sheet_name:
        raise UnusableFile(
            "sheet-name-too-long", sheet=sheet.name[:30] + "…", most=limits.sheet_name
        )
    for index, column in enumerate(sheet.cells.T):
        listed = column.tolist()
        kinds = set(map(type, listed))
        if float in kinds:
            for row, cell in enumerate(listed):
                if type(cell) is float and not math.isfinite(cell):
                    column[row] = "#NUM!"
        if str in kinds:
            lengths = map(len, listed if kinds == {str} else [c for c in listed if type(c) is str])
            if max(lengths) > limits.cell:
                row = next(
                    r for r, c in enumerate(listed) if type(c) is str and len(c) > limits.cell
                )
                place = f"{column_letter(sheet.first_column + index)}{sheet.first_row + row}"
                raise UnusableFile("cell-too-long", sheet=sheet.name, place=place, most=limits.cell)
