from villages.uploads.ledger import LedgerSheet
from villages.uploads.records import ContractSheet, DecisionSheet, WorksSheet


__all__ = ["ContractSheet", "DecisionSheet", "LedgerSheet", "WorksSheet"]
