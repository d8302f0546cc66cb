"""Forms over how a sheet was read: which columns mean what, and cells to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.models import Batch
from intake.reading.columns import SECRET_KINDS
from intake.reading.outline import Outline
from intake.reading.problems import Problem
from intake.sheets import sheet_of


ENCODING_CHOICES = [
    ("", _("found out by itself")), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030 / GBK"),
    ("big5", "Big5"), ("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"),
]  # fmt: skip
LEFT_OUT = ("", _("Leave this column out"))


# A form holds no more columns than this, so that a request's fields stay below Django's bound.
MOST_COLUMNS = 300


def _within(sheets: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """The sheets that hold anything, with as many tables as fit, and whether some did not."""
    room, cut, kept = MOST_COLUMNS, False, []
    for each in sheets:
        if not each["filled"]:
            continue
        tables = []
        for table in each["tables"]:
            room -= len(table["columns"])
            if room < 0:
                cut = True
                break
            tables.append(table)
        read = bool(each["tables"]) and not each["hidden"]
        kept.append(each | {"tables": tables, "read": read})
    return kept, cut


@dataclass(frozen=True, slots=True)
class ShownColumn:
    letter: str
    text: str
    samples: list[str]
    field: forms.BoundField


@dataclass(frozen=True, slots=True)
class ShownTable:
    first: int
    last: int
    rows: int
    columns: list[ShownColumn]


@dataclass(frozen=True, slots=True)
class ShownSheet:
    name: str
    hidden: bool
    top: list[list[Any]]
    read: forms.BoundField
    first: forms.BoundField
    last: forms.BoundField
    tables: list[ShownTable]

    @property
    def is_passed_over(self) -> bool:
        """Whether nothing is found in it because nobody looked."""
        return self.hidden or self.read.initial is False


class ReadingForm(forms.Form):
    """How each sheet of a file is read; what is sent is what `services.choose_reading` takes."""

    remember = forms.BooleanField(
        label=_("Remember these meanings for our next sheets"), required=False
    )

    def __init__(self, *args: Any, batch: Batch, outline: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen: dict[str, Any] = batch.chosen
        self.outline_sheets, self.cut = _within(outline["sheets"])
        fields = [LEFT_OUT] + [(f.name, f.label) for f in sheet_of(batch.kind).fields_read]
        if any(each["text"] for each in self.outline_sheets):
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Characters of the file"), choices=ENCODING_CHOICES, required=False,
                initial=self.chosen.get("encoding", ""),
            )  # fmt: skip
        for at, each in enumerate(self.outline_sheets):
            self._add_sheet(at, each, fields)

    def _add_sheet(self, at: int, each: dict[str, Any], choices: list[tuple[str, Any]]) -> None:
        said = self.chosen.get("sheets", {}).get(each["name"], {})
        first, last = self._heading(each)
        self.fields[f"read-{at}"] = forms.BooleanField(
            label=_("Read this sheet"), required=False,
            initial=said.get("read", each["read"] or None),
        )  # fmt: skip
        for name, label, initial in (
            ("first", _("Headings from row"), first),
            ("last", _("to row"), last),
        ):
            self.fields[f"{name}-{at}"] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=1_000_000, initial=initial
            )
        for number, table in enumerate(each["tables"]):
            for place, column in enumerate(table["columns"]):
                self.fields[f"field-{at}-{number}-{place}"] = forms.ChoiceField(
                    label=column["text"], choices=choices, required=False, initial=column["field"]
                )

    @staticmethod
    def _heading(each: dict[str, Any]) -> tuple[int | None, int | None]:
        return tuple(each["tables"][0]["heading"]) if each["tables"] else (None, None)

    def shown_sheets(self) -> Iterator[ShownSheet]:
        for at, each in enumerate(self.outline_sheets):
            yield ShownSheet(
                each["name"], each["hidden"], each["top"], self[f"read-{at}"], self[f"first-{at}"],
                self[f"last-{at}"],
                [
                    ShownTable(
                        table["heading"][0],
                        table["heading"][1],
                        table["rows"],
                        [
                            ShownColumn(
                                column["letter"], column["text"], column["samples"],
                                self[f"field-{at}-{number}-{place}"],
                            )
                            for place, column in enumerate(table["columns"])
                        ],
                    )
                    for number, table in enumerate(each["tables"])
                ],
            )  # fmt: skip

    def to_choose(self) -> dict[str, Any]:
        """What was chosen, in the form in which it is kept with the batch."""
        values = self.cleaned_data
        sheets = {}
        for at, each in enumerate(self.outline_sheets):
            before = self.chosen.get("sheets", {}).get(each["name"], {})
            said: dict[str, Any] = {"read": values[f"read-{at}"]}
            first, last = values.get(f"first-{at}"), values.get(f"last-{at}")
            last = last or first
            moved = bool(first) and (first, last) != self._heading(each)
            if moved:
                said["heading"] = [first, last]
            else:
                said |= {"heading": before["heading"]} if before.get("heading") else {}
                if columns := self._columns(at, each, before.get("columns", {})):
                    said["columns"] = columns
            sheets[each["name"]] = said
        return {"encoding": values.get("encoding", ""), "sheets": sheets}

    def _columns(
        self, at: int, each: dict[str, Any], before: dict[str, Any]
    ) -> dict[str, dict[str, str]]:
        """Of each table that was changed, now or before, every column's field by its letter."""
        found = {}
        for number, table in enumerate(each["tables"]):
            top = str(table["heading"][0])
            meant = {
                column["letter"]: self.cleaned_data[f"field-{at}-{number}-{place}"]
                for place, column in enumerate(table["columns"])
            }
            if top in before or meant != {c["letter"]: c["field"] for c in table["columns"]}:
                found[top] = meant
        return found

    def to_remember(self) -> dict[str, str]:
        """Headings that were given another meaning, if they shall be remembered."""
        if not self.cleaned_data["remember"]:
            return {}
        return {
            column["text"]: self.cleaned_data[f"field-{at}-{number}-{place}"]
            for at, each in enumerate(self.outline_sheets)
            for number, table in enumerate(each["tables"])
            for place, column in enumerate(table["columns"])
            if self.cleaned_data[f"field-{at}-{number}-{place}"] != column["field"]
        }


