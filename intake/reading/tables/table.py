"""What is found on a sheet: a table's headings, its rows, its totals, and what stands around it."""

import datetime
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from intake.reading.mapping import Heading, Mapping
from intake.reading.values.parsed import Parsed


@dataclass(slots=True)
class TotalsRow:
    """A 小计/合计 row: its Excel row, its cells, and how many data rows stand above it."""

    row: int
    cells: np.ndarray
    kind: Literal["subtotal", "grand"]
    rows_above: int


@dataclass(slots=True)
class Context:
    """What the lines around a table say; dates as (first day, last day)."""

    title: str = ""
    reporting_office: str = ""
    unit: str | None = None
    period: tuple[datetime.date, datetime.date] | None = None
    year: int | None = None
    # Whether the period stands although a longer one was chosen.
    own_period: bool = False

    def inherit(self, above: "Context") -> None:
        """What is said above the table before holds on where nothing else is said."""
        self.title = self.title or above.title
        self.reporting_office = self.reporting_office or above.reporting_office
        self.unit = self.unit or above.unit
        self.year = self.year or above.year
        self.period = self.period or above.period


@dataclass(slots=True, eq=False)
class Table:
    """One table: `body` is an object array rows x sheet columns, `rows` its Excel row numbers."""

    sheet: str
    headings: list[Heading]
    mapping: Mapping
    body: np.ndarray
    rows: np.ndarray
    totals: list[TotalsRow] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    # Rows that are no data: Excel row, what each was taken for (problems.WHYS), its text.
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    # The same of rows of the body that look like it, but hold an amount.
    unclear: list[tuple[int, str, str]] = field(default_factory=list)
    header_rows: tuple[int, int] = (0, 0)
    # Cells merged downwards: first and last position in `body`, first and last column.
    merged_below: list[tuple[int, int, int, int]] = field(default_factory=list)
    # Identity columns as read while sorting the rows, by column.
    identities: dict[int, Parsed] = field(default_factory=dict)
    # Excel's column, counted from nought, that the body's first one is.
    first_column: int = 0
    # Each row's unit of money, where a column says it.
    units: np.ndarray | None = None
    # Why none of its rows may be taken: codes of problems and their params.
    refused: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def unit(self) -> str | None:
        """The money unit of the line above the table, if any."""
        return self.context.unit

    @property
    def reporting_office(self) -> str:
        """填报单位, if it stands above the table."""
        return self.context.reporting_office

    @property
    def period_in_title(self) -> tuple[datetime.date, datetime.date] | None:
        """The period the title names, if it does."""
        return self.context.period
