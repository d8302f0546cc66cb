"""What SQL cannot work out because numbers are sealed; made before a rule that asks for it runs.

Each maker works for the subjects of the rule: it fills a temporary table, gone at commit, or
brings a kept one up to date.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from matching.derived.births import make_births
from matching.derived.near_numbers import make_near
from matching.derived.overlapping import make_overlapping
from matching.derived.several import DRAWERS, EXCLUSIVE, NAMES, make_several
from matching.rules import Subjects


_MAKERS: dict[str, Callable[[Any, Subjects], None]] = {
    "births": make_births,
    "near-numbers": make_near,
    "overlapping": make_overlapping,
    "several-drawers": partial(make_several, DRAWERS),
    "several-names": partial(make_several, NAMES),
    "several-exclusive": partial(make_several, EXCLUSIVE),
}


def derive(name: str, cursor: Any, subjects: Subjects) -> None:
    """Make the table that a rule's header names under `derives`; KeyError for an unknown name."""
    _MAKERS[name](cursor, subjects)
