from funds.models.allocations import Allocation
from funds.models.bank_results import BankResult
from funds.models.catalogue import PolicyAttachment, PolicyDocument, Programme, Standard
from funds.models.disclosure import Companion, DisclosedArea
from funds.models.loosening import Loosening
from funds.models.payments import Correction, Payment, PaymentTotal


__all__ = [
    "Allocation",
    "BankResult",
    "Companion",
    "Correction",
    "DisclosedArea",
    "Loosening",
    "Payment",
    "PaymentTotal",
    "PolicyAttachment",
    "PolicyDocument",
    "Programme",
    "Standard",
]
