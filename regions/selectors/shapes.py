"""Outlines of places, as far as the bundled boundaries know them (NOTICE says whose)."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from core.charts.maps import Shape
from core.divisions import pad


@lru_cache(maxsize=1)
def _all() -> dict[str, Shape]:
    found: dict[str, Shape] = {}
    for path in sorted(Path(settings.BASE_DIR, "fixtures/boundaries").glob("*.geojson")):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            code = pad(feature["properties"]["adcode"])
            found[code] = Shape(code, tuple(_rings(feature["geometry"])))
    return found


def _rings(geometry: dict[str, Any]) -> list[Any]:
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [ring for polygon in polygons for ring in polygon]


def shapes_of(codes: list[str]) -> list[Shape]:
    """The outlines of these places; of some none is known."""
    known = _all()
    return [known[code] for code in codes if code in known]
