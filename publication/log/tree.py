"""A Merkle tree (RFC 6962) whose hashes lie in tiles of 256, as c2sp.org/tlog-tiles cuts them.

A tile of level 0 holds leaf hashes, one of level n the roots of full tiles of the level below. Only
the right edge is needed to append; every proof is read from complete subtrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Protocol


WIDTH = 256
HASH = 32
EMPTY_ROOT = sha256(b"").digest()
_LEVELS_A_TILE = 8


class Subtrees(Protocol):
    """Where hashes are read from."""

    def hashes(self, level: int, first: int, count: int) -> bytes:
        """`count` neighbouring roots of complete subtrees of 256**level leaves, 32 bytes each."""
        ...


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """The root over a power of two of neighbouring hashes."""
    while len(hashes) > HASH:
        pairs = range(0, len(hashes), 2 * HASH)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest() for at in pairs])
    return hashes


class Edge:
    """The right edge of a tree: how many leaves, and the unfinished tile of every level."""

    def __init__(self, size: int = 0, partial: list[bytes] | None = None) -> None:
        self.size = size
        self.partial = list(partial or [])

    def append(self, leaves: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add leaf hashes; yields (level, number, hashes) of every tile that becomes full."""
        level, new, at = 0, leaves, self.size
        self.size += len(leaves) // HASH
        while new:
            if len(self.partial) == level:
                self.partial.append(b"")
            waiting = self.partial[level] + new
            full = len(waiting) // (WIDTH * HASH)
            roots = []
            for tile in range(full):
                hashes = waiting[tile * WIDTH * HASH : (tile + 1) * WIDTH * HASH]
                yield level, at // WIDTH + tile, hashes
                roots.append(fold(hashes))
            self.partial[level] = waiting[full * WIDTH * HASH :]
            level, new, at = level + 1, b"".join(roots), at // WIDTH

    def root(self) -> bytes:
        """The root over all leaves."""
        rest = b""
        for hashes in self.partial:
            rest = _joined(hashes, rest)
        return rest or EMPTY_ROOT


def _joined(hashes: bytes, rest: bytes) -> bytes:
    """The root over equal subtrees and what is ragged to their right."""
    count = len(hashes) // HASH
    at = count
    while at:
        # The smallest complete subtree lies at the right.
        width = at & -at
        left = fold(hashes[(at - width) * HASH : at * HASH])
        rest = node_hash(left, rest) if rest else left
        at -= width
    return rest


def root_at(tree: Subtrees, size: int) -> bytes:
    """The root as it was when the tree had `size` leaves."""
    return _span(tree, 0, size) if size else EMPTY_ROOT


def inclusion(tree: Subtrees, index: int, size: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root of the first `size` leaves."""
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _half(high - low)
        if index < middle:
            path.append(_span(tree, middle, high))
            high = middle
        else:
            path.append(_span(tree, low, middle))
            low = middle
    return path[::-1]


def consistency(tree: Subtrees, old: int, new: int) -> list[bytes]:
    """What shows that the first `old` leaves are still those of the tree of `new` leaves."""
    if old in (0, new):
        return []
    low, high, left, whole = 0, new, old, True
    path = []
    while left != high - low:
        half = _half(high - low)
        if left <= half:
            path.append(_span(tree, low + half, high))
            high = low + half
        else:
            path.append(_span(tree, low, low + half))
            low, left, whole = low + half, left - half, False
    if not whole:
        path.append(_span(tree, low, high))
    return path[::-1]


def _half(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _span(tree: Subtrees, low: int, high: int) -> bytes:
    """The root over leaves low to high; low is a multiple of the span's width."""
    count = high - low
    if count & (count - 1):
        middle = low + _half(count)
        return node_hash(_span(tree, low, middle), _span(tree, middle, high))
    level, rest = divmod(count.bit_length() - 1, _LEVELS_A_TILE)
    width = WIDTH**level
    return fold(tree.hashes(level, low // width, 1 << rest))


def root_by_inclusion(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to; None where the path has another length."""
    if not 0 <= index < size:
        return None
    at, last, root = index, size - 1, leaf
    for hash_ in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(hash_, root)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, hash_)
        at, last = at >> 1, last >> 1
    return None if last else root


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: list[bytes]) -> bool:
    """Whether the path shows that the older tree is the beginning of the newer (RFC 9162, 2.1.4.2)."""
    if old == new or old == 0:
        return not path and (old == 0 or old_root == new_root)
    if not 0 < old < new or not path:
        return False
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for hash_ in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(hash_, first), node_hash(hash_, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, hash_)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
