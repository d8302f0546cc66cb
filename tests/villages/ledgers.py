"""A village's sheet as villages write it, for tests."""

from __future__ import annotations

from typing import Any


HEADINGS = (
    "日期", "凭证号", "摘要", "类别", "收入", "支出", "余额", "对方单位", "经手人", "证明人",
    "审批人", "监委会审核", "附件数",
)  # fmt: skip


def line(
    day: str,
    voucher: str,
    summary: str,
    category: str = "",
    *,
    income: Any = "",
    expense: Any = "",
    balance: Any = "",
    to: str = "",
    slips: Any = 1,
) -> tuple[Any, ...]:
    """One row under HEADINGS."""
    return (day, voucher, summary, category, income, expense, balance, to, "林福生", "郑国强",
            "黄志明", "同意", slips)  # fmt: skip


def stated(summary: str, balance: Any) -> tuple[Any, ...]:
    """上期结余 or 本期结余."""
    return ("", "", summary, "", "", "", balance, "", "", "", "", "", "")


MARCH = (
    stated("上期结余", "12000.00"),
    line("2026-03-05", "记-1", "县水利局拨小型水利维修款", "上级补助", income="30000", balance="42000.00", to="县水利局"),
    line("2026-03-12", "记-2", "购买办公用纸", "办公费", expense="186.50", balance="41813.50", to="文具店"),
    line("2026-03-20", "记-3", "重阳节慰问林阿婆", "福利", expense="300", balance="41513.50", to="林秀珍"),
    stated("本期结余", "41513.50"),
)  # fmt: skip
