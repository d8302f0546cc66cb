"""Kinds of evidence: what a published row says when it stands behind a matter.

The sheet that publishes the rows says it (`Sheet.evidence`): what SQL takes of a row, what the
fields are called, how their values are written, and where the row's public page is. So a new kind
of sheet brings its evidence, and neither rules nor cards have a list of kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


Row = Mapping[str, Any]
# Where a row stands: its key in the snapshot and the column of every published table.
PLACE = (("id", "id"), ("batch", "batch_id"), ("sheet", "sheet"), ("row", "row_number"))
# The kind of all registries' lines; “registry” beside it says which.
REGISTRY = "registry"


@dataclass(frozen=True, slots=True)
class EvidenceField:
    """One field: `column` is the table's that a snapshot takes, "" where a rule works it out; `sql`
    says how, where the column alone would say too much ({row}: the table's alias).
    """

    name: str
    label: Any
    column: str = ""
    sql: str = ""
    # An amount in yuan.
    money: bool = False
    # A text column, in which nothing says nothing.
    text: bool = False
    # A division's code, shown by its name.
    division: bool = False
    # What codes are called.
    words: Mapping[str, Any] | None = None
    say: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceKind:
    """One kind; its fields stand in the order of reading.

    `linked` names the field that leads to the row's public page, `page(row, region code)`. Where
    all rows of a table agree on the field `amount_called`, it is the heading of their amounts.
    `together`: a field, and those whose values it shows in one column.
    """

    name: str
    title: Any
    fields: tuple[EvidenceField, ...] = ()
    place: tuple[tuple[str, str], ...] = PLACE
    linked: str = ""
    page: Callable[[Row, str], str] | None = None
    amount_called: str = ""
    together: tuple[str, tuple[str, ...]] | None = None
    # An entry of a ledger has slips.
    has_slips: bool = False
    # It stands in a village's own books: the village's office is concerned.
    of_village: bool = False

    def field(self, name: str) -> EvidenceField | None:
        return next((field for field in self.fields if field.name == name), None)

    def snapshot(self, alias: str) -> str:
        """SQL for a row of the kind's table (alias) as a piece of evidence; empty fields left out."""
        parts = [("'kind'", f"'{self.name}'")]
        parts += [(f"'{name}'", f"{alias}.{column}") for name, column in self.place]
        for field in self.fields:
            if field.column:
                value = field.sql.format(row=alias) if field.sql else f"{alias}.{field.column}"
                parts.append((f"'{field.name}'", f"nullif({value}, '')" if field.text else value))
        pairs = ", ".join(f"{name}, {value}" for name, value in parts)
        return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"
