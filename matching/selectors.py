"""Reads that pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Office, User
from funds.models import Payment
from intake.sheets import all_sheets, sheet_of
from matching.choices import TrialStatus
from matching.models import REGISTRIES, RegistryCoverage, RegistrySource, RuleParameter
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
    for field in line._meta.concrete_fields:
        value = getattr(line, field.attname)
        if field.name not in _HIDDEN and value not in (None, ""):
            said.append((str(field.verbose_name), value))
    return said
