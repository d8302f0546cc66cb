"""What all registries as sheets have in common: reading, sealing, replacing, as-of dates."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

import pandas as pd

from accounts.choices import OfficeKind
from core.cursors import Cursor
from core.exceptions import StateConflict
from core.identity import InvalidIdentity, normalise
from core.personal_numbers import personal_numbers
from core.sealing import ACCOUNT, IDENTITY, seal, seal_many
from core.templatetags.present import day
from intake.evidence import EvidenceField, EvidenceKind
from intake.models import Batch
from intake.places import places_of
from intake.reading.mapping import Field
from intake.rows import RowChecker
from intake.sheets import Comparison, Prepared, Preview, Sheet
from matching.models import REGISTRIES, RegistryRecord, RegistrySource
from matching.uploads.comparing import compare_registry


NAME = Field("name", "姓名", "name", ("人员姓名", "本人姓名"), required=True)
NUMBER = Field("person_id", "身份证号", "identity", ("身份证号码", "身份证", "公民身份号码", "证件号码", "居民身份证号"), required=True)  # fmt: skip
COUNTY = Field("county", "县区", "text", ("县(市、区)", "县市区", "区县", "所在县"))
TOWNSHIP = Field("township", "乡镇", "text", ("乡镇街道", "乡(镇)", "镇街", "所在乡镇", "街道"))
VILLAGE = Field("village", "村", "region", ("村(居)委会", "村居", "行政村", "所在村", "村委会", "住址", "地址"))  # fmt: skip
SINCE = Field("since", "开始日期", "date", ("起始日期", "开始时间", "参加工作时间", "任职时间", "入职日期", "起"), month_ok=True)  # fmt: skip
UNTIL = Field("until", "结束日期", "date", ("截止日期", "终止日期", "结束时间", "退出时间", "离职日期", "止"), month_ok=True, strict=True)  # fmt: skip
_BASE = ("batch_id", "office_id", "sheet", "row_number", "person_id", "name")
_PLACE = frozenset({"county", "township", "village", "village_group"})
_SEALED = {"identity": IDENTITY, "account": ACCOUNT}
# What columns that more than one registry has are called as evidence.
_SAID_ALIKE: dict[str, Any] = {
    "area": gettext_lazy("Area"),
    "household": gettext_lazy("Household"),
    "kind": gettext_lazy("Type"),
    "registered_on": gettext_lazy("Registered on"),
    "relation": gettext_lazy("Relation"),
    "since": gettext_lazy("Since"),
    "status": gettext_lazy("Status"),
    "unit": gettext_lazy("Unit"),
    "until": gettext_lazy("Until"),
}


def _degree(value: Any) -> str:
    return _("degree %(degree)s") % {"degree": value}


def _as_household(number: str) -> str:
    """Some offices number a household by its head's identity number, with words around it or
    broken up: the same for the same, and not to be read.
    """
    plain = unicodedata.normalize("NFKC", number).strip().strip("'\"").upper()
    hidden = next(personal_numbers(plain), None)
    if hidden is None:
        return plain
    try:
        head = normalise(hidden.digits)
    except InvalidIdentity:
        head = hidden.digits
    return hashlib.sha256(seal(head, IDENTITY)).hexdigest()[:16]


def as_plot(code: str) -> str:
    """A digest of a plot's code (NY/T 2537: nineteen digits), however it is broken up: two lines of a
    plot are the same plot, and no page shows digits that look like a bank card.
    """
    plain = unicodedata.normalize("NFKC", code).upper()
    plain = "".join(sign for sign in plain if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()[:16] if plain else ""


# Columns by which lines are told apart, and which nobody has to read.
_TOLD_APART = {"household": _as_household, "plot": as_plot}


class RegistrySheet(Sheet):
    """One confidential registry. Its `fields` are named as the columns of its model."""

    registry: ClassVar[str]
    model: ClassVar[type[RegistryRecord]]
    # The fields beyond who it is and where, and whether it says where.
    _own: ClassVar[list[Field]]
    # What its columns are called as evidence, where they are not called as in other registries.
    says: ClassVar[Mapping[str, Any]] = {}
    _has_place: ClassVar[bool]
    confidential = True
    office_kinds = frozenset({OfficeKind.BUREAU, OfficeKind.DISCIPLINE, OfficeKind.OPERATOR})

    def __init_subclass__(cls, **options: Any) -> None:
        """Kind, table and columns follow from the registry's name and the fields."""
        super().__init_subclass__(**options)
        cls.model = REGISTRIES[cls.registry]
        cls.kind = f"registry:{cls.registry}"
        cls.table = cls.model._meta.db_table
        cls._has_place = any(field.name == "village" for field in cls.fields)
        cls._own = [f for f in cls.fields if f.name not in {"person_id", "name"} | _PLACE]
        place = ("region_id",) if cls._has_place else ()
        cls.columns = (*_BASE, *place, *(field.name for field in cls._own))
        cls.empty_text = tuple(field.name for field in cls._own if cls._is_text(field))
        cls.evidence = (cls._as_evidence(),)

    @classmethod
    def _as_evidence(cls) -> EvidenceKind:
        says = _SAID_ALIKE | dict(cls.says)
        fields = [
            # "kind" says what kind of evidence it is; a registry's own kind is its type.
            EvidenceField(
                "type" if field.name == "kind" else field.name, says[field.name],
                money=field.kind == "amount", say=_degree if field.name == "level" else None,
            )
            for field in cls._own
            if field.name in says
        ]  # fmt: skip
        return EvidenceKind(cls.kind, cls.label, tuple(fields))

    @classmethod
    def _is_text(cls, field: Field) -> bool:
        return field.kind in ("text", "name") and not cls._column(field).null

    @classmethod
    def _column(cls, field: Field) -> models.Field[Any, Any]:
        # Registries have concrete columns only.
        return cast("models.Field[Any, Any]", cls.model._meta.get_field(field.name))

    def fault(self, row: dict[str, Any], today: date) -> str | None:
        """The code of what is wrong with a row as a whole; None if nothing."""
        since, until = row.get("since"), row.get("until")
        return "registry-dates-crossed" if since and until and until < since else None

    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        rows = RowChecker(frame)
        values = {field.name: rows.column(field.name) for field in self.fields}
        today = timezone.localdate()
        for index in range(rows.count):
            if rows.standing[index]:
                code = self.fault({name: column[index] for name, column in values.items()}, today)
                if code:
                    rows.reject(index, code)
        places = places_of(rows, batch.region_code) if self._has_place else []
        keep = rows.kept
        count = sum(rows.standing)
        columns: dict[str, Any] = {
            "batch_id": [batch.pk] * count,
            "office_id": [batch.office_id] * count,
            "sheet": keep(rows.sheets),
            "row_number": keep(rows.numbers),
            "person_id": seal_many(keep(values["person_id"]), IDENTITY),
            "name": keep(values["name"]),
        }
        if self._has_place:
            columns["region_id"] = [place.code for place in keep(places)]
        for field in self._own:
            columns[field.name] = self._stored(field, keep(values[field.name]))
        return Prepared(columns, rows.problems)

    def _stored(self, field: Field, values: list[Any]) -> list[Any]:
        if field.kind in _SEALED:
            return seal_many(values, _SEALED[field.kind])
        if field.kind == "amount":
            return [None if value is None else Decimal(int(value)).scaleb(-2) for value in values]
        if self._is_text(field):
            texts = [value or "" for value in values]
            told_apart = _TOLD_APART.get(field.name)
            return [t and told_apart(t) for t in texts] if told_apart else texts
        if field.kind == "choice":
            default = self._column(field).db_default
            return [
                default if value is None and isinstance(default, bool) else value
                for value in values
            ]
        return values

    def compare(self, cursor: Cursor, draft: str, batch: Batch) -> Comparison:
        where = {"batch_id", "office_id", "sheet", "row_number", "person_id"}
        content = [column for column in self.columns if column not in where]
        return compare_registry(cursor, draft, batch, table=self.table, content=content)

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        shown = [f for f in self._own if f.kind not in _SEALED]
        show: dict[str, Callable[[str], str]] = {
            "date": lambda text: day(date.fromisoformat(text)) if text else ""
        }
        return Preview(
            [_("row"), _("name"), *(self._label(field) for field in shown)],
            [
                [
                    row["row_number"],
                    row["name"],
                    *(show.get(f.kind, str)(row[f.name] or "") for f in shown),
                ]
                for row in rows
            ],
        )

    def _label(self, field: Field) -> str:
        return str(self._column(field).verbose_name)

    def check_decision(self, batch: Batch) -> None:
        """An older state of the registry must not take the place of a newer one."""
        if newer := self._newer(batch):
            raise StateConflict(
                _(
                    "A newer sheet of this registry is in force, as of %(newer)s; this one reaches"
                    " to %(older)s only and would replace it. Correct the period, add the lines"
                    " instead of replacing, or give the sheet up."
                )
                % {"newer": day(newer.as_of), "older": day(batch.reaches_to)}
            )

    def on_publish(self, cursor: Cursor, batch: Batch) -> None:
        """What the same office loaded before is ended, unless this batch adds to it."""
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{self.kind}:{batch.office_id}"]
        )
        if newer := self._newer(batch):
            # Approved at the same time as a newer one, which was faster: its lines are history.
            cursor.execute(
                f"UPDATE {self.table} SET ended = true, ended_by = %s WHERE batch_id = %s",
                [newer.batch_id, batch.pk],
            )
            return
        if not batch.append:
            cursor.execute(
                f"UPDATE {self.table} SET ended = true, ended_by = %s"
                " WHERE office_id = %s AND NOT ended AND batch_id <> %s",
                [batch.pk, batch.office_id, batch.pk],
            )
        self._note(batch)

    def _note(self, batch: Batch) -> None:
        """What the office's registry now holds and how far it reaches; adding never sets it back."""
        source, _created = RegistrySource.objects.get_or_create(
            name=self.registry,
            office=batch.office,
            defaults={"as_of": batch.reaches_to, "batch": batch, "rows": 0},
        )
        if not (batch.append and source.rows and source.as_of > batch.reaches_to):
            source.as_of, source.batch = batch.reaches_to, batch
        source.rows = self._standing(batch)
        source.save()

    def _newer(self, batch: Batch) -> RegistrySource | None:
        """What this batch would replace though it reaches further."""
        if batch.append:
            return None
        return RegistrySource.objects.filter(
            name=self.registry, office=batch.office_id, rows__gt=0, as_of__gt=batch.reaches_to
        ).first()

    def _standing(self, batch: Batch) -> int:
        return self.model._default_manager.filter(office=batch.office_id, ended=False).count()

    def on_withdraw(self, cursor: Cursor, batch: Batch) -> None:
        """The batch's lines end; what it had replaced does not come back by itself."""
        cursor.execute(
            f"UPDATE {self.table} SET ended = true, ended_by = %s"
            " WHERE batch_id = %s AND NOT ended",
            [batch.pk, batch.pk],
        )
        sources = RegistrySource.objects.filter(name=self.registry, office=batch.office_id)
        left = self.model._default_manager.filter(office=batch.office_id, ended=False)
        batches = Batch.objects.filter(pk__in=left.values("batch").distinct())
        if newest := max(batches, key=lambda each: (each.reaches_to, each.pk), default=None):
            # What is left reaches only as far as its own newest sheet.
            sources.update(batch=newest, as_of=newest.reaches_to, rows=left.count())
        else:
            sources.update(rows=0)
