"""How well the rules found what was planted: precision and recall from the truth file."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import Any

from clues.choices import Status
from clues.models import Clue


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rule's score. `unplanned` are clues that nobody planted: the city's own chance."""

    rule: str
    planted: int
    found: int
    innocents: int
    flagged: int
    unplanned: int

    @property
    def recall(self) -> float:
        return self.found / self.planted if self.planted else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the precision lies with 95 % certainty, by Wilson: few clues say little."""
        clues = self.found + self.flagged + self.unplanned
        if not clues:
            return 0.0, 1.0
        share, z = self.found / clues, 1.96
        middle = share + z**2 / (2 * clues)
        half = z * sqrt(share * (1 - share) / clues + z**2 / (4 * clues**2))
        return (middle - half) / (1 + z**2 / clues), (middle + half) / (1 + z**2 / clues)

    @property
    def precision(self) -> float:
        """Planted hits among all clues of the rule."""
        clues = self.found + self.flagged + self.unplanned
        return self.found / clues if clues else 1.0


def judge(facts: list[dict[str, Any]]) -> list[Judgement]:
    """Hold the standing clues against the facts of a truth file, rule by rule."""
    clues: dict[str, set[str]] = defaultdict(set)
    standing = Clue.objects.exclude(status=Status.NO_LONGER_DETECTED)
    for source, key in standing.values_list("source", "source_key"):
        clues[source].add(key)
    hits: dict[str, set[str]] = defaultdict(set)
    innocents: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        (hits if fact["expected"] == "hit" else innocents)[fact["rule"]].add(fact["subject"])
    found = Counter({rule: len(keys & clues[rule]) for rule, keys in hits.items()})
    return [
        Judgement(
            rule=rule,
            planted=len(hits[rule]),
            found=found[rule],
            innocents=len(innocents[rule]),
            flagged=len(innocents[rule] & clues[rule]),
            unplanned=len(clues[rule] - hits[rule] - innocents[rule]),
        )
        for rule in sorted({*hits, *innocents, *clues})
    ]
