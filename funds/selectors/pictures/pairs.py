"""Two places side by side, programme by programme."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.charts.bars import bars_of
from core.money import yuan
from core.naming import named
from core.pictures import Picture
from funds.selectors.comparing import Compared, Row
from funds.selectors.money import ZERO, ProgrammeFigures


ROWS = 8


def pair_of(
    found: Compared, *, names: tuple[str, str], codes: tuple[str, str], year: int | None
) -> Picture | None:
    """None where neither place was paid anything that may be shown."""
    if not found.programmes:
        return None
    bars = bars_of(
        [
            (
                named(row.programme.short_name),
                [(side.amount if side else ZERO, _said(name, side)) for name, side in _sides(row, names)],
            )
            for row in found.programmes[:ROWS]
        ],
        share=0.45,
    )  # fmt: skip
    first, second = names
    query = {"a": codes[0], "b": codes[1]} | ({"year": str(year)} if year else {})
    return Picture(
        kind="two-places", shape="bars",
        title=_("%(first)s and %(second)s side by side") % {"first": first, "second": second},
        sentence=_("%(first)s was paid %(one)s, %(second)s %(other)s.") % {
            "first": first, "one": yuan(found.first.amount), "second": second,
            "other": yuan(found.second.amount),
        },
        headings=(_("Programme"), first, second),
        rows=tuple(
            (named(row.programme.name), *(side.amount if side else "–" for side in (row.first, row.second)))
            for row in found.programmes
        ),
        drawn=bars, query=query,
        note=_("Places differ in how many people live there and who they are. A difference alone says nothing bad."),
    )  # fmt: skip


def _sides(row: Row, names: tuple[str, str]) -> tuple[tuple[str, ProgrammeFigures | None], ...]:
    return (names[0], row.first), (names[1], row.second)


def _said(name: str, side: ProgrammeFigures | None) -> str:
    return f"{name} {yuan(side.amount) if side else '–'}"
