from __future__ import annotations

import pytest

from tests.town import FUQI
from tests.villages import ledgers


@pytest.fixture
def ledger(town):
    """Publishes a village's sheet: ledger(rows, period="2026-03", village=FUQI)."""

    def publish(*rows, village=FUQI, headings=ledgers.HEADINGS, **options):
        return town.publish(
            *(rows or ledgers.MARCH), kind="village-ledger", headings=headings,
            region_code=village, **options,
        )  # fmt: skip

    return publish
