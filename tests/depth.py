"""How much of what chance draws, or of a long table, a run of the tests goes through.

Those that draw histories draw fewer unless PORTAL_TEST_THOROUGH=1, as
continuous integration has it (script/test --coverage, script/test --thorough). Long tests of what
others try in short are marked `thorough`: a run of everything leaves them out unless it is thorough.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar


THOROUGH = os.environ.get("PORTAL_TEST_THOROUGH") == "1"
Case = TypeVar("Case")
# An everyday run draws one in so many.
_PART = 4


def examples(number: int) -> int:
    """How many examples to draw where a thorough run draws `number`; at least two."""
    return number if THOROUGH else max(2, number // _PART)


def part(cases: Sequence[Case]) -> list[Case]:
    """All of a table in a thorough run; else its first, its last and every fourth."""
    if THOROUGH:
        return list(cases)
    last = len(cases) - 1
    return [case for place, case in enumerate(cases) if place % _PART == 0 or place == last]
