"""What the desk shows of the nightly cross-checks."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from core.desk_page import Block, Link, Place
from matching.models import Run
from matching.rules.guidance import rule_questions
from matching.selectors import registry_titles


def links(user: User) -> Iterator[Link]:
    if holds(user, Permission.SEE_RUNS):
        yield Link(70, reverse("matching:run-list"), _("Cross-checks"), "matching:ru")
    if holds(user, Permission.WORK_CLUES):
        yield Link(80, reverse("matching:registries"), _("Registries"), "matching:registries")


def blocks(user: User) -> Iterator[Block]:
    if not holds(user, Permission.SEE_RUNS):
        return
    run = Run.objects.prefetch_related("results__coverage").first()
    if run is None:
        return
    results = list(run.results.all())
    words = {"titles": registry_titles(), "questions": rule_questions()}
    if blind := [result for result in results if result.is_blind]:
        yield Block(Place.NOTICES, 40, "matching/_desk_blind.html", words | {"blind": blind})
    data = words | {"run": run, "found": sum(result.found for result in results)}
    yield Block(Place.OVERVIEWS, 30, "matching/_desk_run.html", data)
