"""What of this app a receipt can be had for."""

from __future__ import annotations

from django.db import connection

from core.money import yuan
from funds.logged import PAYMENT, POLICY, PROGRAMME
from funds.models import PolicyDocument, Programme
from funds.selectors import payments
from publication.log.receipted import Finder, Receipted
from publication.services.recording import keys_of


def _payment(address: str) -> Receipted | None:
    found = payments.by_address(address)
    if found is None:
        return None
    return Receipted(
        PAYMENT, ((found.pk, found.batch_id),), f"{found.programme.name} {yuan(found.amount)}",
        found.get_absolute_url(), opens_names=found.is_named,
    )  # fmt: skip


def _programme(code: str) -> Receipted | None:
    found = Programme.objects.filter(code=code).first()
    if found is None:
        return None
    return Receipted(PROGRAMME, ((found.pk, None),), found.name, found.get_absolute_url())


def _policy(slug: str) -> Receipted | None:
    found = PolicyDocument.objects.filter(slug=slug).first()
    if found is None:
        return None
    with connection.cursor() as cursor:
        keys = keys_of(cursor, table=POLICY.table, pks=[slug])
    return Receipted(
        POLICY, tuple((key, None) for key in keys), found.title, found.get_absolute_url()
    )


RECEIPTS: dict[str, Finder] = {"payment": _payment, "programme": _programme, "policy": _policy}
