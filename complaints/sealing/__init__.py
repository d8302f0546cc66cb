"""Keys, boxes and codes of sealed reports; knows no model. docs/complaints.md says who opens what."""

from complaints.sealing.boxes import (
    Pair,
    SealBroken,
    fresh_pair,
    lock,
    open_box,
    padded,
    public_of,
    seal_to,
    unlock,
    unpadded,
)
from complaints.sealing.codes import Code, InvalidCode, fresh_code, grouped, parse_code
from complaints.sealing.peppers import (
    STAFF,
    PepperMissing,
    destroy_pepper,
    month_of,
    months_kept,
    pepper,
)
from complaints.sealing.quorum import Half, data_in, halves, inner_of
from complaints.sealing.stretching import Busy, stretch


__all__ = [
    "STAFF", "Busy", "Code", "Half", "InvalidCode", "Pair", "PepperMissing", "SealBroken", "data_in",
    "destroy_pepper", "fresh_code", "fresh_pair", "grouped", "halves", "inner_of", "lock", "month_of",
    "months_kept", "open_box", "padded", "parse_code", "pepper", "public_of", "seal_to", "stretch", "unlock",
    "unpadded",
]  # fmt: skip
