"""What a line of the audit trail says, in the words that each app brings for its acts.

An app brings them in `<app>/acts.py`: `ACTS` has the words of every action it records, and of those
it recorded once, for their lines stand for ever.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

from django.utils.functional import Promise

from core.gathering import modules_named


def words_of(action: str) -> str:
    """What was done, in the reader's language; the action's own name where no app has words."""
    return str(_words(modules_named("acts")).get(action, action))


def all_acts() -> dict[str, str | Promise]:
    """Every act that some app has words for."""
    return _words(modules_named("acts"))


@cache
def _words(modules: tuple[ModuleType, ...]) -> dict[str, str | Promise]:
    return {action: words for module in modules for action, words in module.ACTS.items()}
