"""Reads BIFF8 workbooks (.xls, .et) in a process of their own.

A damaged BIFF file can make the reader ask for a terabyte, which ends the whole process; so it is
a small child that dies then, not the worker.
"""

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile
from intake.reading.workbooks.raw import RawSheet, clip_ranges, matrix
from intake.reading.workbooks.shows import read_format


CHILD = Path(__file__).with_name("biff_child.py")
SECONDS = 180


def read(data: bytes, limits: Limits) -> list[RawSheet]:
    """Every worksheet of an .xls or .et. Raises UnusableFile."""
    # The child gets a bare environment: none of the portal's secrets are its business.
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(CHILD), str(limits.rows), str(limits.cells)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise UnusableFile("file-damaged") from error
    if done.returncode:
        raise UnusableFile("file-damaged")
    answer = json.loads(done.stdout, object_hook=_moment)
    if answer["refusal"]:
        raise UnusableFile(answer["refusal"], sheet="", most=limits.rows)
    if len(answer["sheets"]) > limits.sheets:
        raise UnusableFile("too-many-sheets", most=limits.sheets)
    return [_raw(sheet, from_1904=answer["from_1904"]) for sheet in answer["sheets"]]


def _moment(tagged: dict[str, Any]) -> Any:
    """Dates, which JSON lacks, as the child tags them; every other object as it is."""
    if "date" in tagged:
        return datetime.date.fromisoformat(tagged["date"])
    if "moment" in tagged:
        return datetime.datetime.fromisoformat(tagged["moment"])
    return tagged


def _raw(sheet: dict[str, Any], *, from_1904: bool) -> RawSheet:
    """A sheet as the child sends it."""
    cells = matrix(sheet["rows"])
    top, left = sheet["start"]
    return RawSheet(
        name=sheet["name"],
        cells=cells,
        first_row=top + 1,
        first_column=left,
        hidden_rows=set(sheet["hidden_rows"]),
        formulas_without_value={(row, column) for row, column in sheet["formulas"]},
        hidden=sheet["hidden"],
        merged=clip_ranges(sheet["merged"], top, left, cells.shape),
        struck={(row, column) for row, column in sheet["struck"]},
        formats={
            (row, column): code for row, column, code in sheet["formats"] if read_format(code).tells
        },
        from_1904=from_1904,
    )
