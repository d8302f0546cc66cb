"""What of this app somebody may complain about."""

from __future__ import annotations

from django.conf import settings

from core.records import Finder, PublicRecord
from funds.models import PolicyDocument, Programme
from funds.selectors import payments
from intake.models import Batch


def _payment(address: str) -> PublicRecord | None:
    found = payments.by_address(address)
    if found is None:
        return None
    # Where nobody is named the place stays out of the words too.
    region = found.region_id
    title = f"{found.programme.name} {found.amount} · {found.address[:8]}"
    return PublicRecord(
        "payment", title, region, found.get_absolute_url(), (found.batch.office.code,)
    )


def _programme(code: str) -> PublicRecord | None:
    found = Programme.objects.filter(code=code).first()
    if found is None:
        return None
    return PublicRecord("programme", found.name, settings.PORTAL_REGION, found.get_absolute_url())


def _policy(slug: str) -> PublicRecord | None:
    found = PolicyDocument.objects.filter(slug=slug).first()
    if found is None:
        return None
    return PublicRecord("policy", found.title, settings.PORTAL_REGION, found.get_absolute_url())


def _batch(number: str) -> PublicRecord | None:
    if not number.isdecimal():
        return None
    found = Batch.objects.public().select_related("office").filter(pk=number).first()
    if found is None:
        return None
    region = found.office.region_code
    return PublicRecord(
        "batch", f"#{found.pk}", region, f"/batches/{found.pk}/", (found.office.code,)
    )


RECORDS: dict[str, Finder] = {
    "payment": _payment,
    "programme": _programme,
    "policy": _policy,
    "batch": _batch,
}
