"""What the checks found as pictures, of figures as the public may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clues.selectors.statistics import COLUMN_LABELS, FEW, WITHHELD
from core.charts.bars import bars_of
from core.charts.columns import columns_of
from core.pictures import Picture
from core.templatetags.present import month as month_words


MONTHS = 24
# From a suspicion to its end, each step some of the last.
STEPS = ("suspected", "checked", "clues", "filed", "transferred")


def found_by_month(lines: Sequence[dict[str, Any]]) -> Picture | None:
    """Of guarded lines by month ("2018-03"), the last two years; None with fewer than two months.

    A small number is drawn as one, whatever it is, and a withheld one not at all.
    """
    numbers = {_first(line["key"]): line["suspected"] for line in lines}
    if len(numbers) < 2:
        return None
    months = _between(min(numbers), max(numbers))[-MONTHS:]
    told = [numbers.get(month, 0) for month in months]
    said = [
        _("%(month)s: %(number)s") % {"month": month_words(month), "number": number}
        for month, number in zip(months, told, strict=True)
    ]
    certain = [
        (number, month)
        for number, month in zip(told, months, strict=True)
        if isinstance(number, int)
    ]
    most, most_in = max(certain, default=(0, months[0]))
    sentence = _("Found from %(first)s to %(last)s; most in %(month)s: %(most)s.") % {
        "first": month_words(months[0]), "last": month_words(months[-1]),
        "month": month_words(most_in), "most": most,
    }  # fmt: skip
    return Picture(
        kind="found", shape="columns",
        title=_("Suspected matters by the month in which they were found"), sentence=sentence,
        headings=(_("Month"), str(COLUMN_LABELS["suspected"])),
        rows=tuple(zip(months, map(_told, told), strict=True)),
        drawn=columns_of([_height(number) for number in told], [f"{month:%Y-%m}" for month in months], said),
        query={},
    )  # fmt: skip


def steps_of_checks(total: Mapping[str, Any]) -> Picture | None:
    """How far matters came, of the guarded totals; None where nothing was suspected."""
    if not total["suspected"]:
        return None
    rows = [(str(COLUMN_LABELS[name]), total[name]) for name in STEPS]
    bars = bars_of([(label, [(_height(number), str(_told(number)))]) for label, number in rows])
    sentence = _("Of %(suspected)s suspected matters %(checked)s were checked by people and %(clues)s registered as clues.") % {
        "suspected": _told(total["suspected"]), "checked": _told(total["checked"]),
        "clues": _told(total["clues"]),
    }  # fmt: skip
    return Picture(
        kind="checks", shape="bars", title=_("From a suspicion to the end"), sentence=sentence,
        headings=(_("Step"), _("Matters")), rows=tuple((label, _told(n)) for label, n in rows),
        drawn=bars, query={},
        note=_("Most suspicions have an innocent cause; a suspicion accuses nobody."),
    )  # fmt: skip


def _height(number: Any) -> Decimal:
    return Decimal(1 if number == FEW else 0 if number == WITHHELD else number)


def _told(number: Any) -> int | str:
    return number if isinstance(number, int) else str(number)


def _first(key: str) -> date:
    return date.fromisoformat(f"{key}-01")


def _between(first: date, last: date) -> list[date]:
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [date(each // 12, each % 12 + 1, 1) for each in range(begin, end + 1)]
