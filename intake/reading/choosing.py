"""Which sheets and tables of a workbook count: copies, sums and lists of the unpaid do not."""

import datetime
import re
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field

import numpy as np

from intake.reading import continuing, stops
from intake.reading.cells import squeeze
from intake.reading.chosen import Chosen
from intake.reading.mapping import Field, Vocabulary
from intake.reading.problems import Problem, Severity, UnusableFile
from intake.reading.tables import Table, find_tables
from intake.reading.tables.context import said_period
from intake.reading.values import parse_amounts
from intake.reading.values.periods import Period, span
from intake.reading.workbooks import RawSheet


_SUMMARY = re.compile(r"汇总|统计|总表|合计|小计|小结|分[村镇乡组]|按[村镇乡组]")
# What Excel, WPS and people add to the name of a copied sheet.
_COPY = re.compile(
    r"[\s(_-]*(?:\(?\d{1,2}\)|副本|复件|备份|copy|bak|原始|原表)[\s)_-]*", re.IGNORECASE
)


@dataclass(slots=True)
class Work:
    """The tables to read with their sheets, and what is said of sheets and tables as a whole."""

    tables: list[tuple[RawSheet, Table]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    # Sheets that the cadre said are to be read: of these nothing is left out by itself.
    wanted: frozenset[str] = frozenset()

    def leave_out(
        self, table: Table, code: str, severity: Severity = "note", **params: str
    ) -> None:
        """Take a table from the work and say so."""
        if table.sheet in self.wanted:
            return
        self.tables = [pair for pair in self.tables if pair[1] is not table]
        self.left_out.append(Problem(table.sheet, None, None, "", code, params, severity))


def find_work(
    sheets: list[RawSheet],
    fields: list[Field],
    remembered: Lookup[str, str],
    given: Period | None,
    today: datetime.date | None,
    chosen: Chosen,
) -> Work:
    """All tables that count. Raises UnusableFile where none does, or people stand without headings."""
    work = Work(wanted=frozenset(name for name, said in chosen.sheets.items() if said.read))
    filled = [sheet for sheet in sheets if sheet.cells.size and (sheet.cells != "").any()]
    if not filled:
        raise UnusableFile("no-data")
    headless = []
    for sheet in filled:
        tables = find_tables(sheet, fields, remembered, today, chosen.of_sheet(sheet.name))
        if sheet.hidden:
            if tables:
                work.problems.append(
                    Problem(sheet.name, None, None, "", "sheet-hidden", {}, "warning")
                )
            continue
        if not tables:
            headless.append(sheet)
        work.tables.extend((sheet, table) for table in tables)
    if not work.tables:
        wanted = [spec for spec in fields if spec.required] or fields
        raise UnusableFile("no-header", headings="、".join(str(spec.label) for spec in wanted))
    for sheet in headless:
        _settle_headless(work, sheet, filled, fields, remembered, today)
    _leave_out_sums(work, fields)
    _leave_out_copies(work, fields)
    _refuse_unpaid(work, fields)
    if any(spec.kind == "period" for spec in fields):
        _settle_periods(work, fields, given)
    order = {sheet.name: number for number, sheet in enumerate(filled)}
    work.problems.sort(key=lambda problem: order[problem.sheet])
    return work


def _settle_headless(
    work: Work,
    sheet: RawSheet,
    filled: list[RawSheet],
    fields: list[Field],
    remembered: Lookup[str, str],
    today: datetime.date | None,
) -> None:
    """A sheet without headings goes on with the list before it, if every row fits beyond doubt."""
    if _SUMMARY.search(sheet.name):
        work.left_out.append(Problem(sheet.name, None, None, "", "sheet-of-sums", {}, "note"))
        return
    order = [id(each) for each in filled]
    before = [pair for pair in work.tables if order.index(id(pair[0])) < order.index(id(sheet))]
    found = before and continuing.continued(*before[-1], sheet, fields, remembered, today)
    if found:
        at = next(i for i, pair in enumerate(work.tables) if pair[1] is before[-1][1])
        work.tables.insert(at + 1, found)
        if not len(before[-1][1].rows):
            # Web systems export the headings as one table and the rows as the next.
            del work.tables[at]
        params = {"before": before[-1][1].sheet}
        work.problems.append(
            Problem(sheet.name, None, None, "", "sheet-continues", params, "warning")
        )
        return
    row = continuing.first_entry(sheet, fields, work.tables[0][1], today)
    if row is not None:
        raise UnusableFile("entries-without-headings", sheet=sheet.name, row=row)
    work.problems.append(Problem(sheet.name, None, None, "", "sheet-without-header", {}, "warning"))


def _names(table: Table) -> tuple[str, str]:
    return table.context.title, table.sheet


def _leave_out_sums(work: Work, fields: list[Field]) -> None:
    """A sheet of sums beside the sheet of those it sums up: left out where it names nobody, else
    asked about."""
    identities = {spec.name for spec in fields if spec.kind == "identity"}
    sums = [
        table
        for _sheet, table in work.tables
        if not identities & set(table.mapping.assigned)
        and (
            any(_SUMMARY.search(squeeze(name)) for name in _names(table))
            or _adds_up(table, work, fields)
        )
    ]
    others = [table for _sheet, table in work.tables if not any(table is each for each in sums)]
    if not others:
        return
    named = any(identities & set(table.mapping.assigned) for table in others)
    for table in sums:
        if named:
            work.leave_out(table, "sheet-of-sums")
        elif all(table.sheet != each.sheet for each in others):
            table.refused.append(("sheet-of-sums-unclear", {}))


def _adds_up(table: Table, work: Work, fields: list[Field]) -> bool:
    """Whether a table that names nobody says the sum of all those that do."""
    persons = {spec.name for spec in fields if spec.kind in {"identity", "name"}}
    amounts = [spec.name for spec in fields if spec.kind == "amount" and spec.required]
    if not persons or not amounts or persons & set(table.mapping.assigned):
        return False
    others = [each for _s, each in work.tables if persons & set(each.mapping.assigned)]
    own = _fen(table, amounts[0])
    return own > 0 and own == sum(_fen(each, amounts[0]) for each in others)


def _fen(table: Table, name: str) -> int:
    """The sum of a table's amounts, as far as they can be read."""
    index = table.mapping.assigned.get(name)
    heading = next((each for each in table.headings if each.index == index), None)
    if index is None or heading is None:
        return 0
    values = parse_amounts(table.body[:, index], heading.unit or table.context.unit).values
    return sum(value for value in values.tolist() if value is not None)


def _leave_out_copies(work: Work, fields: list[Field]) -> None:
    """The same rows once more under the copied sheet's name are no rows; under another, a question."""
    seen: list[Table] = []
    identities = {spec.name for spec in fields if spec.kind == "identity"}
    for _sheet, table in list(work.tables):
        twin = next((each for each in seen if _same(each, table)), None)
        if twin is None:
            seen.append(table)
        elif _COPY.sub("", table.sheet) == _COPY.sub("", twin.sheet):
            work.leave_out(table, "sheet-copied", other=twin.sheet)
        elif identities & set(table.mapping.assigned):
            table.refused.append(("sheet-repeats", {"other": twin.sheet}))


def _same(one: Table, other: Table) -> bool:
    """Whether two sheets' tables hold the same rows, in the same words, for the same time."""
    if one.sheet == other.sheet or not len(one.rows) or len(one.rows) != len(other.rows):
        return False
    if one.context.title != other.context.title or one.context.period != other.context.period:
        return False
    if one.mapping.assigned.keys() != other.mapping.assigned.keys():
        return False
    return all(
        np.array_equal(one.body[:, index], other.body[:, other.mapping.assigned[name]])
        for name, index in one.mapping.assigned.items()
    )


def _refuse_unpaid(work: Work, fields: list[Field]) -> None:
    """A list of those who were stopped or sent back must not be published as paid."""
    if stops.says_outcomes(fields):
        return
    own = "".join(Vocabulary(fields).known)
    pays = stops.lists_what_is_paid(fields)
    for _sheet, table in work.tables:
        for name in _names(table):
            word = stops.in_name(name, own)
            if word and pays and not stops.FOR_THE_DEAD.search(name):
                table.refused.append(("list-of-unpaid", {"word": word}))
                break
            if word and not pays:
                work.problems.append(
                    Problem(
                        table.sheet, None, None, "", "list-of-others", {"word": word}, "warning"
                    )
                )
                break


def _settle_periods(work: Work, fields: list[Field], given: Period | None) -> None:
    """Each table's period: where title and choice contradict, nobody guesses.

    Beside a sheet of the chosen month those of other months are left out; several sheets each with
    a month inside the chosen time stand in their own.
    """
    own = next(spec.name for spec in fields if spec.kind == "period")
    open_tables = [table for _s, table in work.tables if own not in table.mapping.assigned]
    if given is None:
        return
    said = {
        id(table): said_period(table.context, table.sheet, given[0].year) for table in open_tables
    }
    fits = [table for table in open_tables if not _apart(said[id(table)], given)]
    inside = {
        period
        for period in (said[id(table)] for table in fits)
        if period and given[0] <= period[0] and period[1] <= given[1]
    }
    for table in open_tables:
        period = said[id(table)]
        if period is None or table in fits:
            if len(inside) > 1 and period in inside:
                table.context.period, table.context.own_period = period, True
            continue
        params = {"title": span(period), "given": span(given)}
        others = any(said[id(each)] and each.sheet != table.sheet for each in fits)
        if others and table.sheet not in work.wanted:
            work.leave_out(table, "sheet-of-another-time", "warning", **params)
        else:
            table.refused.append(("period-differs", params))


def _apart(period: Period | None, given: Period) -> bool:
    return period is not None and (period[1] < given[0] or given[1] < period[0])
