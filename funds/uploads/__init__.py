"""The kinds of sheets that end in the funds app (see settings.INTAKE_SHEETS)."""

from funds.uploads.allocations import AllocationSheet
from funds.uploads.bank_results import BankResultSheet
from funds.uploads.payments import PaymentSheet


__all__ = ["AllocationSheet", "BankResultSheet", "PaymentSheet"]
