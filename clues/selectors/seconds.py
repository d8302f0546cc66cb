"""What waits for a second person: requests to agree, and explanations to be looked at again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from accounts.permissions import can
from clues.choices import RecheckState
from clues.models import Clue, DecisionRequest, Recheck
from clues.permissions import check_can_decide, check_can_recheck
from clues.selectors.statistics import ALWAYS, Period
from core.divisions import code_range


SHOWN = 100


def basis_of(clue: Clue) -> str:
    """A digest of what a decision on a clue rests on: its state, who has it, what it says and stands
    for, and what came of it.
    """
    said = [
        clue.status, clue.disposal, clue.assignee_id, clue.facts_digest, clue.latest_digest,
        *clue.merged.order_by("pk").values_list("pk", "facts_digest", "latest_digest"),
        *clue.checks.order_by("pk").values_list("pk", "answer"),
        *clue.outcomes.order_by("pk").values_list("pk", "measure"),
        *clue.recoveries.order_by("pk").values_list("pk", "due", "recovered"),
        *clue.rectifications.order_by("pk").values_list("pk", "done_at"),
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def waiting_request(clue: Clue) -> DecisionRequest | None:
    """What waits for a second person; read once for a card, for every act on it asks."""
    if "_waiting_request" not in clue.__dict__:
        found = clue.requests.waiting().select_related("asked_by__office").first()
        if found is not None:
            found.clue = clue
        clue.__dict__["_waiting_request"] = found
    kept: DecisionRequest | None = clue.__dict__["_waiting_request"]
    return kept


def waiting_recheck(clue: Clue) -> Recheck | None:
    """The explanation that was drawn and waits, likewise."""
    if "_waiting_recheck" not in clue.__dict__:
        found = clue.rechecks.waiting().select_related("explained_by").first()
        if found is not None:
            found.clue = clue
        clue.__dict__["_waiting_recheck"] = found
    kept: Recheck | None = clue.__dict__["_waiting_recheck"]
    return kept


def requests_for(user: User) -> list[DecisionRequest]:
    """Requests on which this person may decide, the oldest first."""
    found = (
        DecisionRequest.objects.waiting()
        .within_reach_of(user)
        .filter(clue__in=Clue.objects.visible_to(user))
        .select_related("clue", "asked_by__office")[:SHOWN]
    )
    return [each for each in found if can(check_can_decide, user, each)]


def rechecks_for(user: User) -> list[Recheck]:
    """Explanations that were drawn for this person's level, the oldest first."""
    found = (
        Recheck.objects.waiting()
        .filter(region_code__range=code_range(user.region_code))
        .filter(clue__in=Clue.objects.visible_to(user))
        .select_related("clue", "explained_by")[:SHOWN]
    )
    return [each for each in found if can(check_can_recheck, user, each)]


@dataclass(frozen=True, slots=True)
class RecheckFigures:
    """Of explained matters: how many, how many were drawn, and what came of those."""

    explained: int
    waiting: int
    upheld: int
    overturned: int

    @property
    def drawn(self) -> int:
        return self.waiting + self.upheld + self.overturned

    @property
    def rate(self) -> float | None:
        return 100 * self.drawn / self.explained if self.explained else None


def recheck_figures(region: str, period: Period = ALWAYS) -> RecheckFigures:
    """Of matters found in a period; one query."""
    since, until = period.moments()
    rows = Recheck.objects.filter(clue__region_code__range=code_range(region))
    if since:
        rows = rows.filter(clue__opened_at__gte=since)
    if until:
        rows = rows.filter(clue__opened_at__lt=until)
    counts = rows.aggregate(
        explained=Count("pk"),
        **{state.value: Count("pk", filter=Q(state=state)) for state in RecheckState
           if state != RecheckState.NOT_DRAWN},
    )  # fmt: skip
    return RecheckFigures(**counts)
