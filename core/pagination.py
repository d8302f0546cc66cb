"""Lists page by key, never by offset, and never past one bound: pages, API and exports alike."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.exceptions import PortalError


if TYPE_CHECKING:
    _Paginator = Paginator[models.QuerySet[Any]]
else:
    _Paginator = Paginator


class BadPageKey(PortalError):
    """The page mark in the address is not one that we gave."""


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """One page of rows and the mark of the next page ("" at the end)."""

    rows: list[Any]
    next: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_size(asked: str | int | None) -> int:
    try:
        size = int(asked or settings.PAGE_SIZE)
    except ValueError:
        size = settings.PAGE_SIZE
    return max(1, min(size, settings.PAGE_SIZE_MAX))


def keyset_page(
    rows: models.QuerySet[Any], order: Sequence[str], after: str = "", size: int | None = None
) -> KeysetPage:
    """The rows after the mark `after`, in `order` (field names, "-" for descending).

    The last field of `order` must be unique. Costs one query of size + 1 rows.
    """
    size = page_size(size)
    if after:
        rows = rows.filter(_past(order, mark_values(rows.model, order, after)))
    found = list(rows.order_by(*order)[: size + 1])
    mark = mark_of(found[size - 1], order) if len(found) > size else ""
    return KeysetPage(found[:size], mark)


def around(
    rows: models.QuerySet[Any], order: Sequence[str], row: Any, before: int, after: int
) -> tuple[list[Any], list[Any]]:
    """So many rows before and after one of them (or a place between), each in `order`."""
    here = [getattr(row, field.lstrip("-")) for field in order]
    backwards = [field[1:] if field.startswith("-") else f"-{field}" for field in order]
    earlier = rows.filter(_past(backwards, here)).order_by(*backwards)[:before]
    later = rows.filter(_past(order, here)).order_by(*order)[:after]
    return list(earlier)[::-1], list(later)


def mark_of(row: Any, order: Sequence[str]) -> str:
    """The mark of the page that follows this row."""
    return _encode([getattr(row, field.lstrip("-")) for field in order])


def mark_values(model: type[models.Model], order: Sequence[str], mark: str) -> list[Any]:
    """The mark's values as the ordered fields take them; raises BadPageKey."""
    values = _decode(mark, len(order))
    try:
        return [
            _field(model, name).to_python(value) for name, value in zip(order, values, strict=True)
        ]
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadPageKey(_("This page link is damaged; go back to the first page.")) from error


def _past(order: Sequence[str], values: list[Any]) -> Q:
    """(a, b, c) after (x, y, z) where each column has its own direction."""
    condition = Q()
    for depth in range(len(order)):
        step = Q()
        for field, value in zip(order[:depth], values[:depth], strict=True):
            step &= Q(**{field.lstrip("-"): value})
        comparison = "lt" if order[depth].startswith("-") else "gt"
        step &= Q(**{f"{order[depth].lstrip('-')}__{comparison}": values[depth]})
        condition |= step
    # Repeats the first column's bound where the planner can use it as an index condition.
    first = order[0].lstrip("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & condition


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    # Orders name concrete columns only.
    field = cast("models.Field[Any, Any]", model._meta.get_field(name.lstrip("-")))
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _encode(values: list[Any]) -> str:
    plain = [str(v) if isinstance(v, date | Decimal) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(mark: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, binascii.Error) as error:
        raise BadPageKey(_("This page link is damaged; go back to the first page.")) from error
    if (
        not isinstance(values, list)
        or len(values) != length
        or not all(isinstance(v, str | int) for v in values)
    ):
        raise BadPageKey(_("This page link is damaged; go back to the first page."))
    return values


class BoundedPaginator(_Paginator):
    """For the admin over millions of rows: counts no further than a bound, and pages no further."""

    bound = 1_000
    object_list: models.QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return self.object_list[: self.bound].count()


class ApiKeysetPagination(BasePagination):
    """`?after=<mark>&size=<n>`; the view names its order in `keyset_order`."""

    def paginate_queryset(
        self, queryset: models.QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self._page = keyset_page(
            queryset,
            view.keyset_order,
            request.query_params.get("after", ""),
            page_size(request.query_params.get("size")),
        )
        return self._page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._page.next or None, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results"],
            "properties": {
                "next": {"type": "string", "nullable": True, "description": "pass as `after`"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": "after", "in": "query", "schema": {"type": "string"}},
            {
                "name": "size",
                "in": "query",
                "schema": {"type": "integer", "maximum": settings.PAGE_SIZE_MAX},
            },
        ]
