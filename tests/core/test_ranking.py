"""Equals share a rank."""

import pytest

from core.ranking import ranked


@pytest.mark.parametrize(
    ("values", "ranks"),
    [([], []), ([5], [1]), ([9, 7, 7, 3], [1, 2, 2, 4]), ([1, 1, 1], [1, 1, 1])],
)
def test_equals_share_a_rank(values, ranks):
    assert ranked(values, key=lambda value: value) == list(zip(ranks, values, strict=True))
