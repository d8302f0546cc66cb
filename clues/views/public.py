"""What the public may know of clues: totals, never a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import public
from clues.selectors import questions_of
from clues.selectors.pictures import found_by_month, steps_of_checks
from clues.selectors.statistics import COLUMN_LABELS, DIMENSIONS, guarded, statistics
from core.caching import cached_page
from core.templatetags.present import month
from funds.models import Programme
from regions.selectors import names_for


PUBLIC_COLUMNS = ("suspected", "checked", "corrected", "clues", "persons", "transferred")
TOTAL_COLUMNS = (
    "suspected", "checked", "corrected", "clues", "persons", "filed", "admonished",
    "organisational", "disciplined", "transferred",
)  # fmt: skip


@public
@cached_page()
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Totals of the whole portal, and by rule, programme, county and month."""
    found = statistics(settings.PORTAL_REGION)
    (total,) = guarded([found.total], TOTAL_COLUMNS)
    parts = {dimension: guarded(found.by[dimension], PUBLIC_COLUMNS) for dimension in DIMENSIONS}
    name_lines(parts)
    context = {
        "total": total,
        "noughts": [COLUMN_LABELS[name] for name in TOTAL_COLUMNS if total[name] == 0],
        "parts": {dimension: _split(lines) for dimension, lines in parts.items()},
        "found": found_by_month(parts["month"]),
        "checks": steps_of_checks(total),
    }
    return render(request, "clues/statistics.html", context)


def _split(lines: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Lines of which more can be told than how many are suspected, and the rest."""
    told: list[dict[str, Any]] = []
    rest: list[dict[str, Any]] = []
    for line in lines:
        (told if any(line[name] != 0 for name in PUBLIC_COLUMNS[1:]) else rest).append(line)
    return {"told": told, "rest": rest}


def name_lines(parts: dict[str, list[dict[str, Any]]]) -> None:
    """Give every line the name by which its reader knows the rule, programme, place or month."""
    keys = {dimension: [line["key"] for line in lines] for dimension, lines in parts.items()}
    names = {
        "rule": questions_of(keys["rule"]),
        "programme": {"": _("no single programme")}
        | dict(Programme.objects.filter(code__in=keys["programme"]).values_list("code", "name")),
        "region": names_for(keys["region"], start="county"),
        "month": {key: month(date.fromisoformat(f"{key}-01")) for key in keys["month"]},
    }
    for dimension, lines in parts.items():
        for line in lines:
            line["name"] = names[dimension].get(line["key"], line["key"])
