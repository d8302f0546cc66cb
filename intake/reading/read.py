"""Reads a whole file: from bytes to checked rows, problems and what to ask."""

import datetime
import gc
from collections.abc import Callable, Iterator, Mapping as Lookup, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from intake.reading.around import around_table, left_out, of_rows
from intake.reading.choosing import find_work
from intake.reading.chosen import Chosen
from intake.reading.collecting import MOST_PROBLEMS, Problems
from intake.reading.columns import Columns, read_columns
from intake.reading.formats import recognise
from intake.reading.limits import Limits
from intake.reading.mapping import Field, Heading, Mapping
from intake.reading.outline import Outline, outline_of
from intake.reading.own_list import is_own
from intake.reading.papers import with_papers
from intake.reading.problems import Problem, UnusableFile
from intake.reading.repeats import refuse_repeats
from intake.reading.tables import Table
from intake.reading.tables.context import said_period
from intake.reading.totals import check_totals
from intake.reading.values.periods import span
from intake.reading.workbooks import read_workbook


Period = tuple[datetime.date, datetime.date]
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class TableSummary:
    """What was found of one table; `unit` and `period` as its lines or title name them."""

    sheet: str
    header_rows: tuple[int, int]
    headings: list[Heading]
    mapping: Mapping
    rows: int
    totals: int
    unit: str | None
    reporting_office: str
    title: str
    period_in_title: Period | None


@dataclass(slots=True)
class Unmapped:
    """A table whose required fields are not all found: what to ask the cadre."""

    sheet: str
    headings: list[Heading]
    missing: list[Field]


@dataclass(slots=True)
class Reading:
    """All rows of a file, one frame column per field (a period gives `<name>_from`, `<name>_to`, a
    day for which a month may stand also `<name>_is_month`).

    Amounts are fen as Int64, numbers Decimal, dates datetime.date, months their first day, text
    str; blank is None (NA for Int64). `_sheet` and `_row` say where a row stands in Excel, `_title`
    and `_office` what stands above its table and whose that says it is, `_ok` whether it is free of
    errors.
    """

    frame: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    # Rows that were understood and are no data: totals, signatures, headings once more.
    left_out: list[Problem] = field(default_factory=list)
    tables: list[TableSummary] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    # What the desk shows of it, see intake.reading.outline.
    outline: Outline = field(default_factory=dict)

    @property
    def needs_mapping(self) -> bool:
        """Whether the cadre must say what some headings mean."""
        return bool(self.unmapped)

    @property
    def totals_differ(self) -> bool:
        """Whether a totals row contradicts its rows: nothing may be published then."""
        return any(p.code == "totals-differ" and p.severity == "error" for p in self.problems)


def read_sheet(
    data: bytes,
    filename: str,
    fields: Sequence[Field],
    *,
    remembered: Lookup[str, str] | None = None,
    default_period: Period | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    today: datetime.date | None = None,
    chosen: Chosen | None = None,
) -> Reading:
    """Everything a file holds, with all its problems in one pass. Raises UnusableFile.

    A row's own period wins over `default_period`, which wins over the title's. `progress` is
    called with a stage ("open", "read", "check"), the steps done and the steps in all.
    """
    with _without_collector():
        return _read(
            data, filename, fields, remembered or {}, default_period, limits or Limits(),
            progress or _silent, today, chosen or Chosen(),
        )  # fmt: skip


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pauses the cycle collector: a million live cells make it cost more than all the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(
    data: bytes,
    filename: str,
    fields: Sequence[Field],
    remembered: Lookup[str, str],
    default_period: Period | None,
    limits: Limits,
    report: Progress,
    today: datetime.date | None,
    chosen: Chosen,
) -> Reading:
    """`read_sheet` with every default filled in."""
    specs = with_papers(fields)
    report("open", 0, 1)
    kind = recognise(data, filename, limits)
    report("read", 0, 1)
    sheets = read_workbook(data, kind, limits, chosen.encoding)
    report("read", 1, 1)
    reading = Reading(frame=pd.DataFrame())
    sheets = [sheet for sheet in sheets if not is_own(sheet)]
    all_sheets = list(sheets)
    reading.left_out += chosen.lay_over(sheets)
    try:
        work = find_work(sheets, specs, remembered, default_period, today, chosen)
    except UnusableFile as refusal:
        # The desk lets the sheet and its heading rows be chosen.
        refusal.outline = outline_of(all_sheets, [], [], specs)
        raise
    reading.left_out += work.left_out
    total_rows = sum(len(table.rows) for _, table in work.tables)
    if not total_rows:
        raise UnusableFile("no-data")
    frames: list[dict[str, object]] = []
    elsewhere: dict[str, int] = {}
    problems = Problems(work.problems)
    done = 0
    for sheet, table in work.tables:
        report("check", done, total_rows)
        done += len(table.rows)
        reading.tables.append(_summary(table))
        problems.extend(around_table(sheet, table, specs))
        reading.left_out += left_out(table)[: MOST_PROBLEMS - len(reading.left_out)]
        if _lacks(table, reading, problems) or not len(table.rows):
            continue
        period = _period(table, specs, default_period)
        columns = read_columns(sheet, table, specs, period, today)
        _demand_period(table, specs, columns, period, problems)
        problems.extend(_torn_rows(table, specs, default_period, columns))
        problems.extend(of_rows(sheet, table, specs, columns))
        for found in columns.found:
            problems.add_found(table, found)
        problems.extend(check_totals(table, columns, specs, elsewhere))
        for name in columns.sums:
            amounts = columns.values[name]
            elsewhere[name] = elsewhere.get(name, 0) + int(amounts.sum())
        frames.append(
            columns.values
            | {
                "_sheet": np.full(len(table.rows), table.sheet, dtype=object),
                "_office": np.full(len(table.rows), table.reporting_office, dtype=object),
                "_title": np.full(len(table.rows), table.context.title, dtype=object),
                "_row": table.rows.astype(np.int64),
                "_ok": columns.ok,
            }
        )
    reading.frame = _joined(frames, list(fields))
    problems.extend(refuse_repeats(reading.frame, list(fields))[:MOST_PROBLEMS])
    reading.problems = problems.sorted()
    reading.outline = outline_of(all_sheets, work.tables, reading.problems, specs)
    report("check", total_rows, total_rows)
    return reading


