"""Collects what is wrong with a file, cut where nobody reads on."""

from collections import Counter

from intake.reading.columns import Found, problems_of
from intake.reading.problems import Problem, Severity
from intake.reading.tables import Table


# More cells than this are named only by their number: nobody mends them one by one.
MOST_PROBLEMS = 5_000


class Problems:
    """Collects problems; beyond `MOST_PROBLEMS` only counts them."""

    def __init__(self, first: list[Problem]) -> None:
        self.listed = list(first)
        self.rest: Counter[str] = Counter()
        self.rest_error = False

    def extend(self, more: list[Problem]) -> None:
        """Problems of sheets and totals: few, and never cut."""
        self.listed.extend(more)

    def add_found(self, table: Table, found: Found) -> None:
        """Problems of cells."""
        room = max(0, MOST_PROBLEMS - len(self.listed))
        if len(found.positions) > room:
            self.rest.update(found.codes[room:].tolist())
            self.rest_error = self.rest_error or found.severity == "error"
            for name in ("positions", "codes", "cells"):
                setattr(found, name, getattr(found, name)[:room])
        self.listed.extend(problems_of(table, found))

    def sorted(self) -> list[Problem]:
        """By sheet in order of appearance, then row, then column; the summary last."""
        order = {name: i for i, name in enumerate(dict.fromkeys(p.sheet for p in self.listed))}
        self.listed.sort(
            key=lambda p: (order[p.sheet], p.row or 0, len(p.column or ""), p.column or "")
        )
        if self.rest:
            kinds = ", ".join(f"{code}: {count}" for code, count in self.rest.most_common(8))
            params = {"count": sum(self.rest.values()), "kinds": kinds}
            severity: Severity = "error" if self.rest_error else "warning"
            self.listed.append(Problem("", None, None, "", "more-problems", params, severity))
        return self.listed
