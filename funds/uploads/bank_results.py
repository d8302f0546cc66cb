"""The bank's result file (代发结果): which payments of a published roster arrived, and which came back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _g, gettext_lazy as _, gettext_noop

import pandas as pd

from core.cursors import Cursor
from core.money import yuan
from core.sealing import ACCOUNT, IDENTITY, seal_many
from funds.choices import PaymentState
from funds.evidence import BANK_RESULT
from funds.models import Payment
from funds.services.bank_results import (
    Match,
    mark_returned,
    payments_of_lines,
    unmark_returned,
)
from funds.uploads.bank_words import STATES
from funds.uploads.programmes import check_programme_code, programme_choices
from intake.models import Batch
from intake.reading.mapping import Field
from intake.reading.problems import register
from intake.rows import RowChecker
from intake.sheets import Marked, Prepared, Preview, Sheet


register(
    {
        "bank-line-unmatched": gettext_noop(
            "No published payment of your office has this number or account and this amount. Publish "
            "the roster first, or compare number, account and amount with it."
        ),
        "bank-line-ambiguous": gettext_noop(
            "%(count)s published payments of your office fit this line. Choose the programme and the "
            "period when uploading, or add the identity number."
        ),
        "bank-line-name": gettext_noop(
            "The payment with this number or account and amount belongs to somebody of another name. "
            "Compare the line with the roster."
        ),
        "bank-line-repeated": gettext_noop(
            "Row %(other)s is about the same payment. Leave one of the two."
        ),
        "bank-line-paid-again": gettext_noop(
            "This payment came back from the bank before. What was paid again needs a roster of its own."
        ),
    }
)


class BankResultSheet(Sheet):
    kind = "bank-result"
    label = _("Results from the bank")
    table = "funds_bankresult"
    evidence = (BANK_RESULT,)
    takes_programme = True
    # Names and accounts of people: the public reads what became of each payment.
    confidential = True
    columns = (
        "batch_id", "sheet", "row_number", "payment_id", "result", "reason", "result_on", "amount",
    )  # fmt: skip
    empty_text = ("reason",)
    fields = (
        Field("name", "户名", "name", ("姓名", "收款人", "收款人姓名", "收款户名", "账户名称", "客户姓名", "领款人"), required=True, role="payee"),
        Field("number", "身份证号", "identity", ("证件号码", "身份证号码", "收款人身份证号", "客户证件号"), role="payee"),
        Field("account", "账号", "account", ("银行账号", "卡号", "银行卡号", "收款账号", "社保卡号", "一卡通账号", "存折账号")),
        Field("amount", "金额", "amount", ("发放金额", "代发金额", "交易金额", "补贴金额", "应发金额", "实发金额", "转账金额"), required=True),
        Field("result", "处理结果", "choice", ("交易结果", "代发结果", "发放结果", "发放状态", "处理状态", "交易状态", "是否成功", "支付状态", "状态", "结果", "标志"), required=True, choices=STATES),
        Field("reason", "失败原因", "text", ("退回原因", "原因", "处理信息", "返回信息", "备注", "附言", "摘要"), max_length=100),
        Field("result_on", "处理日期", "date", ("交易日期", "代发日期", "退回日期", "入账日期", "日期", "交易时间")),
    )  # fmt: skip

    def lacks_column(self, assigned: set[str]) -> bool:
        """Something must tell whose payment it is beyond the name."""
        return not {"number", "account"} & assigned

    def check_parameters(self, *, programme_code: str, region_code: str) -> None:
        if programme_code:
            check_programme_code(programme_code)

    def programmes(self) -> list[tuple[str, str]]:
        return programme_choices()

    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        rows = RowChecker(frame)
        amounts = [
            None if cents is None else Decimal(int(cents)).scaleb(-2)
            for cents in rows.column("amount")
        ]
        found = payments_of_lines(
            batch=batch,
            numbers=seal_many(rows.column("number"), IDENTITY),
            accounts=seal_many(rows.column("account"), ACCOUNT),
            amounts=amounts,
        )
        payments = _judged(rows, found)
        keep = rows.kept
        return Prepared(
            {
                "batch_id": keep([batch.pk] * rows.count),
                "sheet": keep(rows.sheets),
                "row_number": keep(rows.numbers),
                "payment_id": keep(payments),
                "result": keep(rows.column("result")),
                "reason": keep(rows.texts("reason")),
                "result_on": keep(rows.column("result_on")),
                "amount": keep(amounts),
            },
            rows.problems,
        )

    def amount(self, prepared: Prepared) -> Decimal:
        """What came back."""
        rows = zip(prepared.columns["amount"], prepared.columns["result"], strict=True)
        return sum((sum_ for sum_, what in rows if what == PaymentState.RETURNED), Decimal(0))

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        names = dict(
            Payment.objects.filter(pk__in=[row["payment_id"] for row in rows]).values_list(
                "pk", "beneficiary_name"
            )
        )
        words = dict(PaymentState.choices)
        return Preview(
            [_g("row"), _g("name"), _g("result"), _g("the bank's reason"), _g("amount in yuan")],
            [
                [
                    row["row_number"], names.get(int(row["payment_id"]), ""),
                    words[row["result"]], row["reason"], yuan(Decimal(row["amount"])),
                ]
                for row in rows
            ],
            frozenset({4}),
        )  # fmt: skip

    def on_publish(self, cursor: Cursor, batch: Batch) -> Marked:
        return [(Payment._meta.db_table, mark_returned(cursor, batch))]

    def on_withdraw(self, cursor: Cursor, batch: Batch) -> Marked:
        return [(Payment._meta.db_table, unmark_returned(cursor, batch))]


def _judged(rows: RowChecker, found: Sequence[list[Match]]) -> list[int | None]:
    """The payment of each line; a line that leaves a doubt is refused by its place."""
    names, results = rows.column("name"), rows.column("result")
    payments: list[int | None] = []
    seen: dict[int, int] = {}
    for index, matches in enumerate(found):
        own = [match for match in matches if _plain(names[index]) in map(_plain, match[2:])]
        payments.append(own[0][0] if len(own) == 1 else None)
        if not rows.standing[index]:
            continue
        if not matches:
            rows.reject(index, "bank-line-unmatched")
        elif not own:
            rows.reject(index, "bank-line-name")
        elif len(own) > 1:
            rows.reject(index, "bank-line-ambiguous", count=len(own))
        elif own[0][0] in seen:
            rows.reject(index, "bank-line-repeated", other=rows.numbers[seen[own[0][0]]])
        elif own[0][1] == PaymentState.RETURNED and results[index] == PaymentState.PAID:
            rows.reject(index, "bank-line-paid-again")
        else:
            seen[own[0][0]] = index
    return payments


def _plain(name: str | None) -> str:
    return (name or "").replace(" ", "")