@dataclass(frozen=True, slots=True)
class MendableCell:
    """One cell of a bad row. A masked text is never put into the page's field."""

    name: str
    letter: str
    heading: str
    text: str
    whole: bool
    merged: bool
    bad: bool


@dataclass(frozen=True, slots=True)
class MendableRow:
    sheet: str
    row: int
    problems: list[Problem]
    cells: list[MendableCell]

    @property
    def bad_cells(self) -> list[MendableCell]:
        return [cell for cell in self.cells if cell.bad]

    @property
    def other_cells(self) -> list[MendableCell]:
        return [cell for cell in self.cells if not cell.bad]


def mendable_rows(batch: Batch, outline: Outline, problems: list[Problem]) -> list[MendableRow]:
    """The rows with errors or questions that can be mended on the page, in sheet order."""
    kinds = {field.name: field.kind for field in sheet_of(batch.kind).fields}
    asked: dict[tuple[str, int], list[Problem]] = {}
    for problem in problems:
        if problem.row is not None and problem.severity in ("error", "question"):
            asked.setdefault((problem.sheet, problem.row), []).append(problem)
    found = []
    for at, each in enumerate(outline["sheets"]):
        for number, cells in outline["rows"].get(each["name"], {}).items():
            row = int(number)
            wrong = asked.get((each["name"], row))
            if wrong:
                columns = _columns_above(each["tables"], row)
                place = f"{at}-{row}"
                found.append(_mendable(each["name"], row, place, wrong, cells, columns, kinds))
    return sorted(
        found, key=lambda r: ([s["name"] for s in outline["sheets"]].index(r.sheet), r.row)
    )


def _columns_above(tables: list[dict[str, Any]], row: int) -> dict[str, dict[str, Any]]:
    """The columns of the last table that begins above a row, by letter."""
    above = [table for table in tables if table["heading"][1] < row]
    return {column["letter"]: column for column in above[-1]["columns"]} if above else {}


def _mendable(
    sheet: str, row: int, place: str, wrong: list[Problem], cells: list[list[Any]],
    columns: dict[str, dict[str, Any]], kinds: dict[str, Any],
) -> MendableRow:  # fmt: skip
    letters = {problem.column for problem in wrong}
    shown = []
    for letter, text, whole, merged in cells:
        column = columns.get(letter)
        if column is None:
            continue
        secret = kinds.get(column["field"]) in SECRET_KINDS
        shown.append(
            MendableCell(
                f"cell-{place}-{letter}", letter, column["text"], text, whole and not secret, merged,
                # A problem without a column is about the row's fields together.
                letter in letters or (None in letters and bool(column["field"])),
            )
        )  # fmt: skip
    return MendableRow(sheet, row, wrong, shown)


def typed_values(rows: list[MendableRow], data: Any) -> dict[tuple[str, int], dict[str, str]]:
    """What was typed into cells and differs from what stands there, for `services.mend_cells`."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for row in rows:
        for cell in row.cells:
            typed = data.get(cell.name)
            if typed is None or cell.merged:
                continue
            typed = typed.strip()
            if typed != cell.text if cell.whole else typed:
                found.setdefault((row.sheet, row.row), {})[cell.letter] = typed
    return found
