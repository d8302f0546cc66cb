"""Allocations (拨付): which office handed how much down to which, by which document."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import pandas as pd

from accounts.choices import OfficeKind
from core.cursors import Cursor
from funds.choices import PaymentState
from funds.evidence import ALLOCATION
from funds.models import Allocation
from funds.uploads import wording  # noqa: F401 - registers the wording of row problems
from funds.uploads.previews import preview_allocations
from funds.uploads.programmes import check_programme_code, programme_choices, programmes_of
from intake.models import Batch
from intake.places import places_of
from intake.reading.mapping import Field
from intake.rows import RowChecker
from intake.sheets import Prepared, Preview, Sheet


class AllocationSheet(Sheet):
    kind = "allocations"
    label = _("Allocations between offices")
    table = "funds_allocation"
    evidence = (ALLOCATION,)
    takes_programme = True
    office_kinds = frozenset({OfficeKind.BUREAU, OfficeKind.TOWNSHIP, OfficeKind.OPERATOR})
    columns = (
        "batch_id", "sheet", "row_number", "programme_id", "region_id", "from_office",
        "to_office", "document_number", "allocated_on", "amount", "purpose",
    )  # fmt: skip
    empty_text = ("purpose",)
    fields = (
        Field("programme", "资金项目", "text", ("补贴项目", "项目名称", "资金名称", "项目编码"), max_length=100),
        Field("county", "县区", "text", ("县(市、区)", "县市区", "区县", "收款地区", "下达地区")),
        Field("township", "乡镇", "text", ("乡镇街道", "乡(镇)", "镇街")),
        Field("village", "村", "region", ("行政村", "村居", "村(居)委会")),
        Field("from_office", "拨款单位", "text", ("下达单位", "拨付单位", "拨出单位", "付款单位", "资金来源单位", "来源单位"), required=True, max_length=100),
        Field("to_office", "收款单位", "text", ("接收单位", "拨入单位", "收款方", "资金使用单位", "下达对象"), required=True, max_length=100),
        Field("document_number", "文号", "text", ("资金文号", "拨款文号", "指标文号", "文件号", "文件文号"), required=True, max_length=60),
        Field("allocated_on", "拨付日期", "date", ("下达日期", "拨款日期", "日期", "下达时间", "拨付时间"), required=True),
        Field("amount", "拨付金额", "amount", ("金额", "下达金额", "拨款金额", "资金额度"), required=True),
        Field("purpose", "用途", "text", ("资金用途", "摘要", "备注"), max_length=200),
    )  # fmt: skip

    def check_parameters(self, *, programme_code: str, region_code: str) -> None:
        check_programme_code(programme_code)

    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        rows = RowChecker(frame)
        programmes = programmes_of(rows, batch.programme_code, titles)
        places = places_of(rows, batch.region_code, lowest=False)
        today = timezone.localdate()
        amounts = rows.column("amount")
        for index, (cents, day) in enumerate(
            zip(amounts, rows.column("allocated_on"), strict=True)
        ):
            if not cents or cents <= 0:
                rows.lacks(index, "amount-not-positive")
            if day and day > today:
                rows.reject(index, "paid-in-future")
        keep = rows.kept
        return Prepared(
            {
                "batch_id": keep([batch.pk] * rows.count),
                "sheet": keep(rows.sheets),
                "row_number": keep(rows.numbers),
                "programme_id": [programme.pk for programme in keep(programmes)],
                "region_id": [place.code for place in keep(places)],
                "from_office": keep(rows.texts("from_office")),
                "to_office": keep(rows.texts("to_office")),
                "document_number": keep(rows.texts("document_number")),
                "allocated_on": keep(rows.column("allocated_on")),
                "amount": [Decimal(int(cents)).scaleb(-2) for cents in keep(amounts)],
                "purpose": keep(rows.texts("purpose")),
            },
            rows.problems,
        )

    def programmes(self) -> list[tuple[str, str]]:
        return programme_choices()

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        return preview_allocations(rows)

    def on_withdraw(self, cursor: Cursor, batch: Batch) -> None:
        Allocation.objects.filter(batch=batch.pk).update(state=PaymentState.WITHDRAWN)
