"""What the public page of the log tells."""

from __future__ import annotations

from dataclasses import dataclass

from publication.models import Checkpoint, Cosignature, Statement, Verification


_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Overview:
    checkpoints: list[Checkpoint]
    cosignatures: list[Cosignature]
    verification: Verification | None
    statements: list[Statement]


def overview_of() -> Overview:
    """The newest of each, four queries."""
    return Overview(
        list(Checkpoint.objects.all()[:_SHOWN]),
        list(Cosignature.objects.all()[:_SHOWN]),
        Verification.objects.first(),
        list(Statement.objects.order_by("-index")[:_SHOWN]),
    )
