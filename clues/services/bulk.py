"""One act on many suspected matters: each on its own, so that one refusal stops no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from clues.models import Clue
from clues.services.checking import explain, send_to_check
from clues.services.claiming import take
from core.exceptions import PortalError


@dataclass(slots=True)
class BulkResult:
    """How many were done, and why the others were not: pairs of clue number and reason."""

    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_many(*, clues: Sequence[Clue], by: User) -> BulkResult:
    return _each(clues, lambda clue: take(clue=clue, by=by))


def send_many(*, clues: Sequence[Clue], by: User, question: str = "") -> BulkResult:
    """Each to the office that routing names for it."""
    return _each(clues, lambda clue: send_to_check(clue=clue, by=by, question=question))


def explain_many(*, clues: Sequence[Clue], by: User, finding: str, words: str) -> BulkResult:
    """Only what is of low severity and was never confirmed."""
    return _each(
        clues,
        lambda clue: explain(clue=clue, by=by, finding=finding, words=words, among_many=True),
    )


def _each(clues: Sequence[Clue], act: Callable[[Clue], object]) -> BulkResult:
    result = BulkResult()
    for clue in clues:
        try:
            act(clue)
        except PortalError as refusal:
            result.refused.append((clue.number, str(refusal)))
        else:
            result.done += 1
    return result
