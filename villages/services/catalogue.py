"""Loads what villages owe the public and their small powers from the project's own lists."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core.caching import pages_changed
from villages.models import DisclosureItem, Power


_FOLDER = Path("fixtures/villages")
_DUTY = ("board", "cadence", "proof", "name", "name_en", "basis")


@transaction.atomic
def load_village_catalogue() -> tuple[int, int]:
    """Add what is new; what an administrator changed stays. Returns the items and powers added."""
    folder = Path(settings.BASE_DIR) / _FOLDER
    with (folder / "duties.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(DisclosureItem.objects.values_list("code", flat=True))
    duties = [
        DisclosureItem(
            code=row["code"], place=place, due_days=int(row["due_days"]),
            **{name: row[name] for name in _DUTY},
        )
        for place, row in enumerate(rows, 1)
        if row["code"] not in known
    ]  # fmt: skip
    DisclosureItem.objects.bulk_create(duties)
    entries = json.loads((folder / "powers.json").read_text(encoding="utf-8"))
    known = set(Power.objects.values_list("code", flat=True))
    powers = [
        Power(
            **{name: text for name, text in entry.items() if name not in ("steps", "steps_en")},
            steps="\n".join(entry["steps"]),
            steps_en="\n".join(entry["steps_en"]),
            place=place,
        )
        for place, entry in enumerate(entries, 1)
        if entry["code"] not in known
    ]
    Power.objects.bulk_create(powers)
    pages_changed()
    return len(duties), len(powers)
