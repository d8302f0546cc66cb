"""What the open data hold: every list of the API with its address and the meaning of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rest_framework.serializers import BaseSerializer

from funds import api


@dataclass(frozen=True, slots=True)
class DataList:
    """One list; `needs` are the parameters without which it does not answer, one of each group."""

    name: str
    route: str
    says: str | Promise
    serializer: type[BaseSerializer[Any]]
    needs: tuple[str, ...] = ()
    example: str = ""

    @property
    def address(self) -> str:
        return reverse(self.route)

    @property
    def columns(self) -> list[tuple[str, str, str]]:
        """Name, what it is called on pages, and what else there is to say."""
        return [
            (name, str(field.label or name), str(field.help_text or ""))
            for name, field in self.serializer().fields.items()
        ]


LISTS = (
    DataList("programmes", "api-programme-list", _("Benefits: what they are, who may apply, and where to ask."), api.ProgrammeSerializer),
    DataList("payments", "api-payment-list", _("What was paid, line by line, with names as far as the pages show them."), api.PaymentSerializer, ("village", "programme"), "?programme=2080502"),
    DataList("totals", "api-total-list", _("Sums by programme, place and month."), api.TotalSerializer, ("region",), "?region=350100000000"),
    DataList("allocations", "api-allocation-list", _("Money handed down from office to office."), api.AllocationSerializer),
    DataList("policies", "api-policy-list", _("Policy documents with their full text."), api.PolicySerializer),
    DataList("regions", "api-region-list", _("Cities, counties, towns and villages with their codes."), api.RegionSerializer),
)  # fmt: skip
