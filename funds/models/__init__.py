from funds.models.allocations import Allocation
from funds.models.bank_results import BankResult
from funds.models.catalogue import Programme, Standard
from funds.models.circumstances import Circumstance, Condition
from funds.models.disclosure import Companion, DisclosedArea
from funds.models.loosening import Loosening
from funds.models.payments import Correction, Payment, PaymentTotal
from funds.models.policies import PolicyAttachment, PolicyDocument


__all__ = [
    "Allocation",
    "BankResult",
    "Circumstance",
    "Companion",
    "Condition",
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
