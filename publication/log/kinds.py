"""The kinds of public rows that the log holds. An app brings its own in `<app>/logged.py`: `KINDS`.

A kind reads a frozen view: its columns, their order and their text never change. What has to change
becomes the next version, with a view of its own. Every view has `key`, `batch`, `sheet`,
`row_number`, `state` and `replaced_by` beside the columns that the kind names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import ModuleType

from django.utils.functional import Promise

from core.cursors import Cursor
from core.gathering import modules_named
from publication.log.leaves import Cut


@dataclass(frozen=True, slots=True)
class RowKind:
    """`public` is what everybody may read of every row, `names` what only some pages show (and a
    receipt opens where the page does), `numbers` what nobody reads: sealed columns.
    """

    name: str
    version: int
    label: str | Promise
    table: str
    public: tuple[str, ...]
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    # The state in which rows usually begin; "" where they have none.
    usual: str = ""
    # States that outlast the withdrawal of their batch, and the one that it sets.
    outlast: tuple[str, ...] = ()
    withdrawn: str = "withdrawn"
    # Whether rows come by sheets; others come one by one, and may be written anew.
    batched: bool = True
    # The view's column with the model's own key, where that is no number.
    own_key: str = ""
    # SQL that says of a batch (%s) whether its count and sum would tell of few persons; "": never.
    discreet: str = ""

    @property
    def code(self) -> str:
        return f"{self.name}/{self.version}"

    @property
    def view(self) -> str:
        return f"publication_{self.name}_{self.version}"

    @property
    def cut(self) -> Cut:
        return Cut(self.code.encode(), len(self.public), len(self.names))

    def is_discreet(self, cursor: Cursor, batch: int) -> bool:
        if not self.discreet:
            return False
        cursor.execute(self.discreet, [batch])
        return bool(cursor.fetchone()[0])

    @property
    def columns(self) -> str:
        """What COPY brings, the leading columns first."""
        leading = ("key", "sheet", "row_number", "state", "replaced_by")
        return ", ".join((*leading, *self.public, *self.names, *self.numbers))


def all_kinds() -> dict[str, RowKind]:
    """Every kind by its code."""
    return _kinds(modules_named("logged"))


def kind_of_table(table: str) -> RowKind | None:
    """The kind whose rows stand in a table; None for what is not public."""
    return next((kind for kind in all_kinds().values() if kind.table == table), None)


def kind_named(name: str) -> RowKind:
    return next(kind for kind in all_kinds().values() if kind.name == name)


@cache
def _kinds(modules: tuple[ModuleType, ...]) -> dict[str, RowKind]:
    return {kind.code: kind for module in modules for kind in module.KINDS}
