"""Which parameters a list in the admin takes: those that its own filters send, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.filters import SimpleListFilter
from django.db import models


if TYPE_CHECKING:
    from django.http import HttpRequest

    from unfold.admin import ModelAdmin

_DAYS = ("gte", "lt", "year", "month", "day", "isnull")


def allowed_lookups(model_admin: ModelAdmin, request: HttpRequest | None) -> set[str]:
    """From `list_filter` and `date_hierarchy`; nothing else narrows a list."""
    allowed: set[str] = set()
    filters: Any = (
        model_admin.list_filter if request is None else model_admin.get_list_filter(request)
    )
    for each in filters:
        if isinstance(each, type) and issubclass(each, SimpleListFilter):
            allowed.add(str(each.parameter_name))
            continue
        name = each if isinstance(each, str) else each[0]
        field = model_admin.opts.get_field(name)
        if isinstance(field, models.DateField):
            allowed |= {f"{name}__{part}" for part in _DAYS}
        else:
            allowed |= {name, f"{name}__exact", f"{name}__isnull"}
    if model_admin.date_hierarchy:
        allowed |= {f"{model_admin.date_hierarchy}__{part}" for part in _DAYS}
    return allowed
