"""What became of reports, office by office, for everybody to read."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from complaints.choices import FOUND_TRUE, Outcome, State
from complaints.models import Handling
from regions.selectors import names_for


@dataclass(frozen=True, slots=True)
class Result:
    """Numbers of one office; None where so few stand behind it that it could tell of somebody."""

    office: str
    region: str
    received: int | None
    accepted: int | None
    answered: int | None
    in_time: int | None
    found_true: int | None
    solved: int | None
    not_solved: int | None
    days: int | None


def results() -> list[Result]:
    """One line for each office that received enough, of months that are over; in two queries.

    So nobody watches a number rise and infers that a report just went past them.
    """
    rows = (
        Handling.objects.exclude(report__state=State.QUARANTINED)
        .filter(received_on__lt=timezone.localdate().replace(day=1))
        .order_by("-office__region_code", "office__code")
        .values("office__name", "office__region_code", "received_on", "accepted_on", "answered_on",
                "answer_by", "finding", "verdict", key=F("office"))
    )  # fmt: skip
    offices: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        offices.setdefault(row["key"], []).append(dict(row))
    enough = [found for found in offices.values() if len(found) >= settings.COMPLAINT_K]
    places = names_for({str(found[0]["office__region_code"]) for found in enough}, start="county")
    return [_result(found, places) for found in enough]


def _result(rows: list[dict[str, Any]], places: dict[str, str]) -> Result:
    answered = [row for row in rows if row["answered_on"]]
    took = [(row["answered_on"] - row["received_on"]).days for row in answered]
    counts = {
        "received": len(rows),
        "accepted": sum(bool(row["accepted_on"]) for row in rows),
        "answered": len(answered),
        "in_time": sum(row["answered_on"] <= row["answer_by"] for row in answered),
        "found_true": sum(row["finding"] in FOUND_TRUE for row in rows),
        "solved": sum(row["verdict"] == Outcome.SOLVED for row in rows),
        "not_solved": sum(row["verdict"] in (Outcome.NOT_SOLVED, Outcome.PARTLY) for row in rows),
    }
    shown = {name: None if 0 < count < settings.COMPLAINT_K else count for name, count in counts.items()}  # fmt: skip
    return Result(
        office=str(rows[0]["office__name"]), region=places.get(rows[0]["office__region_code"], ""), **shown,
        days=round(median(took)) if len(took) >= settings.COMPLAINT_K else None,
    )  # fmt: skip
