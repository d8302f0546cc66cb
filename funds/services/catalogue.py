"""Loading and changing the public catalogue of programmes, policies and standards."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from auditing.services import Actor, record
from core.caching import pages_changed
from core.exceptions import PortalError
from funds.models import Circumstance, Condition, PolicyDocument, Programme, Standard
from funds.services.logging import log_catalogue
from regions.models import Region


LINE_FIELDS = ("application_steps", "materials")
STANDARD_KEY = {"programme", "region", "recipient_class", "valid_from"}
LINK_FIELDS = ("exclusive_with", "policies")
Entry = TypeVar("Entry", bound=models.Model)


class UnusableCatalogue(PortalError):
    """A catalogue file is missing or wrong; the message names the file, the entry and why."""


@dataclass(frozen=True, slots=True)
class CatalogueResult:
    """Entries of the files by kind; `skipped` are standards of regions not loaded here."""

    policies: int
    programmes: int
    standards: int
    skipped: int


@transaction.atomic
def load_catalogue(*, directory: Path, by: Actor | None) -> CatalogueResult:
    """Bring the catalogue to the state of policies.json, programmes.json and standards.json.

    Entries are matched by slug, code, and programme + region + class + first day; what the
    files do not name stays. Loading the same files again changes nothing. Standards of
    regions that are not loaded are left out and counted, so that another city can take the
    national programmes over. Raises UnusableCatalogue and then writes nothing.
    """
    policies = _read(directory, "policies.json", {"slug"})
    programmes = _read(directory, "programmes.json", {"code"})
    standards = _read(directory, "standards.json", STANDARD_KEY | {"policy"})
    documents = [
        _save(PolicyDocument, {"slug": entry["slug"]}, entry, "policies.json") for entry in policies
    ]
    saved = {entry["code"]: _save_programme(entry) for entry in programmes}
    _link(saved, programmes)
    _give_aliases(directory)
    _give_circumstances(directory)
    rows = _save_standards(saved, standards)
    result = CatalogueResult(len(policies), len(programmes), len(rows), len(standards) - len(rows))
    pages_changed()
    record(
        action="funds.load_catalogue",
        by=by,
        target=directory.name,
        detail={
            "policies": result.policies,
            "programmes": result.programmes,
            "standards": result.standards,
            "skipped": result.skipped,
        },
    )
    log_catalogue(documents)
    log_catalogue(saved.values())
    log_catalogue(rows)
    return result


def _give_aliases(directory: Path) -> None:
    """What people call programmes, where the directory has it and nobody has written it yet."""
    path = directory / "aliases.json"
    if not path.exists():
        return
    for code, names in json.loads(path.read_text(encoding="utf-8")).items():
        Programme.objects.filter(code=code, aliases="").update(aliases="\n".join(names))


def _give_circumstances(directory: Path) -> None:
    """What may be so of people, where the directory says it, and which programmes ask for it;
    conditions that somebody wrote stay.
    """
    path = directory / "circumstances.json"
    if not path.exists():
        return
    told = json.loads(path.read_text(encoding="utf-8"))
    for entry in told["circumstances"]:
        values = entry | {"recipient_classes": "\n".join(entry["recipient_classes"])}
        _save(Circumstance, {"code": entry["code"]}, values, path.name)
    known = Circumstance.objects.in_bulk()
    asked = Programme.objects.filter(code__in=told["conditions"], conditions=None)
    for programme in asked.order_by("code"):
        for codes in told["conditions"][programme.code]:
            if unknown := set(codes) - known.keys():
                raise _unknown(path.name, programme.code, ", ".join(sorted(unknown)))
            Condition.objects.create(programme=programme).any_of.set(codes)


@transaction.atomic
def set_standard(
    *,
    programme: Programme,
    region: Region,
    amount: Decimal,
    unit: str,
    valid_from: dt.date,
    by: Actor,
    recipient_class: str = "",
    basis: str = "fixed",
    policy: PolicyDocument | None = None,
    source_note: str = "",
) -> Standard:
    """Put a new standard in force from a day on; the one before ends the day before.

    Raises ValidationError if a standard of the same class already begins on or after the day.
    """
    # Two people changing one programme's standards wait for each other: no overlap slips in.
    Programme.objects.select_for_update().get(pk=programme.pk)
    open_ones = Standard.objects.filter(
        programme=programme,
        region=region,
        recipient_class=recipient_class,
        valid_from__lt=valid_from,
        valid_to__isnull=True,
    )
    ended = list(open_ones)
    open_ones.update(valid_to=valid_from - dt.timedelta(days=1))
    standard = Standard(
        programme=programme,
        region=region,
        recipient_class=recipient_class,
        amount=amount,
        unit=unit,
        basis=basis,
        valid_from=valid_from,
        policy=policy,
        source_note=source_note,
    )
    standard.full_clean()
    standard.save()
    pages_changed()
    record(
        action="funds.set_standard",
        by=by,
        target=programme.code,
        detail={
            "region": region.code,
            "class": recipient_class,
            "amount": str(amount),
            "valid_from": valid_from.isoformat(),
        },
    )
    log_catalogue([*ended, standard])
    return standard


def _read(directory: Path, name: str, required: set[str]) -> list[dict[str, Any]]:
    try:
        entries = json.loads((directory / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableCatalogue(
            _("%(file)s cannot be read: %(error)s") % {"file": directory / name, "error": error}
        ) from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnusableCatalogue(_("%(file)s is not a list of entries.") % {"file": name})
    for number, entry in enumerate(entries, start=1):
        if missing := required - entry.keys():
            raise _unusable(
                name, str(number), _("lacks %(names)s") % {"names": ", ".join(sorted(missing))}
            )
    return entries


def _save(model: type[Entry], key: dict[str, Any], values: dict[str, Any], file: str) -> Entry:
    """Update or create one entry after the model's own checks."""
    label = " ".join(str(value) for value in key.values())
    entry = model._default_manager.filter(**key).first() or model()
    for name, value in {**values, **key}.items():
        try:
            field = cast("models.Field[Any, Any]", model._meta.get_field(name))
            setattr(entry, name, field.to_python(value))
        except FieldDoesNotExist as error:
            raise _unusable(file, label, _("unknown field %(name)s") % {"name": name}) from error
        except ValidationError as error:
            raise _unusable(file, label, "; ".join(error.messages)) from error
    try:
        entry.full_clean()
    except ValidationError as error:
        raise _unusable(file, label, "; ".join(error.messages)) from error
    entry.save()
    return entry


