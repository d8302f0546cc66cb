"""The portal's own list of problems: a sheet that it writes, and knows again when it comes back."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from intake.reading.cells import squeeze, text_of
from intake.reading.problems import Problem
from intake.reading.workbooks import RawSheet


HEADS = (
    gettext_noop("Place"), gettext_noop("Column heading"), gettext_noop("Kind"),
    gettext_noop("What to do"),
)  # fmt: skip
TITLE = gettext_noop("Problems")
KINDS = {
    "error": gettext_noop("Error"),
    "question": gettext_noop("To be answered"),
    "warning": gettext_noop("Please check"),
    "note": gettext_noop("Left out"),
}
CUT = gettext_noop(
    "Only rows with problems stand in this workbook, for the file is too large or too odd to "
    "be written whole. Mend them in your own file."
)


def listed(problems: Sequence[Problem], *, cut: bool) -> list[tuple[list[str], Problem | None]]:
    """The lines of the list, each with its problem: place, heading, kind, what to do."""
    lines: list[tuple[list[str], Problem | None]] = [(list(map(gettext, HEADS)), None)]
    if cut:
        lines.append((["", "", "", gettext(CUT)], None))
    for problem in problems:
        place = f"{problem.sheet} {problem.column or ''}{problem.row or ''}".strip()
        kind = gettext(KINDS[problem.severity])
        lines.append(([place, problem.heading, kind, problem.message], problem))
    return lines


@lru_cache(maxsize=1)
def _heads() -> frozenset[tuple[str, ...]]:
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(tuple(squeeze(gettext(head)) for head in HEADS))
    return frozenset(found)


def is_own_row(cells: Sequence[Any]) -> bool:
    """Whether a first row is that of the portal's own list, in any language."""
    filled = [squeeze(text_of(cell)) for cell in cells if cell not in ("", None)]
    return tuple(filled) in _heads()


def is_own(sheet: RawSheet) -> bool:
    return len(sheet.cells) > 0 and is_own_row(sheet.cells[0].tolist())
