"""Payments against payments and against the catalogue."""

from __future__ import annotations

from seeding.stage import Stage


def plant_payments(stage: Stage) -> None:
    """Filled in with the rules that look at payments alone."""
