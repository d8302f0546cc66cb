"""What the standard gives beside what was paid, and the reasons that can be known."""

from datetime import date
from decimal import Decimal

from django.utils import translation

import pytest

from funds.models import Payment, Programme, Standard
from funds.selectors.expected import explain
from regions.models import Region


CITY = Region(code="350100000000", name="福州市", short_name="福州", level="prefecture")
COUNTY = Region(code="350112000000", name="长乐区", short_name="长乐", level="county")


def standard(
    amount, recipient_class="", unit="person-month", since="2025-01-01", until=None,
    basis="fixed", region=CITY,
):  # fmt: skip
    return Standard(
        amount=Decimal(amount), recipient_class=recipient_class, unit=unit, basis=basis,
        region=region, valid_from=date.fromisoformat(since),
        valid_to=date.fromisoformat(until) if until else None,
    )  # fmt: skip


OLD = standard(180, until="2024-12-31", since="2024-01-01")
NEW = standard(200)
CLASSES = [standard(100, "80-89"), standard(200, "90-99")]
LAND = [standard(95, unit="mu-year", region=COUNTY), standard(90, unit="mu-year")]
MONTH = ("2026-03-01", "2026-03-31")
TOGETHER = {"household_benefit": True, "disclosure": "named"}


def paid(amount, period=MONTH, recipient_class="", programme=None, **values):
    programme = Programme(**({"disclosure": "named"} | (programme or {})))
    return Payment(
        amount=Decimal(amount), period_from=date.fromisoformat(period[0]),
        period_to=date.fromisoformat(period[1]), recipient_class=recipient_class,
        programme=programme, **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("payment", "rows", "expected", "working", "said"),
    [
        (paid(200), [NEW, OLD], 200, "¥200.00", []),
        (paid(600, ("2026-01-01", "2026-03-31")), [NEW, OLD], 600, "¥200.00 × 3", []),
        # Across a change of the standard each month has its own.
        (paid(560, ("2024-12-01", "2025-02-28")), [NEW, OLD], 580, "¥180.00 + ¥200.00 × 2", []),
        (paid(180), [NEW, OLD], 200, "¥200.00", ["until 31 December 2024"]),
        (paid(100, recipient_class="90-99"), CLASSES, 200, "¥200.00", ["“80–89 years old”"]),
        (paid(100, recipient_class="90-99", programme={"disclosure": "partial"}), CLASSES, 200,
         "¥200.00", ["another class"]),
        (paid(1260, programme=TOGETHER, household_size=3), [standard(420)], 1260, "¥420.00 × 3", []),
        (paid(1260, programme=TOGETHER), [standard(420)], None, "", []),
        (paid(500, programme=TOGETHER, household_size=2), [standard(930, basis="top-up")], 1860,
         "¥930.00 × 2", ["topped up"]),
        (paid(800), [standard(1000, unit="person-once", basis="ceiling")], 1000, "¥1,000.00",
         ["the most that may be paid"]),
        (paid("285", units=Decimal("3.0000")), LAND, 285, "¥95.00 × 3", []),
        (paid("270", units=Decimal(3), standard=Decimal(90)), LAND, 285, "¥95.00 × 3",
         ["reckons with ¥90.00", "of Fuzhou City gives; here that of Changle District"]),
        (paid("90"), LAND, None, "", []),
        (paid(450, ("2026-03-10", "2026-03-31")), [standard(600)], 600, "¥600.00",
         ["no whole month"]),
        (paid(300), [standard(300, unit="person-year")], 300, "¥300.00", []),
        (paid(150, ("2026-01-01", "2026-03-31")), [standard(150, unit="person-quarter")], 150,
         "¥150.00", []),
        (paid(2400), [NEW], 200, "¥200.00", ["12 times"]),
        (paid(205), [NEW], 200, "¥200.00", []),
        (paid(200, ("2020-01-01", "2020-01-31")), [NEW], "nothing", "", []),
    ],
)  # fmt: skip
def test_what_a_standard_gives_and_why_it_differs(payment, rows, expected, working, said):
    with translation.override("en"):
        found = explain(payment, rows)
        if expected == "nothing":
            assert found is None
            return
        assert found.expected == expected
        assert found.working == working
        assert len(found.reasons) == len(said), found.reasons
        for words, reason in zip(said, found.reasons, strict=True):
            assert words in reason
        assert found.is_same == (expected == payment.amount)
