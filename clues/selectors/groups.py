"""Clues that belong together: by person, household, village, handling office or account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Min, Sum, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import Office, User
from clues.choices import GroupKind
from clues.models import Clue, ClueQuerySet
from regions.selectors import names_for


GROUPS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Group:
    """Some clues with one thing in common; `of` is the number of one of them, never the key."""

    title: str
    of: str
    clues: int
    rules: int
    amount: Decimal
    latest: datetime | None = None


def groups_by(kind: str, clues: ClueQuerySet) -> list[Group]:
    """The groups with more than one open clue, the largest sums first."""
    if kind not in GroupKind.values:
        return []
    rows = (
        clues.open()
        .filter(groups__has_key=kind)
        .order_by()
        .annotate(key=Cast(KeyTextTransform(kind, "groups"), TextField()))
        .values("key")
        .annotate(
            clues=Count("pk"),
            rules=Count("source", distinct=True),
            sum=Sum("amount"),
            of=Min("number"),
            person=Max(KeyTextTransform("name", "facts")),
            place=Max("region_code"),
            latest=Max("opened_at"),
        )
        .filter(clues__gt=1)
        .order_by(F("sum").desc(), "of")[:GROUPS_SHOWN]
    )
    found = list(rows)
    titles = _titles(kind, found)
    return [
        Group(
            title=titles[row["key"]], of=row["of"], clues=row["clues"], rules=row["rules"],
            amount=row["sum"], latest=row["latest"],
        )
        for row in found
    ]  # fmt: skip


def _titles(kind: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    if kind == GroupKind.VILLAGE:
        return names_for({row["key"] for row in rows}, start="county")
    if kind == GroupKind.HANDLER:
        return _handlers(rows)
    words = {
        GroupKind.PERSON: "%(name)s",
        GroupKind.HOUSEHOLD: _("the household of %(name)s"),
        GroupKind.ACCOUNT: _("an account of %(name)s"),
    }[GroupKind(kind)]
    places = names_for({row["place"] for row in rows}, start="county")
    return {
        row["key"]: _("%(name)s (%(place)s)")
        % {"name": words % {"name": row["person"] or "—"}, "place": places[row["place"]]}
        for row in rows
    }


def _handlers(rows: list[dict[str, Any]]) -> dict[str, str]:
    """“office:7” and “county:350112” by their names; whatever else it is, is a person's seal."""
    named = {row["key"]: row["key"].partition(":")[::2] for row in rows}
    places = names_for({row["place"] for row in rows}, start="county")
    wanted = [int(value) for kind, value in named.values() if kind == "office" and value.isdigit()]
    offices = dict(Office.objects.filter(pk__in=wanted).values_list("pk", "name"))
    counties = names_for(
        [value.ljust(12, "0") for kind, value in named.values() if kind == "county"], start="county"
    )
    titles = {}
    for row in rows:
        key = row["key"]
        kind, value = named[key]
        if kind == "office" and value.isdigit():
            titles[key] = offices.get(int(value), _("an office that is no more"))
        elif kind == "county":
            titles[key] = counties[value.ljust(12, "0")]
        else:
            titles[key] = _("a village cadre (%(place)s)") % {"place": places[row["place"]]}
    return titles


def groups_of(clue: Clue, user: User) -> list[tuple[str, str, int]]:
    """(kind, what it is called, how many other open clues) for a card; only where there are any."""
    kinds = [kind for kind in GroupKind if clue.groups.get(kind)]
    found = []
    for kind in kinds:
        others = (
            Clue.objects.visible_to(user).open().in_group_of(clue, kind).exclude(pk=clue.pk).count()
        )
        if others:
            found.append((kind.value, str(kind.label), others))
    return found
