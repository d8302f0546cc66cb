"""Money as people read it: exact in tables, in 万/亿 only in headline figures."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language


CENT = Decimal("0.01")


def yuan(amount: Decimal | float | int | None) -> str:
    """¥1,234.50 from an amount in yuan; an empty string for None."""
    if amount is None:
        return ""
    value = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    sign = "-" if value < 0 else ""
    return f"{sign}¥{abs(value):,.2f}"


def short_yuan(amount: Decimal | float | int | None) -> str:
    """The same for a sentence: ¥1,234.50, but ¥1,234 where there are no cents."""
    return yuan(amount).removesuffix(".00")


def headline(amount: Decimal | int | None) -> tuple[str, str]:
    """A figure and its unit for a headline: (12.3, 亿元), (1.2, 百 million yuan in English)."""
    value = Decimal(amount or 0)
    if (get_language() or "").startswith("zh"):
        steps = ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元"), (Decimal(1), "元"))
    else:
        steps = (
            (Decimal(10**9), "billion yuan"),
            (Decimal(10**6), "million yuan"),
            (Decimal(1), "yuan"),
        )
    for size, unit in steps:
        if abs(value) >= size or size == 1:
            figure = value / size
            digits = 0 if size == 1 else 2
            return f"{figure:,.{digits}f}", unit
    raise AssertionError("the last step takes every value")
