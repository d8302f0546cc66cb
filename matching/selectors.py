"""Reads that pages share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Office, User
from funds.models import Payment
from intake.sheets import all_sheets, sheet_of
from matching.choices import TrialStatus
from matching.models import (
    REGISTRIES,
    RegistryCoverage,
    RegistrySource,
    RuleParameter,
    RuleResult,
)
from matching.models.registries import RegistryRecord


_REGISTRY = "registry:"


def registry_titles() -> dict[str, str]:
    """What each registry is called, by the name that rules give it; and the rosters."""
    return {
        sheet.kind.removeprefix(_REGISTRY): sheet.title
        for sheet in all_sheets()
        if sheet.kind.startswith(_REGISTRY) or sheet.kind == "payments"
    }


def column_title(registry: str, column: str) -> str:
    """What a column of a registry, or of rosters, is called."""
    model = REGISTRIES.get(registry, Payment)
    kind = f"{_REGISTRY}{registry}" if registry in REGISTRIES else registry
    return f"{sheet_of(kind).title}: {model._meta.get_field(column).verbose_name}"  # type: ignore[union-attr]  # every field of ours has a name


def latest_coverage(rule: str) -> list[RegistryCoverage]:
    """What the registries that a rule reads knew when it last ran."""
    rows = RegistryCoverage.objects.filter(result__rule=rule).select_related("result")
    last = rows.order_by("-result__run_id").values("result")[:1]
    return list(rows.filter(result__in=last))


def parameters_set(rule: str) -> list[RuleParameter]:
    """A rule's parameters that are live, by region."""
    return list(RuleParameter.objects.filter(rule=rule, trial__status=TrialStatus.LIVE))


# What is never shown of a line: numbers, and what only says where it stands.
_HIDDEN = {
    "id", "batch", "office", "sheet", "row_number", "person_id", "ended", "ended_by", "name",
    "cadre_id", "account",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One registry line about a person: which registry, whose, what it says by label."""

    title: str
    line: RegistryRecord
    office: str
    says: list[tuple[str, Any]]


def registry_lines(*, persons: list[bytes], user: User) -> list[Found]:
    """What every registry of the user's region says of a person (sealed numbers), standing or ended.

    Sixteen index look-ups and one for the offices.
    """
    titles = registry_titles()
    offices = dict(Office.objects.visible_to(user).values_list("pk", "name"))
    found: list[Found] = []
    for name, model in REGISTRIES.items():
        rows = model._default_manager.filter(person_id__in=persons, office__in=list(offices))
        found += [
            Found(titles[name], line, offices[line.office_id], _says(line))
            for line in rows.order_by("ended", "-pk")
        ]
    return found


def sources_of(user: User) -> list[RegistrySource]:
    """The registries loaded in the user's region, with their age."""
    sources = RegistrySource.objects.visible_to(user)
    return list(sources.select_related("office").order_by("name", "office"))


def _says(line: RegistryRecord) -> list[tuple[str, Any]]:
    said = []
    for column in line._meta.concrete_fields:
        value = getattr(line, column.attname)
        if column.name not in _HIDDEN and value not in (None, ""):
            said.append((str(column.verbose_name), value))
    return said


@dataclass(slots=True)
class BlindSpot:
    """A registry that is missing, stale or thin (`why`), the rules that therefore see less, and of
    a thin one the smallest part that it knew; or rules that failed (`why` "failed", no registry).
    """

    why: str
    registry: str
    rules: list[str] = field(default_factory=list)
    part: RegistryCoverage | None = None
    places: list[str] = field(default_factory=list)


def blind_spots(results: Iterable[RuleResult]) -> list[BlindSpot]:
    """What a run could not see, by registry, the gravest first; no query where these are fetched."""
    spots: dict[tuple[str, str], BlindSpot] = {}

    def tell(why: str, registry: str, rule: str) -> BlindSpot:
        spot = spots.setdefault((why, registry), BlindSpot(why, registry))
        spot.rules.append(rule)
        return spot

    for result in results:
        if result.error:
            tell("failed", "", result.rule)
        for name in result.missing_registries:
            tell("missing", name, result.rule)
        for name in result.stale_registries:
            tell("stale", name, result.rule)
        for part in result.thin_coverage:
            spot = tell("thin", part.registry, result.rule)
            if (
                spot.part is None
                or part.known * spot.part.subjects < spot.part.known * part.subjects
            ):
                spot.part = part
        for name, places in result.thin_places.items():
            spot = tell("still", name, result.rule)
            spot.places = sorted({*spot.places, *(place["place"] for place in places)})
    order = ("failed", "missing", "stale", "still", "thin")
    return sorted(spots.values(), key=lambda spot: (order.index(spot.why), spot.registry))
