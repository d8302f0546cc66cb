from villages.models.arrivals import ArrivedFile
from villages.models.boards import DisclosureItem, Posting, Power, Reminder
from villages.models.corrections import LineCorrection
from villages.models.ledger import LedgerLine, Statement
from villages.models.records import Contract, DecisionEntry, Record, WorksEntry, as_number
from villages.models.vouchers import Voucher


__all__ = [
    "ArrivedFile",
    "Contract", "DecisionEntry", "DisclosureItem", "LedgerLine", "LineCorrection", "Posting", "Power", "Record", "Reminder",
    "Statement", "Voucher", "WorksEntry", "as_number",
]  # fmt: skip
