"""Sorts the rows below a header: data, totals, and everything else."""

import datetime
import re
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from intake.reading import stops
from intake.reading.cells import squeeze
from intake.reading.headings import key
from intake.reading.mapping import Mapping, Vocabulary
from intake.reading.tables import lines
from intake.reading.tables.header import Header, row_keys
from intake.reading.tables.plain import plainly_data, with_valid_identity
from intake.reading.values.identity import parse_identities
from intake.reading.values.parsed import Parsed, held
from intake.reading.workbooks import RawSheet


# A plain amount as an amount's column holds it.
_AMOUNT = re.compile(r"[-+(（]?[¥￥]?\d[\d,]*(?:\.\d+)?[)）]?元?")
# What is told by words alone. Totals are proved by their sums; of these an amount is not.
_WORDS = frozenset(["note", "skipped", "instruction"])
# Values that a row has of its own and a total or signature has not.
_OWN = frozenset(["identity", "account", "phone", "date", "month", "period", "choice", "text"])
TOTALS: dict[str, Literal["subtotal", "grand"]] = {"subtotal": "subtotal", "grand": "grand"}


@dataclass(slots=True)
class SortedRows:
    """Row indices into the sheet's cells; `end` is where the table ends.

    `totals` holds (row, kind, data rows above); `merged` ranges of the body as
    (first position, last position, first column, last column) among the data rows.
    """

    data: np.ndarray
    totals: list[tuple[int, Literal["subtotal", "grand"], int]] = field(default_factory=list)
    # Rows that are no data, and what each is (problems.WHYS).
    left_out: list[tuple[int, str]] = field(default_factory=list)
    # Rows among `data` that look like something else, but hold an amount.
    unclear: list[tuple[int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    end: int = 0
    # Identity columns are read already to tell data from the rest; aligned to `data`.
    identities: dict[int, Parsed] = field(default_factory=dict)


def sort_rows(
    sheet: RawSheet,
    header: Header,
    mapping: Mapping,
    vocabulary: Vocabulary,
    today: datetime.date | None = None,
    above: int = 0,
) -> SortedRows:
    """Sorts the rows below `header`; a row with a valid identity number is always data.

    `above`: where the lines above the table begin, which a second page may repeat.
    """
    first = header.bottom + 1
    cells = sheet.cells[first:]
    kinds: dict[int, str] = {
        mapping.assigned[name]: spec.kind
        for name, spec in vocabulary.fields.items()
        if name in mapping.assigned
    }
    sure = np.zeros(len(cells), dtype=bool)
    identities = {}
    for column, kind in kinds.items():
        if kind == "identity":
            identities[column] = parse_identities(cells[:, column], today)
            sure |= held(identities[column].values)
    rows = _RowSorter(sheet, header, kinds, vocabulary, first, sure, above).sort()
    rows.identities = {
        column: parsed.at(rows.data - first) for column, parsed in identities.items()
    }
    return rows


class _RowSorter:
    """Looks one by one at the rows that hold no whole identity number."""

    def __init__(
        self,
        sheet: RawSheet,
        header: Header,
        kinds: dict[int, str],
        vocabulary: Vocabulary,
        first: int,
        sure: np.ndarray,
        above: int,
    ) -> None:
        self.sheet, self.kinds, self.first, self.sure = sheet, kinds, first, sure
        self.vocabulary = vocabulary
        self.people = [column for column, kind in kinds.items() if kind == "name"]
        self.numbers = [c for c, kind in kinds.items() if kind in {"identity", "account", "phone"}]
        self.amounts = [column for column, kind in kinds.items() if kind == "amount"]
        self.sums = [column for column, kind in kinds.items() if kind in {"amount", "number"}]
        block = range(header.top, header.bottom + 1)
        self.header_keys = [row_keys(sheet.cells[row]) for row in block]
        self.header_keys.append(self._paths(header))
        title_rows = range(max(above, header.top - 15), header.top)
        self.above = {tuple(lines.texts_of(sheet.cells[row])) for row in title_rows}
        block_texts = (squeeze(c) for row in block for c in sheet.cells[row] if isinstance(c, str))
        self.known_texts = {*block_texts, *vocabulary.known} - {""}
        self.started = False

    def _paths(self, header: Header) -> list[str]:
        paths = [""] * self.sheet.cells.shape[1]
        for heading in header.headings:
            paths[heading.index] = heading.key
        return paths

    def sort(self) -> SortedRows:
        """All rows below the header, sorted."""
        cells = self.sheet.cells[self.first :]
        data = self.sure.copy()
        rows = SortedRows(data=np.empty(0, dtype=int), end=len(self.sheet.cells))
        totals: list[tuple[int, Literal["subtotal", "grand"]]] = []
        open_rows = np.flatnonzero(~self.sure)
        if len(open_rows):
            blank = (cells[open_rows] == "").all(axis=1)
            open_rows = open_rows[~blank]
        if len(open_rows):
            clear = with_valid_identity(cells[open_rows])
            clear |= plainly_data(cells[open_rows], self.kinds, self.known_texts)
            data[open_rows[clear]] = True
            open_rows = open_rows[~clear]
        started_at = int(np.argmax(data)) if data.any() else len(cells)
        for row in open_rows.tolist():
            self.started = self.started or row > started_at
            what = self._kind(cells[row])
            if what == "data":
                data[row] = True
                self.started = True
            elif what == "table" or (what == "heading" and self._titled(cells, row, rows)):
                rows.end = self.first + row
                data[row:] = False
                break
            elif what in TOTALS:
                totals.append((row, TOTALS[what]))
                rows.left_out.append((self.first + row, what))
            elif what in _WORDS and self._has_amount(cells[row]):
                data[row] = True
                rows.unclear.append((self.first + row, what))
            elif what != "blank":
                rows.left_out.append((self.first + row, what))
        positions = np.cumsum(data)
        rows.totals = [(self.first + row, kind, int(positions[row])) for row, kind in totals]
        rows.data = np.flatnonzero(data) + self.first
        rows.merged = self._merged(rows.data)
        return rows

    def _kind(self, cells: np.ndarray) -> str:
        """What one row is."""
        texts = lines.texts_of(cells)
        if not any(texts):
            return "blank"
        if lines.is_repeated_header(cells, self.header_keys) or tuple(texts) in self.above:
            return "heading"
        if self._starts_table(cells, texts):
            return "table"
        if any(lines.long_digits(texts[column], 6) for column in self.numbers):
            return "data" if not self._only_note(texts) else "note"
        if lines.is_column_numbers(texts):
            return "numbers"
        if lines.is_carried(texts):
            return "carried"
        if self._is_entry(texts):
            return "data"
        if lines.is_total(texts, self.people):
            return lines.total_kind(texts)
        money = any(lines.long_digits(texts[column], 1) for column in self.sums)
        named = any(lines.NAME.fullmatch(texts[column]) for column in self.people)
        if not self.started and lines.is_instruction(cells, texts, self.people):
            return "instruction"
        if lines.is_note(texts) and not (money and named):
            return "note"
        filled = sum(map(bool, texts))
        if filled == 1 and self._is_line("".join(texts), money=money):
            return "skipped"
        if not named and not money and not self._typed(texts):
            return "skipped"
        if filled == 1 and not (named or money):
            return "skipped"
        return "data"

    def _is_line(self, text: str, *, money: bool) -> bool:
        """Whether a cell by itself is a title, not an amount or a name that lost its row."""
        return bool(stops.in_name(text)) or (money and not _AMOUNT.fullmatch(text))

    def _titled(self, cells: np.ndarray, row: int, rows: SortedRows) -> bool:
        """Whether headings that come again stand under a title of their own: another month's, or of
        those who were stopped."""
        left_out = dict(rows.left_out)
        for at in range(row - 1, -1, -1):
            what = left_out.get(self.first + at)
            if what == "skipped" and lines.is_telling_title(cells[at]):
                return True
            if what in {"skipped", "note"} and lines.says_unit(cells[at]):
                return True
            if what not in {"skipped", "note", "heading"} and (cells[at] != "").any():
                break
        return False

    def _is_entry(self, texts: list[str]) -> bool:
        """Whether an amount and two further values stand where rows have them, whatever the words:
        a bookkeeper's entry may end in 合计 or begin with 会计：, and no signature has a day and
        a voucher of its own.
        """
        if not any(_AMOUNT.fullmatch(texts[column]) for column in self.amounts):
            return False
        values = [
            column
            for column, kind in self.kinds.items()
            if kind in _OWN and texts[column] and column not in self.amounts
            and not lines.says_total(texts[column])
        ]  # fmt: skip
        return len(values) >= 2

    def _has_amount(self, cells: np.ndarray) -> bool:
        texts = lines.texts_of(cells)
        return any(_AMOUNT.fullmatch(texts[column]) for column in self.amounts)

    def _only_note(self, texts: list[str]) -> bool:
        """Whether the digits belong to a note's date or telephone, not to a person's row."""
        return (
            lines.is_note(texts)
            and not any(lines.long_digits(texts[column], 15) for column in self.numbers)
            and not any(lines.NAME.fullmatch(texts[column]) for column in self.people)
        )

    def _typed(self, texts: list[str]) -> bool:
        """Whether at least two mapped columns are filled: a row that is broken, but a row."""
        return sum(bool(texts[column]) for column in self.kinds) >= 2 and not self._single(texts)

    def _single(self, texts: list[str]) -> bool:
        return len({text for text in texts if text}) == 1

    def _starts_table(self, cells: np.ndarray, texts: list[str]) -> bool:
        """Whether another table's headings begin here."""
        filled = [text for text in texts if text]
        if len(filled) < 3:
            return False
        known = sum(key(text) in self.vocabulary.known for text in set(filled))
        return known >= 3 and known * 2 >= len(filled)

    def _merged(self, data: np.ndarray) -> list[tuple[int, int, int, int]]:
        """Vertically merged body cells, as positions among the data rows."""
        found = []
        for top, left, bottom, right in self.sheet.merged:
            if bottom == top or top < self.first or not len(data):
                continue
            start, stop = np.searchsorted(data, [top, bottom + 1])
            if stop - start > 1 and data[start] == top:
                found.append((int(start), int(stop) - 1, left, right))
        return found
