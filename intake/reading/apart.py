"""Reading and marking in a bounded child: whatever the file is, the caller goes on in time."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from core import bounded
from core.bounded import Bounds, OutOfBounds
from intake.reading import carrying, leftovers, markup, outline, read
from intake.reading.chosen import Chosen
from intake.reading.formats import recognise
from intake.reading.limits import Limits
from intake.reading.mapping import Field
from intake.reading.problems import Problem, UnusableFile
from intake.reading.workbooks import read_workbook


READ = Bounds(seconds=50)
# Marking is tried with less and less of the workbook; all tries together stay below a minute.
MARK = Bounds(seconds=25)
REFUSALS = {
    "too-slow": "file-too-slow",
    "too-much-memory": "file-too-much-memory",
    "crashed": "file-crashed",
}
_READ, _REFUSED = b"r", b"u"


def read_sheet(
    data: bytes,
    filename: str,
    fields: Sequence[Field],
    *,
    progress: read.Progress | None = None,
    bounds: Bounds = READ,
    **options: Any,
) -> read.Reading:
    """`intake.reading.read.read_sheet`, at most `bounds` of time and memory. Raises UnusableFile.

    Never in a request (core.bounded.NotInARequest).
    """

    def work(say: bounded.Say) -> bytes:
        def report(stage: str, done: int, steps: int) -> None:
            say(json.dumps([stage, done, steps]).encode())

        reading = read.read_sheet(data, filename, fields, progress=report, **options)
        return carrying.pack(reading)

    def hear(said: bytes) -> None:
        if progress is not None:
            stage, done, steps = json.loads(said)
            progress(stage, done, steps)

    return carrying.unpack(_in_a_child(work, bounds, hear), fields)


def rows_of(
    data: bytes, filename: str, places: dict[str, set[int]], chosen: Chosen, bounds: Bounds = READ
) -> dict[str, Any]:
    """Some rows of the file as `outline.rows_of` tells them. Raises UnusableFile."""

    def work(_say: bounded.Say) -> bytes:
        limits = Limits()
        sheets = read_workbook(data, recognise(data, filename, limits), limits, chosen.encoding)
        chosen.mend(sheets)
        return json.dumps(outline.rows_of(sheets, places)).encode()

    rows: dict[str, Any] = json.loads(_in_a_child(work, bounds))
    return rows


def mark_up(
    data: bytes, filename: str, problems: Sequence[Problem], chosen: Chosen | None = None,
    bounds: Bounds = MARK,
) -> bytes:  # fmt: skip
    """The marked workbook (`markup.mark_up`); of one too heavy for that only the problems' rows, and
    of one that cannot be read again the list of problems alone.

    Never in a request (core.bounded.NotInARequest).
    """
    for whole in (True, False):
        try:
            return _in_a_child(_marking(data, filename, problems, chosen, whole=whole), bounds)
        except (UnusableFile, bounded.ChildFailed):
            # Already refused or told when it was read.
            continue
    return markup.only_list(problems)


def bad_rows(
    data: bytes, filename: str, problems: Sequence[Problem], headings: leftovers.Headings,
    chosen: Chosen, bounds: Bounds = MARK,
) -> bytes:  # fmt: skip
    """Only the rows with errors (`leftovers.bad_rows`). Raises UnusableFile."""

    def work(_say: bounded.Say) -> bytes:
        return leftovers.bad_rows(data, filename, problems, headings, chosen=chosen)

    return _in_a_child(work, bounds)


def _marking(
    data: bytes, filename: str, problems: Sequence[Problem], chosen: Chosen | None, *, whole: bool
) -> Callable[[bounded.Say], bytes]:
    def work(_say: bounded.Say) -> bytes:
        return markup.mark_up(data, filename, problems, whole=whole, chosen=chosen)

    return work


def _in_a_child(
    work: Callable[[bounded.Say], bytes], bounds: Bounds, hear: bounded.Say | None = None
) -> bytes:
    """The work's answer; an UnusableFile is raised here as it was there."""

    def guarded(say: bounded.Say) -> bytes:
        try:
            return _READ + work(say)
        except UnusableFile as refusal:
            return (
                _REFUSED
                + json.dumps([refusal.code, refusal.params, refusal.outline], default=str).encode()
            )

    try:
        answer = bounded.run(guarded, bounds=bounds, hear=hear)
    except OutOfBounds as refused:
        raise UnusableFile(REFUSALS[refused.why]) from refused
    if answer[:1] == _REFUSED:
        code, params, refusal_outline = json.loads(answer[1:])
        refusal = UnusableFile(code, **params)
        refusal.outline = refusal_outline
        raise refusal
    return answer[1:]
