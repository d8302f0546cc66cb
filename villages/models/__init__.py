from villages.models.ledger import LedgerLine, Statement


__all__ = ["LedgerLine", "Statement"]
