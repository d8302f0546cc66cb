from funds.models.allocations import Allocation
from funds.models.catalogue import PolicyAttachment, PolicyDocument, Programme, Standard
from funds.models.disclosure import Companion, DisclosedArea
from funds.models.loosening import Loosening
from funds.models.payments import Correction, Payment, PaymentTotal


__all__ = [
    "Allocation",
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
