"""Reads a whole file: from bytes to checked rows, problems and what to ask."""

import datetime
import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping as Lookup, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from intake.reading import headings as wording
from intake.reading.cells import row_list, shown
from intake.reading.chosen import Chosen
from intake.reading.columns import Columns, Found, known_unit, problems_of, read_columns
from intake.reading.formats import recognise
from intake.reading.limits import Limits
from intake.reading.mapping import Field, Heading, Mapping
from intake.reading.outline import Outline, outline_of
from intake.reading.own_list import is_own
from intake.reading.papers import with_papers
from intake.reading.problems import Problem, Severity, UnusableFile
from intake.reading.tables import Table, find_tables
from intake.reading.totals import check_totals
from intake.reading.workbooks import RawSheet, read_workbook


Period = tuple[datetime.date, datetime.date]
Progress = Callable[[str, int, int], None]

# More cells than this are named only by their number: nobody mends them one by one.
MOST_PROBLEMS = 5_000


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
    """All rows of a file, one frame column per field (a period gives `<name>_from`, `<name>_to`).

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
    not_chosen = chosen.lay_over(sheets)
    try:
        work, side = _find(sheets, specs, remembered, today, chosen)
    except UnusableFile as refusal:
        # The desk lets the sheet and its heading rows be chosen.
        refusal.outline = outline_of(all_sheets, [], [], specs)
        raise
    side += not_chosen
    total_rows = sum(len(table.rows) for _, table in work)
    if not total_rows:
        raise UnusableFile("no-data")
    frames: list[dict[str, object]] = []
    elsewhere: dict[str, int] = {}
    problems = _Problems(side)
    done = 0
    for sheet, table in work:
        report("check", done, total_rows)
        done += len(table.rows)
        reading.tables.append(_summary(table))
        problems.extend(_around(sheet, table, specs))
        reading.left_out += _left_out(table)[: MOST_PROBLEMS - len(reading.left_out)]
        if _lacks(table, reading, problems) or not len(table.rows):
            continue
        period = _period(table, specs, default_period, problems)
        columns = read_columns(
            table, specs, sheet.formulas_without_value, sheet.first_column, period, today
        )
        _demand_period(table, specs, columns, period, problems)
        problems.extend(_of_lines(sheet, table, columns))
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
    reading.problems = problems.sorted()
    reading.outline = outline_of(all_sheets, work, reading.problems, specs)
    report("check", total_rows, total_rows)
    return reading


class _Problems:
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


def _silent(stage: str, done: int, steps: int) -> None:
    """No one watches."""


def _find(
    sheets: list[RawSheet],
    fields: list[Field],
    remembered: Lookup[str, str],
    today: datetime.date | None,
    chosen: Chosen,
) -> tuple[list[tuple[RawSheet, Table]], list[Problem]]:
    """All tables of all visible sheets, and warnings on sheets that were passed over."""
    work: list[tuple[RawSheet, Table]] = []
    problems: list[Problem] = []
    filled = [sheet for sheet in sheets if sheet.cells.size and (sheet.cells != "").any()]
    if not filled:
        raise UnusableFile("no-data")
    for sheet in filled:
        tables = find_tables(sheet, fields, remembered, today, chosen.of_sheet(sheet.name))
        if sheet.hidden:
            if tables:
                problems.append(Problem(sheet.name, None, None, "", "sheet-hidden", {}, "warning"))
            continue
        if not tables:
            problems.append(
                Problem(sheet.name, None, None, "", "sheet-without-header", {}, "warning")
            )
        work.extend((sheet, table) for table in tables)
    if not work:
        wanted = [spec for spec in fields if spec.required] or fields
        raise UnusableFile("no-header", headings="、".join(str(spec.label) for spec in wanted))
    return work, problems


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


def _around(sheet: RawSheet, table: Table, fields: list[Field]) -> list[Problem]:
    """Problems of a table as a whole: hidden and skipped rows, units, emptiness."""
    name = table.sheet
    found = []
    hidden = sorted(sheet.hidden_rows.intersection(table.rows.tolist()))
    if hidden:
        found.append(
            Problem(name, hidden[0], None, "", "rows-hidden", {"rows": row_list(hidden)}, "warning")
        )
    found += [
        Problem(name, row, None, "", "row-skipped", {"value": shown(text)}, "warning")
        for row, why, text in table.left_out[:MOST_PROBLEMS]
        if why == "skipped"
    ]
    if not len(table.rows):
        found.append(Problem(name, None, None, "", "no-rows", {}, "warning"))
    by_index = {heading.index: heading for heading in table.headings}
    for spec in fields:
        index = table.mapping.assigned.get(spec.name)
        if spec.kind != "amount" or index is None:
            continue
        unit = by_index[index].unit or table.context.unit
        if not known_unit(unit):
            heading = by_index[index]
            found.append(
                Problem(
                    name,
                    table.header_rows[1],
                    heading.letter,
                    heading.text,
                    "unit-unknown",
                    {"unit": unit},
                )  # fmt: skip
            )
    return found


def _left_out(table: Table) -> list[Problem]:
    """What of a table is no row and no value of one, by place."""
    columns = [
        Problem(table.sheet, None, heading.letter, heading.text, "column-left-out", {}, "note")
        for heading in [*table.mapping.unknown, *table.mapping.ignored]
        if not wording.SERIAL.intersection(heading.candidates())
        and (table.body[:, heading.index] != "").any()
    ]
    return columns + [
        Problem(table.sheet, row, None, "", "left-out", {"value": shown(text), "why": why}, "note")
        for row, why, text in table.left_out
        if why != "skipped"
    ]


def _of_lines(sheet: RawSheet, table: Table, columns: Columns) -> list[Problem]:
    """Problems of whole rows: what looks like a note but holds an amount, and of a text file's lines
    one that is longer than the headings and so has its values out of place.
    """
    name = table.sheet
    unclear = [row for row, _why, _text in table.unclear]
    columns.ok &= ~np.isin(table.rows, unclear)
    found = [
        Problem(name, row, None, "", sheet.noted[row], {}, "warning")
        for row in table.rows.tolist()
        if row in sheet.noted
    ]
    found += [
        Problem(name, row, None, "", "row-unclear", {"value": shown(text), "why": why})
        for row, why, text in table.unclear
    ]
    if sheet.lengths is None:
        return found
    at = table.rows - sheet.first_row
    top, bottom = (row - sheet.first_row for row in table.header_rows)
    headings = int(sheet.lengths[top : bottom + 1].max())
    beyond = sheet.cells[at][:, headings:]
    longer = (beyond != "").any(axis=1) if beyond.size else np.zeros(len(at), dtype=bool)
    columns.ok &= ~longer
    found += [
        Problem(name, int(table.rows[position]), None, "", "row-longer",
                {"cells": int(sheet.lengths[at[position]]), "headings": headings})
        for position in np.flatnonzero(longer)
    ]  # fmt: skip
    return found


def _lacks(table: Table, reading: Reading, problems: _Problems) -> bool:
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


def _period(
    table: Table, fields: list[Field], given: Period | None, problems: _Problems
) -> Period | None:
    """The period of rows that name none; a warning when title and choice contradict."""
    titled = table.period_in_title
    if not any(spec.kind == "period" for spec in fields):
        return given
    if given and titled and (titled[1] < given[0] or given[1] < titled[0]):
        params = {"title": span(titled), "given": span(given)}
        problems.extend([Problem(table.sheet, None, None, "", "period-differs", params, "warning")])
    return given or titled


def _demand_period(
    table: Table,
    fields: list[Field],
    columns: Columns,
    period: Period | None,
    problems: _Problems,
) -> None:
    """One problem, not one per row, when nothing names the period."""
    for spec in fields:
        absent = spec.name not in table.mapping.assigned
        if spec.kind == "period" and spec.required and absent and period is None:
            columns.ok[:] = False
            params = {"field": str(spec.label)}
            problems.extend([Problem(table.sheet, None, None, "", "period-missing", params)])


def span(period: Period) -> str:
    """A period in figures: 2018-03, or 2018-01 – 2018-03."""
    first, last = period
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first:%Y-%m} – {last:%Y-%m}"


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
