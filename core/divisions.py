"""Arithmetic of 12-digit administrative division codes (GB/T 2260 and the NBS extension).

A code is 2 digits province, 2 prefecture, 2 county, 3 township, 3 village; a subtree is the
range of codes that share its prefix, so no tree has to be walked.
"""

from __future__ import annotations

from collections.abc import Iterable


CODE_LENGTH = 12
LEVEL_LENGTHS = (2, 4, 6, 9, 12)


def pad(code: str) -> str:
    """A code as data packages write it (3501, 350102, 350102001) in its full 12 digits."""
    return code.ljust(CODE_LENGTH, "0")


def prefix(code: str) -> str:
    """The digits that all codes of the subtree begin with; "" for the whole country."""
    for length in (0, *LEVEL_LENGTHS):
        if code[length:].strip("0") == "":
            return code[:length]
    return code


def code_range(code: str) -> tuple[str, str]:
    """The lowest and highest code of the subtree, both inclusive."""
    start = prefix(code)
    return start.ljust(CODE_LENGTH, "0"), start.ljust(CODE_LENGTH, "9")


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` or lies under it."""
    return inner.startswith(prefix(outer))


def common(codes: Iterable[str]) -> str:
    """The smallest region that holds them all, in 12 digits; of the whole country only zeros."""
    prefixes = [prefix(code) for code in codes]
    for length in reversed((0, *LEVEL_LENGTHS)):
        starts = {start[:length] for start in prefixes if len(start) >= length}
        if len(starts) == 1 and all(len(start) >= length for start in prefixes):
            return pad(starts.pop())
    return pad("")


def ancestors(code: str) -> list[str]:
    """The code's own chain from province to itself, in 12 digits, each once."""
    chain = [pad(code[:length]) for length in LEVEL_LENGTHS if length <= len(prefix(code))]
    return list(dict.fromkeys(chain))
