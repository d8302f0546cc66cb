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
from intake.models.redactions import Redaction


__all__ = [
    "Batch",
    "BatchProblem",
    "BatchQuerySet",
    "Change",
    "HeadingMemory",
    "Redaction",
    "RowCorrection",
    "RowCorrectionQuerySet",
    "WithdrawalRequest",
]
