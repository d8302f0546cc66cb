"""The one way of moving a state: a listed way, and only while the row still stands where it began.

Each app writes its states and the ways between them as data (`<app>/choices.py`), as a `Machine`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field as attribute
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from core.exceptions import StateConflict


Ways = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of a kind of thing and the only ways between them.

    `impossible` is said of a way that is not listed, `overtaken` to whoever comes second, both with
    %(number)s and %(state)s of the thing. `reversals` are further ways, of undoing alone.
    """

    ways: Ways
    impossible: str | Promise
    overtaken: str | Promise
    reversals: Ways = attribute(default_factory=dict)
    field: str = "status"

    def leads(self, start: str, to: str, *, reversing: bool = False) -> bool:
        return to in self.ways[start] or (reversing and to in self.reversals.get(start, ()))

    def check(self, thing: Model, to: str, *, reversing: bool = False) -> None:
        """Raises StateConflict unless a way leads from where the thing stands."""
        if not self.leads(getattr(thing, self.field), to, reversing=reversing):
            raise self._conflict(thing, self.impossible)

    def move(self, thing: Model, to: str, /, *, reversing: bool = False, **values: Any) -> None:
        """Move it and write `values` with it. Raises StateConflict where no way leads there, and
        where somebody else was first. The thing is read anew.
        """
        self.write(thing, to, reversing=reversing, **values)
        thing.refresh_from_db()

    def write(self, thing: Model, to: str, /, *, reversing: bool = False, **values: Any) -> None:
        """The same of a row that is locked: the thing takes the values instead of being read anew."""
        self.check(thing, to, reversing=reversing)
        start = getattr(thing, self.field)
        rows = type(thing)._base_manager.filter(pk=thing.pk)
        if not self._update(rows, (start,), to, values):
            raise self._conflict(thing, self.overtaken)
        for name, value in {self.field: to, **values}.items():
            setattr(thing, name, value)

    def advance(
        self, rows: QuerySet[Any], /, *, start: Iterable[str], to: str, **values: Any
    ) -> int:
        """Move those of the rows that stand at `start`, and leave all others; how many were moved.

        For workers, whom somebody may have overtaken. Who starts at `to` stays there and takes the
        values. Raises ValueError for a way that is not listed.
        """
        start = tuple(start)
        for each in start:
            if each != to and not self.leads(each, to):
                raise ValueError(f"no way leads from {each} to {to}")
        return self._update(rows, start, to, values)

    def _conflict(self, thing: Model, words: str | Promise) -> StateConflict:
        state = getattr(thing, f"get_{self.field}_display")()
        return StateConflict(
            str(words) % {"number": getattr(thing, "number", thing.pk), "state": state}
        )

    def _update(
        self, rows: QuerySet[Any], start: tuple[str, ...], to: str, values: dict[str, Any]
    ) -> int:
        return rows.filter(**{f"{self.field}__in": start}).update(**{self.field: to}, **values)