def _unusable(file: str, label: str, reason: str) -> UnusableCatalogue:
    return UnusableCatalogue(
        _("%(file)s, %(entry)s: %(error)s") % {"file": file, "entry": label, "error": reason}
    )


def _unknown(file: str, label: str, name: str) -> UnusableCatalogue:
    return _unusable(file, label, _("nothing is called %(name)s") % {"name": name})


def _save_programme(entry: dict[str, Any]) -> Programme:
    """Lists of lines become text; links are set once every programme exists."""
    values = {name: value for name, value in entry.items() if name not in LINK_FIELDS}
    for name in LINE_FIELDS:
        values[name] = "\n".join(values.get(name, ()))
    return _save(Programme, {"code": entry["code"]}, values, "programmes.json")


def _link(saved: dict[str, Programme], entries: list[dict[str, Any]]) -> None:
    """Exclusions and policies, once all programmes stand; an exclusion counts both ways."""
    exclusive: dict[str, set[str]] = {code: set() for code in saved}
    for entry in entries:
        for other in entry.get("exclusive_with", ()):
            if other not in saved:
                raise _unknown("programmes.json", entry["code"], other)
            exclusive[entry["code"]].add(other)
            exclusive[other].add(entry["code"])
    slugs = set(PolicyDocument.objects.values_list("slug", flat=True))
    for entry in entries:
        unknown = set(entry.get("policies", ())) - slugs
        if unknown:
            raise _unknown("programmes.json", entry["code"], ", ".join(sorted(unknown)))
        programme = saved[entry["code"]]
        programme.exclusive_with.set(saved[code] for code in exclusive[entry["code"]])
        programme.policies.set(entry.get("policies", ()))


def _save_standards(saved: dict[str, Programme], entries: list[dict[str, Any]]) -> list[Standard]:
    """Save the standards in order of time, without those of regions that are not loaded."""
    regions = Region.objects.in_bulk({entry["region"] for entry in entries})
    slugs = set(PolicyDocument.objects.values_list("slug", flat=True))
    rows = []
    # An older standard gets its last day before the next one begins.
    for entry in sorted(entries, key=lambda entry: (entry["programme"], entry["valid_from"])):
        label = f"{entry['programme']} {entry['region']} {entry['recipient_class']}"
        if entry["programme"] not in saved:
            raise _unknown("standards.json", label, entry["programme"])
        if entry["policy"] is not None and entry["policy"] not in slugs:
            raise _unknown("standards.json", label, entry["policy"])
        if entry["region"] not in regions:
            continue
        values = {k: v for k, v in entry.items() if k not in {"programme", "region", "policy"}}
        key = {
            "programme_id": saved[entry["programme"]].pk,
            "region_id": entry["region"],
            "recipient_class": entry["recipient_class"],
            "valid_from": entry["valid_from"],
        }
        given = {**values, "policy_id": entry["policy"]}
        rows.append(_save(Standard, key, given, "standards.json"))
    return rows