def _silent(stage: str, done: int, steps: int) -> None:
    """No one watches."""


def _summary(table: Table) -> TableSummary:
    return TableSummary(
        sheet=table.sheet,
        header_rows=table.header_rows,
        headings=table.headings,
        mapping=table.mapping,
        rows=len(table.rows),
        totals=len(table.totals),
        unit=table.unit,
        reporting_office=table.reporting_office,
        title=table.context.title,
        period_in_title=table.period_in_title,
    )


def _lacks(table: Table, reading: Reading, problems: Problems) -> bool:
    """Whether required columns are missing, so that the table cannot be read yet."""
    missing = [spec for spec in table.mapping.missing if spec.kind != "period"]
    if not missing:
        return False
    if table.mapping.unknown:
        reading.unmapped.append(Unmapped(table.sheet, table.mapping.unknown, missing))
    problems.extend(
        [
            Problem(table.sheet, None, None, "", "column-missing", {"field": str(spec.label)})
            for spec in missing
        ]
    )
    return True


def _period(table: Table, fields: list[Field], given: Period | None) -> Period | None:
    """The period of rows that name none."""
    titled = table.period_in_title
    if table.context.own_period or not given:
        return titled if any(spec.kind == "period" for spec in fields) else given
    return given


def _demand_period(
    table: Table,
    fields: list[Field],
    columns: Columns,
    period: Period | None,
    problems: Problems,
) -> None:
    """One problem, not one per row, when nothing names the period."""
    for spec in fields:
        absent = spec.name not in table.mapping.assigned
        if spec.kind == "period" and spec.required and absent and period is None:
            columns.ok[:] = False
            params = {"field": str(spec.label)}
            problems.extend([Problem(table.sheet, None, None, "", "period-missing", params)])


def _torn_rows(
    table: Table, fields: list[Field], given: Period | None, columns: Columns
) -> list[Problem]:
    """Rows without a period of their own where title and choice contradict."""
    said = given and said_period(table.context, table.sheet, given[0].year)
    found: list[Problem] = []
    if not given or not said or (given[0] <= said[1] and said[0] <= given[1]):
        return found
    for spec in fields:
        index = table.mapping.assigned.get(spec.name)
        if spec.kind != "period" or index is None:
            continue
        params = {"title": span(said), "given": span(given)}
        for position in np.flatnonzero(table.body[:, index] == "").tolist():
            columns.ok[position] = False
            row = int(table.rows[position])
            found.append(Problem(table.sheet, row, None, "", "period-differs", params))
    return found[:MOST_PROBLEMS]


def _joined(frames: list[dict[str, object]], fields: list[Field]) -> pd.DataFrame:
    """One frame of all tables; text stays as Python objects, ready for COPY."""
    if not frames:
        names = []
        for spec in fields:
            periods = [f"{spec.name}_from", f"{spec.name}_to"]
            names.extend(periods if spec.kind == "period" else [spec.name])
        return pd.DataFrame({name: pd.Series(dtype=object) for name in names} | {
            "_sheet": pd.Series(dtype=object),
            "_office": pd.Series(dtype=object),
            "_title": pd.Series(dtype=object),
            "_row": pd.Series(dtype=np.int64),
            "_ok": pd.Series(dtype=bool),
        })  # fmt: skip
    parts = [
        pd.DataFrame(
            {
                name: pd.Series(value, dtype=object) if isinstance(value, np.ndarray)
                and value.dtype == object else value
                for name, value in frame.items()
            }
        )
        for frame in frames
    ]  # fmt: skip
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
