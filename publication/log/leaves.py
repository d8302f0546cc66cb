"""What stands in a leaf: of a row nothing that can be guessed, of a statement its words.

A row's seed (16 random bytes) makes three shares, the first 48 bytes of SHA-512(seed). The row's
public text, its names and its sealed numbers open separately, each with its own share; without the
seed nothing opens, so that a row can be made mute by destroying it.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Sequence
from hashlib import sha256, sha512
from typing import NamedTuple

from publication.log.tree import leaf_hash


SEED = 16
COMMITMENT = 32
ROW, STATEMENT = b"\x01", b"\x02"
# As what the names of a run's sheets are sealed.
SHEETS = b"log-sheets"
# What the COPY brings before the row's text: key, sheet, row number, state, replaced by.
LEADING = 5
# A place is kept in four bytes: 21 bits for the row, the others for which of the sheets.
_ROW_BITS, _SHEETS = 21, 2**11
_SEEDS_AT_ONCE = 1024


class Shares(NamedTuple):
    public: bytes
    names: bytes
    numbers: bytes


def shares_of(seed: bytes) -> Shares:
    digest = sha512(seed).digest()
    return Shares(digest[:16], digest[16:32], digest[32:48])


def opened(share: bytes, text: bytes) -> bytes:
    """What stands in a leaf for names or numbers."""
    return sha256(share + text).digest()


def commitment(kind: bytes, share: bytes, public: bytes, names: bytes, numbers: bytes) -> bytes:
    """What a row's entry holds; `names` and `numbers` are what `opened` made of them."""
    return sha256(share + kind + b"\t" + public + names + numbers).digest()


def row_entry(committed: bytes) -> bytes:
    return ROW + committed


def row_leaf(committed: bytes) -> bytes:
    return sha256(b"\x00\x01" + committed).digest()


def row_leaves(commitments: bytes) -> bytes:
    """Leaf hashes of neighbouring rows."""
    steps = range(0, len(commitments), COMMITMENT)
    return b"".join(
        [sha256(b"\x00\x01" + commitments[at : at + COMMITMENT]).digest() for at in steps]
    )


def statement_entry(words: str) -> bytes:
    return STATEMENT + words.encode()


def statement_leaf(words: str) -> bytes:
    return leaf_hash(statement_entry(words))


def facts_of(words: str) -> dict[str, str]:
    """The name=value pairs of a statement."""
    return dict(part.partition("=")[::2] for part in words.split("\t")[1:])


class Cut(NamedTuple):
    """How a kind's columns fall into public text, names and numbers."""

    kind: bytes
    public: int
    names: int

    def parts(self, fields: Sequence[bytes]) -> tuple[bytes, bytes, bytes]:
        """Public text, names and numbers out of a COPY line's fields without the leading ones."""
        names = self.public + self.names
        return (
            b"\t".join(fields[: self.public]),
            b"\t".join(fields[self.public : names]),
            b"\t".join(fields[names:]),
        )

    def committed(self, fields: Sequence[bytes], seed: bytes) -> bytes:
        public, names, numbers = self.parts(fields)
        digest = sha512(seed).digest()
        return sha256(
            digest[:16] + self.kind + b"\t" + public
            + sha256(digest[16:32] + names).digest() + sha256(digest[32:48] + numbers).digest()
        ).digest()  # fmt: skip


class RowHasher:
    """Takes COPY's text line by line and keeps 60 bytes a row: commitment, seed, key and place.

    A hundred thousand rows pass here while somebody waits: `write` is made once, of local names.
    """

    def __init__(self, cut: Cut, usual: str) -> None:
        """`usual` is the state that nothing has to be said of."""
        self.commitments, self.seeds = bytearray(), bytearray()
        self.keys, self.places = array("q"), array("I")
        self.sheets: dict[bytes, int] = {}
        # Which rows, by number, began in another state than usual, or replaced: (state, by what).
        self.marks: dict[tuple[bytes, bytes], list[int]] = {}
        self.write = self._writer(cut, [usual.encode(), b"\\N"])

    def __len__(self) -> int:
        return len(self.keys)

    def _writer(self, cut: Cut, usual: list[bytes]) -> Callable[[bytes], int]:
        commitments, seeds, keys, places = self.commitments, self.seeds, self.keys, self.places
        public_end = LEADING + cut.public
        names_end = public_end + cut.names
        kind, join = cut.kind + b"\t", b"\t".join
        random, used = b"", _SEEDS_AT_ONCE * SEED

        def write(line: bytes) -> int:
            nonlocal random, used
            if used == _SEEDS_AT_ONCE * SEED:
                random, used = os.urandom(used), 0
            fields = line[:-1].split(b"\t")
            seed = random[used : used + SEED]
            used += SEED
            share = sha512(seed).digest()
            commitments.extend(
                sha256(
                    share[:16] + kind + join(fields[LEADING:public_end])
                    + sha256(share[16:32] + join(fields[public_end:names_end])).digest()
                    + sha256(share[32:48] + join(fields[names_end:])).digest()
                ).digest()
            )  # fmt: skip
            seeds.extend(seed)
            if fields[3:LEADING] != usual:
                self.marks.setdefault((fields[3], fields[4]), []).append(len(keys))
            keys.append(int(fields[0]))
            places.append(self._place(fields[1], int(fields[2])))
            return len(line)

        return write

    def _place(self, sheet: bytes, row: int) -> int:
        which = self.sheets.setdefault(sheet, len(self.sheets))
        return which << _ROW_BITS | row if which < _SHEETS and row < 2**_ROW_BITS else 0


def place_of(packed: int, sheets: Sequence[str]) -> tuple[str, int]:
    """Sheet and row of a kept place."""
    which, row = packed >> _ROW_BITS, packed & (2**_ROW_BITS - 1)
    return (sheets[which] if which < len(sheets) else ""), row
