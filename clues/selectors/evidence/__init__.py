"""The rows behind a clue, whatever rule found them: side by side, and each where it stands."""

from clues.selectors.evidence.pairs import Pair, pairs_of
from clues.selectors.evidence.payments import PAYMENTS_SHOWN, payments_of
from clues.selectors.evidence.registries import registry_rows
from clues.selectors.evidence.tables import EvidenceTables, OtherRows, others_of, rows_of


__all__ = [
    "PAYMENTS_SHOWN",
    "OtherRows",
    "Pair",
    "EvidenceTables",
    "others_of",
    "pairs_of",
    "payments_of",
    "registry_rows",
    "rows_of",
]
