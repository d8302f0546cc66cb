"""The standing lines of a published roster as a sheet has them, to start the next one from."""

from __future__ import annotations

from typing import Any

from core.papers import bare_number, is_gb_number, written_kind
from core.sealing import ACCOUNT, IDENTITY, PHONE, unseal
from funds.choices import PaymentState
from funds.models import Payment, Programme
from intake.models import Batch
from regions.models import Region


_PERSONS = ("beneficiary", "payee", "head")
_AS_THEY_ARE = ("village_group", "household_size", "recipient_class", "units", "standard", "amount", "bank")  # fmt: skip


def standing_lines(batch: Batch) -> list[dict[str, Any]]:
    """By field, in the order of places and of the sheet; figures as figures, numbers whole.

    What the bank sent back is among them: next time the account may be right. Three queries.
    """
    rows = list(
        Payment.objects.filter(batch=batch, state__in=(PaymentState.PAID, PaymentState.RETURNED))
        .order_by("region_id", "sheet", "row_number")
    )  # fmt: skip
    programmes = Programme.objects.in_bulk({row.programme_id for row in rows})
    codes = {row.region_id for row in rows}
    above = {code[:length] + "0" * (12 - length) for code in codes for length in (6, 9)}
    names = dict(Region.objects.filter(pk__in=codes | above).values_list("code", "name"))
    return [_line(row, programmes[row.programme_id], names) for row in rows]


def _line(row: Payment, programme: Programme, names: dict[str, str]) -> dict[str, Any]:
    code = row.region_id
    line: dict[str, Any] = {name: getattr(row, name) for name in _AS_THEY_ARE}
    line |= {
        "programme": programme.name,
        "county": names.get(code[:6] + "0" * 6, ""),
        "township": names.get(code[:9] + "000", "") if code[6:9] != "000" else "",
        "village": names.get(code, "") if code[9:] != "000" else "",
        "account": _number(row.account, ACCOUNT),
        "phone": _number(row.phone, PHONE),
    }
    for role in _PERSONS:
        line[f"{role}_name"] = getattr(row, f"{role}_name")
        number = _number(getattr(row, f"{role}_id"), IDENTITY)
        line[f"{role}_id"] = bare_number(number)
        if number and not is_gb_number(number):
            line[f"{role}_id_paper"] = written_kind(number)
    return line


def _number(sealed: bytes | None, kind: bytes) -> str:
    return unseal(sealed, kind) if sealed else ""
