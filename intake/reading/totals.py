"""Checks the totals rows of a sheet against the rows they stand for."""

import numpy as np

from intake.reading.columns import Columns
from intake.reading.mapping import Field
from intake.reading.problems import Problem
from intake.reading.tables import Table
from intake.reading.values import parse_amounts
from intake.reading.values.parsed import held


def check_totals(
    table: Table, columns: Columns, fields: list[Field], elsewhere: dict[str, int]
) -> list[Problem]:
    """A problem per totals cell that no sum of the rows above, or of the table, explains.

    `elsewhere` holds per amount field the fen of the workbook's earlier tables, which a last
    grand total may include. A column with an unreadable amount is left out: its own error
    stands already.
    """
    problems: list[Problem] = []
    by_index = {heading.index: heading for heading in table.headings}
    for spec in fields:
        index = table.mapping.assigned.get(spec.name)
        if spec.kind != "amount" or not spec.summed or index is None or not table.totals:
            continue
        amounts = columns.sums[spec.name]
        if not held(amounts).all() and spec.required:
            continue
        heading = by_index[index]
        running = np.concatenate([[0], np.cumsum(np.where(held(amounts), amounts, 0))]).astype(int)
        stated = np.array([total.cells[index] for total in table.totals], dtype=object)
        parsed = parse_amounts(stated, heading.unit or table.context.unit)
        for number, total in enumerate(table.totals):
            fen = parsed.values[number]
            if fen is None:
                continue
            sums = _possible(running, [t.rows_above for t in table.totals], number)
            sums.append(int(running[-1]) + elsewhere.get(spec.name, 0))
            if min(abs(fen - candidate) for candidate in sums) > 0:
                computed = sums[0] if total.kind == "subtotal" else sums[1]
                problems.append(
                    Problem(
                        sheet=table.sheet,
                        row=total.row,
                        column=heading.letter,
                        heading=heading.text,
                        code="totals-differ",
                        params={"stated": yuan(fen), "computed": yuan(computed)},
                        # A side column's total may be an average; only the money paid must add up.
                        severity="error" if spec.required else "warning",
                    )
                )
    return problems


def _possible(running: np.ndarray, places: list[int], number: int) -> list[int]:
    """Sums that a totals row may state: since the last total, so far, all, or of what follows."""
    at = places[number]
    before = [place for place in places[:number] if place < at]
    after = [place for place in places[number + 1 :] if place > at]
    sums = [int(running[at] - running[before[-1]]) if before else int(running[at])]
    sums.append(int(running[at]) if at else int(running[-1]))
    sums.extend(int(running[at] - running[start]) for start in before)
    sums.append(int(running[-1]))
    sums.extend(int(running[end] - running[at]) for end in after)
    sums.append(int(running[-1] - running[at]))
    return sums


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // 100:,}.{fen % 100:02d}"
