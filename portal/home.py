"""What the home page shows, from kept sums."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings

from funds.models import Payment, Programme
from funds.selectors import money, publications
from intake.choices import Status
from intake.models import Batch
from regions.models import Region


LATEST = 8


def home_context() -> dict[str, Any]:
    code = settings.PORTAL_REGION
    region = Region.objects.filter(pk=code).first()
    sums = money.sums_of(region=code)
    year = next(iter(sums.years), None)
    programmes = list(Programme.objects.public_catalogue())
    # Villages publish every day what their own pages show; here stands what people were paid.
    money_lists = Batch.objects.public().filter(kind__in=("payments", "allocations"))
    latest = money_lists.order_by("-published_at", "-id")[:LATEST]
    return {
        "region": region,
        "year": year,
        "figures": sums.figures(year=year),
        "all_figures": sums.figures(),
        "last_month": money.last_month(region=code),
        "children": money.by_child(region=region, year=year) if region else [],
        "categories": [
            (rows[0].get_category_display(), rows)
            for _category, group in groupby(programmes, key=lambda item: item.category)
            for rows in [list(group)]
        ],
        "programme_count": len(programmes),
        "latest": publications.describe(latest),
        **_examples(programmes),
    }


def _examples(programmes: list[Programme]) -> dict[str, Any]:
    """A programme and a village that really give an answer, out of the latest roster."""
    rosters = Batch.objects.public().filter(kind="payments", status=Status.PUBLISHED)
    roster = rosters.order_by("-published_at", "-id").first()
    # In the order of the batch's own index; by key the planner would walk all payments.
    rows = Payment.objects.listed().with_names().order_by("batch", "sheet", "row_number")
    line = rows.filter(batch=roster.pk).first() if roster else None
    return {
        "example_programme": line.programme if line else next(iter(programmes), None),
        "example_village": line.region if line else None,
    }
