from funds.models.allocations import Allocation
from funds.models.catalogue import PolicyAttachment, PolicyDocument, Programme, Standard
from funds.models.payments import Correction, Payment, PaymentTotal


__all__ = [
    "Allocation",
    "Correction",
    "Payment",
    "PaymentTotal",
    "PolicyAttachment",
    "PolicyDocument",
    "Programme",
    "Standard",
]
