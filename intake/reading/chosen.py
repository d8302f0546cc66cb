"""How a cadre wants a file to be read, and the cells mended at the desk: laid over what was read."""

from collections.abc import Iterable, Mapping as Lookup
from dataclasses import dataclass, field
from typing import Any

from intake.reading.cells import column_index
from intake.reading.mapping import Field, Heading, Mapping, Vocabulary
from intake.reading.problems import Problem
from intake.reading.tables.header import Header, read_block
from intake.reading.workbooks import RawSheet


# What a text file may be said to be written in.
ENCODINGS = ("utf-8-sig", "gb18030", "big5", "utf-16-le", "utf-16-be")
DEEPEST_HEADING = 6
Mend = tuple[str, int, str, str]


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Of one sheet: whether it is read, its first and last heading row, its columns' fields.

    `columns` goes by the table's first heading row and the column's letter; "" leaves one out.
    """

    read: bool | None = None
    heading: tuple[int, int] | None = None
    columns: Lookup[int, Lookup[str, str]] = field(default_factory=dict)

    def header(self, sheet: RawSheet, vocabulary: Vocabulary, start: int) -> Header | None:
        """The heading rows that were chosen, unless they lie above `start` or outside the sheet."""
        if self.heading is None:
            return None
        top, bottom = (row - sheet.first_row for row in self.heading)
        if not start <= top <= bottom < len(sheet.cells):
            return None
        headings = read_block(sheet, top, bottom)
        return Header(top, bottom, headings, known=max(2, len(headings))) if headings else None

    def settle(
        self, mapping: Mapping, headings: list[Heading], fields: Iterable[Field], top: int
    ) -> bool:
        """Put the chosen columns in place of what was understood; False where nothing was chosen."""
        chosen = self.columns.get(top)
        if chosen is None:
            return False
        for heading in headings:
            name = chosen.get(heading.letter)
            if name is None:
                continue
            for known in [n for n, index in mapping.assigned.items() if index == heading.index]:
                del mapping.assigned[known]
            mapping.unknown = [each for each in mapping.unknown if each.index != heading.index]
            mapping.ignored = [each for each in mapping.ignored if each.index != heading.index]
            if name:
                mapping.assigned[name] = heading.index
            else:
                mapping.ignored.append(heading)
        mapping.missing = [
            spec for spec in fields if spec.required and spec.name not in mapping.assigned
        ]
        return True


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that was said about one file; `mends` are sheet, Excel row, column letter and value."""

    encoding: str = ""
    sheets: Lookup[str, SheetChoice] = field(default_factory=dict)
    mends: tuple[Mend, ...] = ()

    @classmethod
    def of(cls, kept: Lookup[str, Any], mends: Iterable[Mend] = ()) -> "Chosen":
        """From what is kept of it as JSON."""
        sheets = {
            name: SheetChoice(
                read=said.get("read"),
                heading=tuple(said["heading"]) if said.get("heading") else None,
                columns={int(top): each for top, each in said.get("columns", {}).items()},
            )
            for name, said in kept.get("sheets", {}).items()
        }
        return cls(kept.get("encoding", ""), sheets, tuple(mends))

    def of_sheet(self, name: str) -> SheetChoice:
        return self.sheets.get(name) or SheetChoice()

    def lay_over(self, sheets: list[RawSheet]) -> list[Problem]:
        """Write mended cells over what came, unhide what is wanted and drop what is not, telling so."""
        self.mend(sheets)
        dropped = [s for s in sheets if self.of_sheet(s.name).read is False]
        for sheet in dropped:
            sheets.remove(sheet)
        for sheet in sheets:
            if self.of_sheet(sheet.name).read:
                sheet.hidden = False
        return [
            Problem(s.name, None, None, "", "sheet-not-chosen", {}, "note")
            for s in dropped
            if s.cells.size and (s.cells != "").any()
        ]

    def mend(self, sheets: Iterable[RawSheet]) -> None:
        by_name = {sheet.name: sheet for sheet in sheets}
        for name, row, letter, value in self.mends:
            sheet = by_name.get(name)
            if sheet is None:
                continue
            at, column = row - sheet.first_row, column_index(letter) - sheet.first_column
            if 0 <= at < sheet.cells.shape[0] and 0 <= column < sheet.cells.shape[1]:
                sheet.cells[at, column] = value
                sheet.formulas_without_value.discard((row, column_index(letter)))
