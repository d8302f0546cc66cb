"""How sure a precision is."""

from __future__ import annotations

import pytest

from seeding.judging import Judgement


@pytest.mark.parametrize(
    ("found", "unplanned", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (1, 0, 0.21, 1.0),
        (5, 5, 0.24, 0.76),
        (50, 50, 0.40, 0.60),
        (0, 9, 0.0, 0.30),
    ],
)
def test_few_clues_say_little(found, unplanned, low, high):
    """Wilson's interval, as in the tables."""
    score = Judgement("rule", 9, found, 0, 0, unplanned)
    assert score.interval == pytest.approx((low, high), abs=0.01)
