"""What SQL cannot work out because numbers are sealed; made before a rule that asks for it runs.

Each maker works for the subjects of the rule: it fills a temporary table, gone at commit, or
brings a kept one up to date.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from core.cursors import Cursor
from matching.engine.derived.births import make_births
from matching.engine.derived.multi_valued import CARDS, DRAWERS, EXCLUSIVE, NAMES, make_multi_valued
from matching.engine.derived.overlapping import make_overlapping
from matching.engine.derived.similar_identities import (
    keep_similar_identities,
    make_similar_identities,
)
from matching.rules import SubjectFilter


_MAKERS: dict[str, Callable[[Cursor, SubjectFilter], None]] = {
    "births": make_births,
    "similar-identities": make_similar_identities,
    "overlapping": make_overlapping,
    "multi-valued-drawers": partial(make_multi_valued, DRAWERS),
    "multi-valued-names": partial(make_multi_valued, NAMES),
    "multi-valued-cards": partial(make_multi_valued, CARDS),
    "multi-valued-exclusive": partial(make_multi_valued, EXCLUSIVE),
}


_KEPT: dict[str, Callable[[Cursor, SubjectFilter], None]] = {
    "similar-identities": keep_similar_identities,
}


def bring_up_to_date(name: str, cursor: Cursor, changed: SubjectFilter) -> None:
    """Bring a kept table up to date for the payments that changed; KeyError for an unknown name."""
    _KEPT[name](cursor, changed)


def derive(name: str, cursor: Cursor, subjects: SubjectFilter) -> None:
    """Make the table that a rule's header names under `derives`; KeyError for an unknown name."""
    _MAKERS[name](cursor, subjects)
