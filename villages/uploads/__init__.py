from villages.uploads.ledger import LedgerSheet


__all__ = ["LedgerSheet"]
