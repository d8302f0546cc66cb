"""Which programmes the synthetic city pays, to whom, how often, and by which office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta


# A fixed year, so that the same seed makes the same city on any day.
FIRST_MONTH = date(2025, 11, 1)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """One programme's share of the people between two ages, with its classes and amounts.

    `classes` are (name, yuan per unit, weight, youngest age); `units` is a range for land.
    A yearly programme is paid once, for the calendar year of its pay day. What few people draw
    is paid `by_city`, in one sheet for all counties.
    """

    code: str
    bureau: str
    ages: tuple[int, int]
    share: float
    classes: tuple[tuple[str, int, float, int], ...]
    monthly: bool = True
    pay_day: date = FIRST_MONTH
    units: tuple[float, float] | None = None
    household: bool = False
    by_city: bool = False


PLANS = (
    Plan("2080502", "mz", (81, 120), 0.9, (("80-89", 100, 0.85, 80), ("90-99", 200, 0.14, 90), ("100以上", 500, 0.01, 100))),
    Plan("L350102", "rs", (61, 120), 0.35, (("", 200, 1.0, 60),)),
    Plan("2081902", "mz", (30, 90), 0.07, (("一类", 930, 0.2, 0), ("二类", 680, 0.5, 0), ("三类", 420, 0.3, 0)), household=True),
    Plan("2081107", "cl", (18, 90), 0.035, (("一级", 120, 0.3, 0), ("二级", 120, 0.4, 0), ("其他", 90, 0.3, 0)), by_city=True),
    Plan("2081108", "cl", (18, 90), 0.02, (("一级", 120, 0.4, 0), ("二级", 90, 0.6, 0)), by_city=True),
    Plan("2082102", "mz", (60, 90), 0.015, (("全自理", 1240, 0.6, 0), ("半护理", 1550, 0.3, 0), ("全护理", 2170, 0.1, 0)), by_city=True),
    Plan("2082501", "mz", (1, 17), 0.02, (("", 1450, 1.0, 0),), by_city=True),
    Plan("2130122", "ny", (25, 90), 0.4, (("", 90, 1.0, 0),), monthly=False, pay_day=date(2026, 6, 20), units=(0.6, 9.0), household=True),
    Plan("2110501", "ly", (25, 90), 0.15, (("", 23, 1.0, 0),), monthly=False, pay_day=date(2026, 9, 18), units=(1.0, 30.0), household=True),
    Plan("2081110", "cl", (20, 85), 0.02, (("", 260, 1.0, 0),), monthly=False, pay_day=date(2026, 5, 12), by_city=True),
    Plan("2100701", "wj", (60, 95), 0.12, (("", 960, 1.0, 0),), monthly=False, pay_day=date(2026, 10, 15)),
    Plan("L350101", "mz", (70, 120), 0.8, (("", 300, 1.0, 0),), monthly=False, pay_day=date(2026, 7, 4)),
    Plan("2240701", "yj", (40, 95), 0.03, (("", 200, 0.7, 0), ("", 500, 0.3, 0)), monthly=False, pay_day=date(2026, 2, 2), household=True),
)  # fmt: skip

BUREAU_OF = {plan.code: plan.bureau for plan in PLANS} | {
    # Paid to those only in whom something is planted.
    "2080705": "rs", "2110401": "ly", "2210105": "ny",
}  # fmt: skip
# Which bureau of the city keeps which registry.
KEEPERS = {
    "public-employees": "cz", "village-cadres": "mz", "households": "mz", "vehicles": "yj",
    "properties": "ny", "businesses": "rs", "insured-income": "rs", "prisoners": "mz",
    "disabled-persons": "cl", "tekun": "mz", "orphans": "mz", "dibao": "mz", "population": "wj",
    "land": "ny", "bank-accounts": "cz",
}  # fmt: skip

# Registries that come once a year, and the period that the last one covers.
COMES_BY_YEAR = {"population": (date(2025, 9, 1), date(2026, 8, 31))}

# As in the catalogue, among the programmes above.
EXCLUSIVE = {
    "2081107": ("2082102", "2082501"),
    "2081108": ("2082102",),
    "2082102": ("2081107", "2081108", "2081902", "2082501"),
    "2082501": ("2081107", "2082102"),
    "2081902": ("2082102",),
}

BUREAUS = {
    "mz": "民政局", "rs": "人力资源和社会保障局", "cl": "残疾人联合会", "ny": "农业农村局",
    "ly": "林业局", "wj": "卫生健康局", "yj": "应急管理局", "cz": "财政局",
}  # fmt: skip


def month_after(start: date, count: int) -> date:
    """The first day of the month `count` months later."""
    return start.replace(day=1) + relativedelta(months=count)
