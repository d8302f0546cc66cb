"""The tree's arithmetic against itself, and against the sentences of RFC 6962."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings, strategies as st

from publication.log import tree
from publication.log.tree import HASH, WIDTH


class Whole:
    """All hashes in memory, level by level, straight from the definition."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves

    def hashes(self, level: int, first: int, count: int) -> bytes:
        width = WIDTH**level
        spans = [self.leaves[at * width : (at + 1) * width] for at in range(first, first + count)]
        assert all(len(span) == width for span in spans)
        return b"".join(mth(span) for span in spans)


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return tree.node_hash(mth(leaves[:half]), mth(leaves[half:]))


LEAVES = [tree.leaf_hash(str(number).encode()) for number in range(1_100)]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_an_edge_grows_to_the_same_root_however_it_is_fed(steps):
    edge, tiles, at = tree.Edge(), {}, 0
    for step in steps:
        grown = LEAVES[at : at + step]
        at += len(grown)
        tiles |= {(level, number): hashes for level, number, hashes in edge.append(b"".join(grown))}
    assert (edge.size, edge.root()) == (at, mth(LEAVES[:at]))
    assert all(len(hashes) == WIDTH * HASH for hashes in tiles.values())
    assert len(tiles) == at // WIDTH


@settings(deadline=None)
@given(st.integers(1, 1_100), st.data())
def test_proofs_lead_to_the_root_and_nothing_else_does(size, data):
    whole, root = Whole(LEAVES), mth(LEAVES[:size])
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    assert tree.root_at(whole, size) == root
    path = tree.inclusion(whole, index, size)
    assert tree.root_by_inclusion(LEAVES[index], index, size, path) == root
    other = (index + 1) % size
    if size > 1:
        assert tree.root_by_inclusion(LEAVES[index], other, size, path) != root
        assert tree.root_by_inclusion(LEAVES[index], index, size, path[:-1]) != root
    steps, older = tree.consistency(whole, old, size), mth(LEAVES[:old])
    assert tree.is_consistent(old, older, size, root, steps)
    wrong = sha256(root).digest()
    assert not tree.is_consistent(old, wrong, size, root, steps)
    assert not tree.is_consistent(old, older, size, wrong, steps) or old == size == 0


@pytest.mark.parametrize(("old", "new"), [(0, 5), (5, 5)])
def test_what_needs_no_proof_takes_none(old, new):
    roots = mth(LEAVES[:old]), mth(LEAVES[:new])
    assert tree.consistency(Whole(LEAVES), old, new) == []
    assert tree.is_consistent(old, roots[0], new, roots[1], [])
    assert not tree.is_consistent(old, roots[0], new, roots[1], [roots[0]])
