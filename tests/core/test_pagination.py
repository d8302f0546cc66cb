from datetime import date

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Office
from core.pagination import BadPageKey, keyset_page, page_size


class PagingTests(TestCase):
    @given(
        kinds=st.lists(st.sampled_from(["bureau", "village", "township"]), max_size=25),
        size=st.integers(1, 7),
        order=st.sampled_from(
            [("id",), ("-id",), ("kind", "-id"), ("-kind", "id"), ("-kind", "-name", "id")]
        ),
    )
    @hypothesis_settings(max_examples=60)
    def test_pages_joined_are_the_whole_list(self, kinds, size, order):
        for number, kind in enumerate(kinds):
            Office.objects.create(
                code=f"o{number}", name=f"n{number % 3}", kind=kind, region_code="350100000000"
            )
        joined, after = [], ""
        while True:
            page = keyset_page(Office.objects.all(), order, after, size)
            joined += page.rows
            after = page.next
            if not after:
                break

        assert joined == list(Office.objects.order_by(*order))


@pytest.mark.parametrize("mark", ["x", "!!!", "W10", "WzEsMl0", "bnVsbA"])
def test_a_damaged_mark_is_a_clear_error(mark):
    with pytest.raises(BadPageKey):
        keyset_page(Office.objects.all(), ("id",), mark)


@pytest.mark.parametrize(
    ("asked", "given"), [(None, 20), ("", 20), ("5", 5), ("1000000", 100), ("-3", 1), ("x", 20)]
)
def test_sizes_are_bounded(asked, given):
    assert page_size(asked) == given


def test_a_page_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(keyset_page(Office.objects.all(), ("id",)))


def test_dates_survive_the_mark():
    from core.pagination import _decode, _encode

    assert _decode(_encode([date(2026, 3, 1), 5]), 2) == ["2026-03-01", 5]
