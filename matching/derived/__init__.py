"""What SQL cannot work out because numbers are sealed; made before a rule that asks for it runs.

Each maker fills a temporary table, gone at commit, for the subjects of the rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.derived.births import make_births
from matching.derived.near_numbers import make_near_numbers
from matching.rules import Subjects


_MAKERS: dict[str, Callable[[Any, Subjects], None]] = {
    "births": make_births,
    "near-numbers": make_near_numbers,
}


def derive(name: str, cursor: Any, subjects: Subjects) -> None:
    """Make the table that a rule's header names under `derives`; KeyError for an unknown name."""
    _MAKERS[name](cursor, subjects)
