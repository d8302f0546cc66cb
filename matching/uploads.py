"""Confidential registries as sheets. Their rows are never public and never leave this app."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, gettext_noop

import pandas as pd

from accounts.choices import OfficeKind
from core.sealing import IDENTITY, seal_many
from core.templatetags.present import day
from intake.models import Batch
from intake.reading.mapping import Field
from intake.reading.problems import Problem, register
from intake.sheets import Prepared, Preview, Sheet
from matching.models import DeathRecord, RegistrySource


register(
    {
        "death-in-future": gettext_noop("The date of death lies in the future. Correct it."),
        "death-before-birth": gettext_noop(
            "The date of death lies before the birth date in the identity number. Correct one."
        ),
    }
)


class DeathSheet(Sheet):
    """Deaths as civil affairs, police or a crematorium lists them."""

    kind = "registry:deaths"
    registry = "deaths"
    label = _("Registry of deaths")
    table = "matching_deathrecord"
    confidential = True
    office_kinds = frozenset({OfficeKind.BUREAU, OfficeKind.DISCIPLINE, OfficeKind.OPERATOR})
    columns = (
        "batch_id", "office_id", "sheet", "row_number", "person_id", "name", "died_on", "source",
    )  # fmt: skip
    empty_text = ("source",)
    fields = (
        Field("name", "姓名", "name", ("死者姓名", "逝者姓名", "死亡人员姓名", "亡者姓名", "死亡人员"), required=True),
        Field("person_id", "身份证号", "identity", ("身份证号码", "身份证", "公民身份号码", "死者身份证号", "证件号码", "逝者身份证号", "死亡人员身份证号"), required=True),
        Field("died_on", "死亡日期", "date", ("死亡时间", "去世日期", "去世时间", "逝世日期", "亡故日期", "注销日期", "火化日期"), required=True),
        Field("source", "来源", "text", ("数据来源", "来源单位", "登记机关"), max_length=60),
    )  # fmt: skip

    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        good = frame[frame["_ok"].to_numpy(dtype=bool)]
        today = timezone.localdate()
        problems, kept = [], []
        for row in good.itertuples(index=False):
            sheet, number = row[good.columns.get_loc("_sheet")], row[good.columns.get_loc("_row")]
            code = self._fault(row.person_id, row.died_on, today)
            if code:
                problems.append(Problem(sheet, number, None, "", code))
            kept.append(not code)
        good = good[kept]
        return Prepared(
            {
                "batch_id": [batch.pk] * len(good),
                "office_id": [batch.office_id] * len(good),
                "sheet": good["_sheet"].tolist(),
                "row_number": good["_row"].tolist(),
                "person_id": seal_many(good["person_id"].tolist(), IDENTITY),
                "name": good["name"].tolist(),
                "died_on": good["died_on"].tolist(),
                "source": [text or "" for text in good["source"].tolist()]
                if "source" in good
                else [""] * len(good),
            },
            problems,
        )

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        return Preview(
            [gettext("row"), gettext("name"), gettext("died on"), gettext("source")],
            [
                [
                    row["row_number"],
                    row["name"],
                    day(date.fromisoformat(row["died_on"])),
                    row["source"],
                ]
                for row in rows
            ],
        )

    @staticmethod
    def _fault(number: str, died_on: Any, today: Any) -> str | None:
        if died_on > today:
            return "death-in-future"
        if died_on.strftime("%Y%m%d") < number[6:14]:
            return "death-before-birth"
        return None

    def published(self, cursor: Any, batch: Batch) -> None:
        """What the same office loaded before is ended, unless this batch adds to it."""
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{self.kind}:{batch.office_id}"]
        )
        if not batch.append:
            cursor.execute(
                "UPDATE matching_deathrecord SET ended = true, ended_by = %s"
                " WHERE office_id = %s AND NOT ended AND batch_id <> %s",
                [batch.pk, batch.office_id, batch.pk],
            )
        RegistrySource.objects.update_or_create(
            name=self.registry,
            office=batch.office,
            defaults={
                "as_of": timezone.localdate(),
                "batch": batch,
                "rows": self._standing(batch),
            },
        )

    @staticmethod
    def _standing(batch: Batch) -> int:
        return DeathRecord.objects.filter(office=batch.office_id, ended=False).count()

    def withdrawn(self, cursor: Any, batch: Batch) -> None:
        """The batch's lines end; what it had replaced does not come back by itself."""
        cursor.execute(
            "UPDATE matching_deathrecord SET ended = true, ended_by = %s"
            " WHERE batch_id = %s AND NOT ended",
            [batch.pk, batch.pk],
        )
        RegistrySource.objects.filter(name=self.registry, office=batch.office_id).update(
            rows=self._standing(batch)
        )
