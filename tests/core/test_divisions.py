import pytest
from hypothesis import given, strategies as st

from core.divisions import ancestors, code_range, contains, pad, prefix


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("350000000000", "35"),
        ("350100000000", "3501"),
        ("350112000000", "350112"),
        ("350112201000", "350112201"),
        ("350112201203", "350112201203"),
        ("000000000000", ""),
        # The cities without counties: a township directly under the prefecture.
        ("441900003000", "441900003"),
    ],
)
def test_prefix(code, expected):
    assert prefix(code) == expected


def test_ranges_and_ancestors():
    assert code_range("350112000000") == ("350112000000", "350112999999")
    assert ancestors("350112201203") == [
        "350000000000", "350100000000", "350112000000", "350112201000", "350112201203",
    ]  # fmt: skip


codes = st.sampled_from([2, 4, 6, 9, 12]).flatmap(
    lambda n: st.text("123456789", min_size=n, max_size=n).map(pad)
)


@given(codes, codes)
def test_containing_is_lying_in_the_range(outer, inner):
    low, high = code_range(outer)

    assert contains(outer, inner) == (low <= inner <= high)


@given(codes)
def test_every_ancestor_contains_the_code(code):
    assert all(contains(above, code) for above in ancestors(code))
