"""The services that the portal starts by itself."""

import pytest

from portal import embedded


@pytest.mark.parametrize(
    ("memory", "held", "computed"),
    [(2**28, "128MB", "256MB"), (4 * 2**30, "1024MB", "2048MB"), (2**40, "8192MB", "524288MB")],
)
def test_the_database_takes_its_share_of_the_memory_there_is(memory, held, computed):
    assert embedded._shares_of(memory) == {
        "shared_buffers": f"'{held}'",
        "effective_cache_size": f"'{computed}'",
    }
