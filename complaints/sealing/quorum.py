"""Two of several: nested boxes for every pair, so that neither of a pair opens anything alone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from complaints.sealing.boxes import open_box, seal_to


class Half(NamedTuple):
    """A box that `first` opens, in which lies one that `second` opens."""

    first: UUID
    second: UUID
    box: bytes


def halves(publics: dict[UUID, bytes], data: bytes, *about: object) -> Iterable[Half]:
    """A box for each pair of holders, by their ids and public keys."""
    for first, second in combinations(sorted(publics), 2):
        inner = seal_to(publics[second], data, *about, "inner", second)
        outer = seal_to(publics[first], inner, *about, "outer", first, second)
        yield Half(first, second, outer)


def inner_of(private: bytes, half: Half, *about: object) -> bytes:
    """What the first of the pair opens: still a box of the second. Raises SealBroken."""
    return open_box(private, half.box, *about, "outer", half.first, half.second)


def data_in(private: bytes, inner: bytes | memoryview, second: UUID, *about: object) -> bytes:
    """What the second takes out of the opened half. Raises SealBroken."""
    return open_box(private, inner, *about, "inner", second)
