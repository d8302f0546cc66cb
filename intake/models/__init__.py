from intake.models.batches import (
    Batch,
    BatchProblem,
    BatchQuerySet,
    Change,
    HeadingMemory,
    RowCorrection,
    RowCorrectionQuerySet,
    WithdrawalRequest,
)
from intake.models.mending import BatchAnswer, CellMend
from intake.models.redactions import Redaction


__all__ = [
    "Batch",
    "BatchAnswer",
    "BatchProblem",
    "BatchQuerySet",
    "CellMend",
    "Change",
    "HeadingMemory",
    "Redaction",
    "RowCorrection",
    "RowCorrectionQuerySet",
    "WithdrawalRequest",
]
