"""Reasons that the public reads: they name nobody whom the lists do not name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Value
from django.db.models.functions import Greatest, StrIndex
from django.utils.translation import gettext as _

from core.exceptions import PortalError
from funds.choices import Disclosure
from funds.models import Programme
from funds.models.payments import PaymentQuerySet
from funds.selectors.corrections import NAMES


def check_reason(reason: str, rows: PaymentQuerySet, also: Iterable[str] = ()) -> None:
    """Raises PortalError where the reason says a name that stands in these rows, or `also` one that
    shall stand there, and the rows' programme names nobody.
    """
    said = "".join(reason.split())
    masked = Programme.objects.exclude(disclosure=Disclosure.NAMED).values("pk")
    hidden = rows.filter(programme__in=masked)
    # A missing name is NULL, which Greatest passes over.
    where = Greatest(*(StrIndex(Value(said), F(role)) for role in NAMES))
    named = hidden.annotate(where=where).filter(where__gt=0).exists()
    if named or (any(name and name in said for name in also) and hidden.exists()):
        raise PortalError(
            _("The public reads this reason, and whoever receives this money is not named there. Leave the name out; the row says whom it is about.")
        )  # fmt: skip
