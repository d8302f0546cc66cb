"""The same person's same payment on two sheets of one workbook."""

import pandas as pd

from intake.reading.mapping import Field
from intake.reading.problems import Problem


# Fewer may be chance, or a person who is paid twice; the kind of sheet warns of them.
LEAST = 3


def refuse_repeats(frame: pd.DataFrame, fields: list[Field]) -> list[Problem]:
    """Refuses rows of a sheet that mostly repeats what stands on other sheets of the workbook.

    A total list (汇总) beside the villages' own lists, or an old copy with a few changes. Sheets
    with another title may be of another programme: of those only the kind of sheet can judge.
    """
    if not len(frame) or frame["_sheet"].nunique() < 2:
        return []
    names = [spec.name for spec in fields if spec.kind == "identity" and spec.name in frame]
    amounts = [spec.name for spec in fields if spec.kind == "amount" and spec.required]
    periods = [end for spec in fields if spec.kind == "period"
               for end in (f"{spec.name}_from", f"{spec.name}_to")]  # fmt: skip
    known = frame[names].notna().any(axis=1) if names else pd.Series(False, index=frame.index)
    rows = frame.loc[known, [*names, *amounts, *periods, "_title", "_sheet", "_row"]]
    key = [*names, *amounts, *periods, "_title"]
    rows = rows[rows.duplicated(subset=key, keep=False)]
    if not amounts or not len(rows):
        return []
    first = rows.drop_duplicates(subset=key)
    again = rows.drop(index=first.index).merge(
        first, on=key, how="left", suffixes=("", "_first")
    ).set_index(rows.index.difference(first.index, sort=False))  # fmt: skip
    again = again[again["_sheet"] != again["_sheet_first"]]
    sizes = frame["_sheet"].value_counts()
    found = []
    for sheet, group in again.groupby("_sheet", sort=False):
        if len(group) < LEAST or len(group) * 2 < sizes[sheet]:
            continue
        whole = frame["_sheet"] == sheet
        frame.loc[whole, "_ok"] = False
        if len(group) < sizes[sheet]:
            # What differs may be the older or the newer of the two: the whole sheet is in doubt.
            params = {"other": group["_sheet_first"].iloc[0]}
            found.append(Problem(str(sheet), None, None, "", "sheet-repeats", params))
        found += [
            Problem(sheet, int(row), None, "", "row-repeated", {"other": other, "line": int(line)})
            for row, other, line in zip(
                group["_row"], group["_sheet_first"], group["_row_first"], strict=True
            )
        ]
    return found
