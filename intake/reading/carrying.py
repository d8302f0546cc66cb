"""A reading as plain bytes and back, from the child that read the file to whoever asked.

Columns travel as their distinct values in JSON and a code for each row, figures as raw arrays:
nothing that comes back can be anything but text, figures and days.
"""

import base64
import datetime
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from intake.reading.mapping import Field, Heading, Mapping
from intake.reading.problems import Problem
from intake.reading.read import Period, Reading, TableSummary, Unmapped


_TO_TEXT: dict[str, Callable[[Any], Any]] = {
    "day": datetime.date.isoformat,
    "decimal": str,
    "plain": lambda value: value,
}
_FROM_TEXT: dict[str, Callable[[Any], Any]] = {
    "day": datetime.date.fromisoformat,
    "decimal": Decimal,
    "plain": lambda value: value,
}
_TYPES: dict[type, str] = {
    str: "plain", int: "plain", float: "plain", bool: "plain", datetime.date: "day",
    Decimal: "decimal",
}  # fmt: skip


def pack(reading: Reading) -> bytes:
    """The reading as bytes."""
    said = {
        "columns": [[name, _column(series)] for name, series in reading.frame.items()],
        "problems": pack_problems(reading.problems),
        "left_out": pack_problems(reading.left_out),
        "tables": [_table(table) for table in reading.tables],
        "outline": reading.outline,
        "unmapped": [
            [each.sheet, list(map(_heading, each.headings)), [spec.name for spec in each.missing]]
            for each in reading.unmapped
        ],
    }
    return json.dumps(said, default=_plain, separators=(",", ":")).encode()


def unpack(content: bytes, fields: Sequence[Field]) -> Reading:
    """The reading again; `fields` are those it was read with."""
    said = json.loads(content)
    specs = {spec.name: spec for spec in fields}
    return Reading(
        frame=pd.DataFrame({name: _series(packed) for name, packed in said["columns"]}),
        problems=unpack_problems(said["problems"]),
        left_out=unpack_problems(said["left_out"]),
        tables=[_summary(table, specs) for table in said["tables"]],
        outline=said["outline"],
        unmapped=[
            Unmapped(sheet, list(map(_headings_from, headings)), [specs[n] for n in missing])
            for sheet, headings, missing in said["unmapped"]
        ],
    )


def pack_problems(problems: Sequence[Problem]) -> list[list[Any]]:
    return [
        [p.sheet, p.row, p.column, p.heading, p.code, p.params, p.severity] for p in problems
    ]  # fmt: skip


def unpack_problems(packed: list[list[Any]]) -> list[Problem]:
    return [Problem(*each) for each in packed]


def _plain(value: Any) -> Any:
    """What stands in a problem's wording and is no JSON: figures of numpy, and texts to come."""
    return value.item() if isinstance(value, np.generic) else str(value)


def _column(series: "pd.Series[Any]") -> dict[str, Any]:
    if isinstance(series.array, pd.arrays.IntegerArray):
        blank = np.asarray(series.isna(), dtype=bool)
        return {"figures": _raw(series.to_numpy(np.int64, na_value=0)), "blank": _raw(blank)}
    values = series.to_numpy()
    if values.dtype in (np.int64, np.bool_):
        return {"raw": _raw(values), "type": values.dtype.name}
    if _mostly_different(values):
        return {"list": values.tolist()}
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    kinds = {_TYPES[next(base for base in type(v).__mro__ if base in _TYPES)] for v in distinct}
    if len(kinds) > 1:
        raise TypeError(f"a column of several types: {series.name}")
    kind = kinds.pop() if kinds else "plain"
    listed = distinct.tolist()
    if kind != "plain":
        listed = list(map(_TO_TEXT[kind], listed))
    return {"values": listed, "kind": kind, "codes": _raw(codes.astype(np.int32))}


def _mostly_different(values: np.ndarray) -> bool:
    """Whether a column is of texts of which nearly none repeats, as names and numbers are."""
    beginning = values[:1_000].tolist()
    if len(set(beginning)) * 2 < len(beginning):
        return False
    return set(map(type, values.tolist())) <= {str, type(None)}


def _series(packed: dict[str, Any]) -> Any:
    if "figures" in packed:
        figures, blank = _array(packed["figures"], np.int64), _array(packed["blank"], np.bool_)
        return pd.Series(pd.arrays.IntegerArray(figures, blank))
    if "raw" in packed:
        return pd.Series(_array(packed["raw"], np.dtype(packed["type"])))
    if "list" in packed:
        return pd.Series(packed["list"], dtype=object)
    listed = packed["values"]
    if packed["kind"] != "plain":
        listed = list(map(_FROM_TEXT[packed["kind"]], listed))
    # A code of -1 is nothing, and so is the last of the values.
    distinct = np.empty(len(listed) + 1, dtype=object)
    distinct[:-1], distinct[-1] = listed, None
    return pd.Series(distinct[_array(packed["codes"], np.int32)], dtype=object)


def _raw(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def _array(text: str, dtype: Any) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype=dtype).copy()


def _heading(heading: Heading) -> list[Any]:
    return [heading.index, heading.letter, heading.text, heading.unit, heading.path]


def _headings_from(packed: list[Any]) -> Heading:
    index, letter, text, unit, path = packed
    return Heading(index, letter, text, unit, tuple(path))


def _table(table: TableSummary) -> dict[str, Any]:
    mapping = table.mapping
    return {
        "sheet": table.sheet, "header_rows": table.header_rows, "rows": table.rows,
        "headings": list(map(_heading, table.headings)), "totals": table.totals,
        "assigned": mapping.assigned, "missing": [spec.name for spec in mapping.missing],
        "unknown": list(map(_heading, mapping.unknown)),
        "ignored": list(map(_heading, mapping.ignored)),
        "unit": table.unit, "reporting_office": table.reporting_office, "title": table.title,
        "period": table.period_in_title and [day.isoformat() for day in table.period_in_title],
    }  # fmt: skip


def _summary(said: dict[str, Any], specs: dict[str, Field]) -> TableSummary:
    first, last = said["header_rows"]
    return TableSummary(
        sheet=said["sheet"],
        header_rows=(first, last),
        headings=list(map(_headings_from, said["headings"])),
        mapping=Mapping(
            assigned=said["assigned"],
            unknown=list(map(_headings_from, said["unknown"])),
            missing=[specs[name] for name in said["missing"]],
            ignored=list(map(_headings_from, said["ignored"])),
        ),
        rows=said["rows"],
        totals=said["totals"],
        unit=said["unit"],
        reporting_office=said["reporting_office"],
        title=said["title"],
        period_in_title=_period(said["period"]),
    )


def _period(said: list[str] | None) -> Period | None:
    if said is None:
        return None
    first, last = map(datetime.date.fromisoformat, said)
    return first, last
