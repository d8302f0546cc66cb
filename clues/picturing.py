"""The pictures of this app, found again from an address (core.pictures)."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from clues.selectors.pictures import STEPS, found_by_month, steps_of_checks
from clues.selectors.statistics import guarded, statistics
from core.pictures import Kind, Picture


def _found(given: Mapping[str, str]) -> Picture | None:
    found = statistics(settings.PORTAL_REGION)
    return found_by_month(guarded(found.by["month"], ("suspected",)))


def _checks(given: Mapping[str, str]) -> Picture | None:
    (total,) = guarded([statistics(settings.PORTAL_REGION).total], STEPS)
    return steps_of_checks(total)


PICTURES = {"found": Kind(_found, ()), "checks": Kind(_checks, ())}
