"""Published rows as their own office sees them at the desk: full names, masked numbers."""

from __future__ import annotations

from collections.abc import Sequence

from core.exceptions import PortalError
from core.masking import mask_account, mask_identity
from core.money import yuan
from core.pagination import KeysetPage, keyset_page
from core.sealing import ACCOUNT, IDENTITY, unseal
from funds.choices import PaymentState
from funds.models import Payment


SHEET_ORDER = ("sheet", "row_number", "id")


def of_batch(*, batch: int, sheet: str = "", row: int | None = None, after: str = "") -> KeysetPage:
    """A batch's rows in sheet order, old versions among them, each with its masked number."""
    rows = Payment.objects.with_names().filter(batch=batch)
    if sheet:
        rows = rows.filter(sheet=sheet)
    if row is not None:
        rows = rows.filter(row_number=row)
    page = keyset_page(rows, SHEET_ORDER, after)
    for payment in page:
        payment.masked_number = masked_identity(payment.beneficiary_id)
    return page


def masked_identity(sealed: bytes | None) -> str:
    """The first six and last two digits; the caller records the look."""
    try:
        return mask_identity(unseal(sealed, IDENTITY)) if sealed else ""
    except PortalError:
        return "******"


def masked_identities(payments: Sequence[int]) -> dict[int, str]:
    """The same of these payments' beneficiaries, by payment; the caller records the look."""
    rows = Payment.objects.filter(pk__in=payments).values_list("pk", "beneficiary_id")
    return {payment: masked_identity(bytes(sealed)) for payment, sealed in rows}


def masked_account(sealed: bytes | None) -> str:
    try:
        return mask_account(unseal(sealed, ACCOUNT)) if sealed else ""
    except PortalError:
        return "****"


def claims_of(payments: Sequence[int]) -> dict[int, str]:
    """By payment its programme, how many of what at how much it was paid for, and whether the bank
    sent it back, in words.
    """
    fields = ("units", "standard", "state", "programme__name", "programme__unit")
    rows = Payment.objects.filter(pk__in=payments).select_related("programme").only(*fields)
    return {row.pk: claim_in_words(row) for row in rows}


def claim_in_words(payment: Payment) -> str:
    """“耕地地力保护补贴 9.6 亩 × ¥90.00 (已退回)”, of what the payment says."""
    programme = payment.programme
    words = [programme.name]
    if payment.units is not None:
        words.append(f"{payment.units.normalize():f} {programme.get_unit_display()}")
    if payment.standard is not None:
        words.append(f"× {yuan(payment.standard)}")
    if payment.state == PaymentState.RETURNED:
        words.append(f"({payment.get_state_display()})")
    return " ".join(words)
