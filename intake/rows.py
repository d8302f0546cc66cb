"""Going through a read frame column by column: which rows stand, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from intake.reading.problems import Problem


class RowChecker:
    """All rows of a frame as plain lists, and the problems found with them.

    A row with an error is out; later checks still see it, so that a cadre learns all that is
    wrong in one pass.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self.count = len(frame)
        self.sheets: list[str] = frame["_sheet"].tolist()
        # Whose sheet it is, as the lines above the table say (填报单位, 公开单位).
        self.offices: list[str] = frame["_office"].tolist()
        self.titles: list[str] = frame["_title"].tolist()
        self.numbers: list[int] = frame["_row"].tolist()
        self.standing: list[bool] = frame["_ok"].tolist()
        self.problems: list[Problem] = []

    def column(self, name: str) -> list[Any]:
        """A column's values with None for what is missing, also when the sheet lacks it."""
        if name not in self._frame:
            return [None] * self.count
        values = self._frame[name]
        if values.hasnans:
            return list(values.astype(object).where(values.notna(), None))
        return list(values.tolist())

    def texts(self, name: str) -> list[str]:
        return [value or "" for value in self.column(name)]

    def reject(self, index: int, code: str, heading: str = "", **params: Any) -> None:
        self.standing[index] = False
        self._note(index, code, heading, params, "error")

    def lacks(self, index: int, code: str) -> None:
        """Something is missing. A row whose cells have errors already heard why it is."""
        if self.standing[index]:
            self.reject(index, code)

    def warn(self, index: int, code: str, heading: str = "", **params: Any) -> None:
        self._note(index, code, heading, params, "warning")

    def _note(
        self, index: int, code: str, heading: str, params: dict[str, Any], severity: Any
    ) -> None:
        self.problems.append(
            Problem(self.sheets[index], self.numbers[index], None, heading, code, params, severity)
        )

    def kept(self, values: list[Any]) -> list[Any]:
        """Only the values of the rows that stand."""
        if all(self.standing):
            return values
        return [value for value, stands in zip(values, self.standing, strict=True) if stands]

    def answers(
        self, keys: list[Any], answer: Callable[[Any], Any], refuse: Callable[[int, Any], None]
    ) -> list[Any]:
        """`answer(key)` for every row, worked out once per distinct key; an exception is a refusal.

        `refuse(index, error)` is told of each row whose answer is an exception; it gets None.
        """
        known: dict[Any, Any] = {}
        found: list[Any] = []
        for index, key in enumerate(keys):
            if key not in known:
                known[key] = answer(key)
            value = known[key]
            if isinstance(value, Exception):
                refuse(index, value)
                value = None
            found.append(value)
        return found
