"""Sheets of contracts, village works and decisions: rows with a number of their own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import pandas as pd

from accounts.choices import OfficeKind
from core.cursors import Cursor
from core.sealing import IDENTITY, seal_many
from intake.models import Batch
from intake.places import places_of
from intake.reading.mapping import Field
from intake.rows import RowChecker
from intake.sheets import Marked, Prepared, Preview, Sheet
from villages.choices import (
    ContractKind,
    ContractSide,
    DecisionStep,
    DecisionSubject,
    WorksStep,
)
from villages.evidence import CONTRACT, DECISION, WORKS
from villages.models import Contract, DecisionEntry, Record, WorksEntry, as_number
from villages.services.replacing import replace_older, take_records_out
from villages.uploads import wording  # noqa: F401 - registers the wording of row problems
from villages.uploads.fields import PLACE
from villages.uploads.previews import preview_records


_STEPS = {
    "项目提议": WorksStep.PROPOSAL, "提议": WorksStep.PROPOSAL, "立项": WorksStep.PROPOSAL,
    "村民决议": WorksStep.DECISION, "决议": WorksStep.DECISION, "预算": WorksStep.BUDGET,
    "概算": WorksStep.BUDGET, "招标": WorksStep.TENDER, "询价": WorksStep.TENDER,
    "比价": WorksStep.TENDER, "招投标": WorksStep.TENDER, "中标": WorksStep.AWARD,
    "定标": WorksStep.AWARD, "签订合同": WorksStep.CONTRACT, "合同": WorksStep.CONTRACT,
    "开工": WorksStep.START, "变更": WorksStep.CHANGE, "竣工验收": WorksStep.ACCEPTANCE,
    "验收": WorksStep.ACCEPTANCE, "决算": WorksStep.SETTLEMENT, "结算": WorksStep.SETTLEMENT,
    "付款": WorksStep.PAYMENT, "支付": WorksStep.PAYMENT, "拨付": WorksStep.PAYMENT,
    "村民会议": WorksStep.DECISION, "村民代表会议": WorksStep.DECISION,
    "四议两公开": WorksStep.DECISION,
}  # fmt: skip
_DELIBERATIONS = {
    "支部提议": DecisionStep.PROPOSED, "党支部提议": DecisionStep.PROPOSED,
    "党组织提议": DecisionStep.PROPOSED, "两委商议": DecisionStep.CONSULTED,
    "村两委商议": DecisionStep.CONSULTED, "两委会商议": DecisionStep.CONSULTED,
    "党员大会审议": DecisionStep.PARTY, "党员审议": DecisionStep.PARTY,
    "村民会议决议": DecisionStep.ASSEMBLY, "村民大会决议": DecisionStep.ASSEMBLY,
    "户代表会议决议": DecisionStep.HOUSEHOLDS, "户代表决议": DecisionStep.HOUSEHOLDS,
    "村民代表会议决议": DecisionStep.REPRESENTATIVES, "村民代表决议": DecisionStep.REPRESENTATIVES,
    "村民代表会议或村民会议决议": DecisionStep.REPRESENTATIVES,
    "决议公开": DecisionStep.PUBLISHED, "实施结果公开": DecisionStep.RESULT,
    "结果公开": DecisionStep.RESULT,
    "党支部会议": DecisionStep.PROPOSED, "两委会议": DecisionStep.CONSULTED,
    "村两委会议": DecisionStep.CONSULTED, "党员大会": DecisionStep.PARTY,
    "村民会议": DecisionStep.ASSEMBLY, "村民大会": DecisionStep.ASSEMBLY,
    "户代表会议": DecisionStep.HOUSEHOLDS, "村民代表会议": DecisionStep.REPRESENTATIVES,
    "村民代表大会": DecisionStep.REPRESENTATIVES,
}  # fmt: skip
_SUBJECTS = {
    "工程": DecisionSubject.WORKS, "工程项目": DecisionSubject.WORKS,
    "合同": DecisionSubject.CONTRACT, "发包": DecisionSubject.CONTRACT,
    "承包租赁": DecisionSubject.CONTRACT, "土地": DecisionSubject.LAND,
    "征地": DecisionSubject.LAND, "宅基地": DecisionSubject.LAND, "救助名单": DecisionSubject.AID,
    "低保": DecisionSubject.AID, "帮扶": DecisionSubject.AID, "其他": DecisionSubject.OTHER,
}  # fmt: skip
_KINDS = {
    "资产": ContractKind.ASSET, "资源": ContractKind.RESOURCE, "资金": ContractKind.FUND,
    "工程": ContractKind.WORKS, "采购": ContractKind.SERVICE, "服务": ContractKind.SERVICE,
    "采购服务": ContractKind.SERVICE,
}  # fmt: skip
_SIDES = {
    "收款": ContractSide.RECEIVES, "收": ContractSide.RECEIVES, "收入": ContractSide.RECEIVES,
    "出租": ContractSide.RECEIVES, "发包": ContractSide.RECEIVES, "付款": ContractSide.PAYS,
    "付": ContractSide.PAYS, "支出": ContractSide.PAYS, "采购": ContractSide.PAYS,
}  # fmt: skip
_MOST_MONTHS = 600
_MOST_PAGES = 500


class RecordSheet(Sheet):
    """A subclass names its model; every field beyond the place becomes the column of its name."""

    model: ClassVar[type[Record]]
    office_kinds = frozenset({OfficeKind.TOWNSHIP, OfficeKind.VILLAGE, OfficeKind.OPERATOR})
    # Dates that lie behind whoever reports them.
    past: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **options: Any) -> None:
        """Table and columns follow from the model and the fields."""
        super().__init_subclass__(**options)
        cls.table = cls.model._meta.db_table
        own = [field for field in cls.fields if field not in PLACE]
        cls.columns = ("batch_id", "sheet", "row_number", "region_id", *(f.name for f in own))
        cls.empty_text = tuple(f.name for f in own if f.kind == "text")

    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        rows = RowChecker(frame)
        places = [place.code if place else None for place in places_of(rows, batch.region_code)]
        own = [field for field in self.fields if field not in PLACE]
        values = {field.name: self._values(rows, field) for field in own}
        self.complete(rows, values)
        today = timezone.localdate()
        for name in self.past:
            for index, day in enumerate(values[name]):
                if day and day > today:
                    rows.reject(index, "ledger-in-future")
        self._refuse_repeated(rows, {**values, "region_id": places})
        keep = rows.kept
        return Prepared(
            {
                "batch_id": keep([batch.pk] * rows.count),
                "sheet": keep(rows.sheets),
                "row_number": keep(rows.numbers),
                "region_id": keep(places),
                **{name: keep(column) for name, column in values.items()},
            },
            rows.problems,
        )

    def complete(self, rows: RowChecker, values: dict[str, list[Any]]) -> None:
        """What a row has to say beyond its required cells."""

    def amount(self, prepared: Prepared) -> Decimal:
        """A record moves no money by itself."""
        return Decimal(0)

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        return preview_records(self, rows)

    def public_pages(self, batch: Batch) -> list[tuple[str, str]]:
        found = self.model.objects.standing().filter(batch=batch.pk).order_by("region", "number")
        # Works and decisions have a row for each step, and one page.
        return list({row.get_absolute_url(): (row.name, row.get_absolute_url()) for row in found[:_MOST_PAGES]}.values())  # fmt: skip

    def on_publish(self, cursor: Cursor, batch: Batch) -> Marked:
        return [(self.table, replace_older(cursor, self.model, batch.pk))]

    def on_withdraw(self, cursor: Cursor, batch: Batch) -> Marked:
        return [(self.table, take_records_out(cursor, self.model, batch.pk))]

    def _values(self, rows: RowChecker, field: Field) -> list[Any]:
        column = rows.column(field.name)
        match field.kind:
            case "amount":
                return [None if fen is None else Decimal(int(fen)).scaleb(-2) for fen in column]
            case "integer":
                return [None if number is None else int(number) for number in column]
            case "identity":
                return list(seal_many(column, IDENTITY))
            case "text":
                texts = [text or "" for text in column]
                numbers = field.name.endswith("number")
                return [as_number(text) for text in texts] if numbers else texts
        return column

    def _refuse_repeated(self, rows: RowChecker, values: dict[str, list[Any]]) -> None:
        """The same thing twice in one sheet: which of them holds is not ours to guess."""
        seen: dict[Any, int] = {}
        for index, key in enumerate(zip(*(values[name] for name in self.model.KEY), strict=True)):
            if not rows.standing[index]:
                continue
            if key in seen:
                rows.reject(index, "record-repeated", other=rows.numbers[seen[key]])
            else:
                seen[key] = index


class ContractSheet(RecordSheet):
    kind = "village-contracts"
    label = _("Village contracts")
    model = Contract
    evidence = (CONTRACT,)
    past = frozenset({"signed_on"})
    fields = (
        *PLACE,
        Field("number", "合同编号", "text", ("合同号", "编号"), required=True, max_length=40),
        Field("name", "合同名称", "text", ("名称", "项目名称"), required=True, max_length=200),
        Field("kind", "合同类型", "choice", ("类型", "三资类别", "类别"), required=True, choices=_KINDS),
        Field("side", "收付", "choice", ("收付方向", "收/付", "收支"), required=True, choices=_SIDES),
        Field("counterparty", "对方", "text", ("乙方", "承包方", "承租方", "承包人", "承租人", "对方单位", "对方单位或个人", "中标单位"), required=True, max_length=100),
        Field("counterparty_id", "对方身份证号", "identity", ("承包人身份证号", "乙方身份证号", "身份证号"), role="payee"),
        Field("signed_on", "签订日期", "date", ("签约日期", "合同日期")),
        Field("starts_on", "起始日期", "date", ("开始日期", "承包起始日期", "租期起", "期限起")),
        Field("ends_on", "终止日期", "date", ("截止日期", "到期日期", "结束日期", "租期止", "期限止")),
        Field("price", "合同金额", "amount", ("合同总价", "总金额", "合同总金额", "标的额"), summed=False),
        Field("instalment", "每期金额", "amount", ("年租金", "租金", "每次应收", "每期应收"), summed=False),
        Field("every_months", "缴款间隔月数", "integer", ("每几个月", "缴款周期(月)", "间隔月数")),
        Field("first_due_on", "首次缴款日期", "date", ("首期缴款日期", "缴款日期", "应付日期", "应收日期")),
        Field("decision_number", "决议编号", "text", ("议事编号", "四议两公开编号"), max_length=40),
        Field("works_number", "工程编号", "text", ("工程号",), max_length=40),
        Field("subject", "标的", "text", ("合同标的", "标的物", "内容", "备注"), max_length=200),
    )  # fmt: skip

    def complete(self, rows: RowChecker, values: dict[str, list[Any]]) -> None:
        for index in range(rows.count):
            start, end = values["starts_on"][index], values["ends_on"][index]
            if start and end and end < start:
                rows.reject(index, "contract-ends-before")
            every, instalment = values["every_months"][index], values["instalment"][index]
            due = values["first_due_on"][index]
            if every is not None and not 0 < every <= _MOST_MONTHS:
                rows.reject(index, "contract-months")
            elif instalment and not (due and (every or not end)):
                rows.warn(index, "contract-due-unclear")

    def amount(self, prepared: Prepared) -> Decimal:
        return sum((price for price in prepared.columns["price"] if price), Decimal(0))


class WorksSheet(RecordSheet):
    kind = "village-works"
    label = _("Village works")
    model = WorksEntry
    evidence = (WORKS,)
    past = frozenset({"held_on"})
    fields = (
        *PLACE,
        Field("number", "工程编号", "text", ("项目编号", "编号", "工程号"), required=True, max_length=40),
        Field("name", "工程名称", "text", ("项目名称", "名称"), required=True, max_length=200),
        Field("step", "步骤", "choice", ("环节", "阶段", "进度"), required=True, choices=_STEPS),
        Field("held_on", "日期", "date", ("时间", "完成日期", "办理日期"), required=True),
        Field("amount", "金额", "amount", ("涉及金额", "金额(元)"), summed=False),
        Field("party", "单位", "text", ("单位或个人", "对方单位", "投标单位", "施工单位", "中标单位", "报价单位"), max_length=100),
        Field("funding_source", "资金来源", "text", ("来源",), max_length=100),
        Field("contract_number", "合同编号", "text", ("合同号",), max_length=40),
        Field("decision_number", "决议编号", "text", ("议事编号",), max_length=40),
        Field("detail", "说明", "text", ("备注", "内容", "情况"), max_length=500),
    )  # fmt: skip


class DecisionSheet(RecordSheet):
    kind = "village-decisions"
    label = _("Village decisions (four deliberations, two disclosures)")
    model = DecisionEntry
    evidence = (DECISION,)
    past = frozenset({"held_on"})
    fields = (
        *PLACE,
        Field("number", "决议编号", "text", ("议事编号", "编号", "事项编号"), required=True, max_length=40),
        Field("name", "事项", "text", ("事项名称", "议题", "名称"), required=True, max_length=200),
        Field("subject", "事项类别", "choice", ("类别", "类型"), required=True, choices=_SUBJECTS),
        Field("step", "步骤", "choice", ("环节", "程序", "会议"), required=True, choices=_DELIBERATIONS),
        Field("held_on", "日期", "date", ("时间", "会议日期"), required=True),
        Field("entitled", "应到人数", "integer", ("应到", "应参会人数", "应到户数")),
        Field("attended", "实到人数", "integer", ("实到", "参会人数", "到会人数", "实到户数")),
        Field("in_favour", "同意", "integer", ("同意票", "赞成", "赞成票", "同意人数", "同意票数")),
        Field("against", "反对", "integer", ("反对票", "反对人数")),
        Field("abstained", "弃权", "integer", ("弃权票", "弃权人数")),
        Field("detail", "决议内容", "text", ("说明", "备注", "内容", "会议内容"), max_length=500),
    )  # fmt: skip

    def complete(self, rows: RowChecker, values: dict[str, list[Any]]) -> None:
        """Counts that cannot be: more present than entitled, more votes than present."""
        for index in range(rows.count):
            entitled, attended = values["entitled"][index], values["attended"][index]
            votes = [values[name][index] for name in ("in_favour", "against", "abstained")]
            if entitled is not None and attended is not None and attended > entitled:
                rows.reject(index, "decision-more-than-entitled")
            elif attended is not None and sum(vote or 0 for vote in votes) > attended:
                rows.reject(index, "decision-more-votes")
