"""Lists of payments as the public may see them; every one bounded and paged by key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from core.addresses import UnknownAddress, key_of
from core.divisions import code_range
from core.pagination import KeysetPage, keyset_page, mark_of, mark_values, page_size
from funds.choices import Disclosure, PaymentState
from funds.models import Correction, Payment, Programme
from funds.models.payments import PaymentQuerySet


NEWEST_FIRST = ("-paid_on", "-id")
VILLAGE_ORDER = ("region_id", "-paid_on", "-id")
NAME_ORDER = ("region_id", "programme_id", "id")
_ROLE_WALK = f"""
(SELECT region_id, programme_id, payment.id
FROM funds_payment AS payment
JOIN funds_programme AS programme ON programme.id = programme_id
WHERE {{role}} = %(name)s AND disclosure = '{Disclosure.NAMED}'
    AND state IN ('{PaymentState.PAID}', '{PaymentState.RETURNED}')
    AND region_id BETWEEN %(low)s AND %(high)s{{after}}
ORDER BY 1, 2, 3 LIMIT %(limit)s)
"""


def _walks(after: str = "") -> str:
    """One ordered index walk for each role, joined by UNION: an OR over the three would have to
    fetch and sort every payment of a common name.
    """
    roles = ("beneficiary_name", "payee_name", "head_name")
    walks = "UNION".join(_ROLE_WALK.format(role=role, after=after) for role in roles)
    return f"{walks}ORDER BY 1, 2, 3 LIMIT %(limit)s"


# Written out, because building three querysets and their union takes longer than running it.
_NAME_WALK = _walks()
_NAME_WALK_ON = _walks(
    " AND (region_id, programme_id, payment.id) > (%(region)s, %(programme)s, %(id)s)"
)


def village_rows(
    *, code: str, programme: int | None = None, year: int | None = None
) -> PaymentQuerySet:
    """A village's public rows, narrowed by programme and year paid."""
    rows = Payment.objects.listed().with_names().filter(region=code)
    if programme:
        rows = rows.filter(programme=programme)
    return _paid_in(rows, year)


def programme_rows(
    *, programme: Programme, region: str, year: int | None = None
) -> PaymentQuerySet:
    """A programme's public rows in a region, narrowed by year paid."""
    rows = Payment.objects.listed().with_names().filter(programme=programme).under(region)
    return _paid_in(rows, year)


def of_village(
    *, code: str, programme: int | None = None, year: int | None = None, after: str = "",
    size: int | None = None,
) -> KeysetPage:  # fmt: skip
    """A village's payments, newest first."""
    rows = village_rows(code=code, programme=programme, year=year)
    return keyset_page(rows, NEWEST_FIRST, after, size)


def of_programme(
    *, programme: Programme, region: str, year: int | None = None, after: str = "",
    size: int | None = None,
) -> KeysetPage:  # fmt: skip
    """A programme's payments in a region, village by village, newest first in each."""
    rows = programme_rows(programme=programme, region=region, year=year)
    return keyset_page(rows, VILLAGE_ORDER, after, size)


def of_batch(*, batch: int, after: str = "", size: int | None = None) -> KeysetPage:
    """A batch's rows in sheet order, with those replaced since; of programmes with full names
    only, for beside masked ones a roster's order would tell who they are.
    """
    named = Programme.objects.named().values("pk")
    rows = Payment.objects.with_names().filter(batch=batch, programme__in=named)
    return keyset_page(rows, ("sheet", "row_number", "id"), after, size)


def _paid_in(rows: PaymentQuerySet, year: int | None) -> PaymentQuerySet:
    if not year:
        return rows
    return rows.filter(paid_on__range=(date(year, 1, 1), date(year, 12, 31)))


def by_name(*, name: str, region: str = "", after: str = "", size: int | None = None) -> KeysetPage:
    """Payments of programmes with full names in which somebody of this name has a role."""
    wanted = page_size(size)
    low, high = code_range(region)
    values: dict[str, str | int] = {"name": name, "low": low, "high": high, "limit": wanted + 1}
    if after:
        values |= zip(
            ("region", "programme", "id"), mark_values(Payment, NAME_ORDER, after), strict=True
        )
    with connection.cursor() as cursor:
        cursor.execute(_NAME_WALK_ON if after else _NAME_WALK, values)
        keys = cursor.fetchall()
    shown = keys[:wanted]
    found = Payment.objects.with_names().in_bulk([key for _region, _programme, key in shown])
    rows = [found[key] for _region, _programme, key in shown]
    return KeysetPage(rows, mark_of(rows[-1], NAME_ORDER) if len(keys) > wanted else "")


def by_identity(*, sealed: bytes, name: str, limit: int = 200) -> tuple[list[Payment], bool]:
    """A person's payments in any role, newest first, and whether there are more than `limit`;
    nothing where no payment knows the holder of the number by this name.
    """
    rows = Payment.objects.found_by_identity(sealed).with_names()
    found = list(rows.order_by(*NEWEST_FIRST)[: limit + 1])
    if not _goes_by(found, sealed, name):
        return [], False
    return found[:limit], len(found) > limit


def _goes_by(payments: Iterable[Payment], sealed: bytes, name: str) -> bool:
    """Whether any payment knows the holder of this number by this name (blanks do not count)."""
    return any(
        number == sealed and (written or "").replace(" ", "").casefold() == name.casefold()
        for payment in payments
        for number, written in (
            (payment.beneficiary_id, payment.beneficiary_name),
            (payment.payee_id, payment.payee_name),
            (payment.head_id, payment.head_name),
        )
    )


def by_address(address: str) -> Payment | None:
    """The payment behind a public address, in whatever state it is now."""
    try:
        key = key_of(address, "payment")
    except UnknownAddress:
        return None
    return Payment.objects.with_names().select_related("batch__office").filter(pk=key).first()


def correction_from(payment: Payment) -> Correction | None:
    """Why this row is a new version, or why it was replaced."""
    corrections = Correction.objects.filter(approved=True)
    if payment.state == PaymentState.REPLACED:
        return corrections.filter(old=payment.pk).select_related("new").first()
    if payment.version > 1:
        return corrections.filter(new=payment.pk).select_related("old").first()
    return None
