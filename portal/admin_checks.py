"""Start-up checks of the admin: it is the portal's own, and nothing in it shows a secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.checks import Error, Tags, register
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from auditing.admin.base import PortalModelAdmin, PortalTabularInline, Scope
from core.concealed import SECRET_APPS, concealed_columns, is_secret
from portal.admin_site import PortalAdminSite


@register(Tags.security)
def the_admin_is_the_portals_own(app_configs: object, **kwargs: object) -> list[Error]:
    """A library may put another site in its place, as unfold's default configuration does."""
    errors = []
    for name, found in (("admin.site", admin.site), ("admin.sites.site", admin.sites.site)):
        if found.__class__ is not PortalAdminSite:
            errors.append(
                Error(
                    f"{name} is {found.__class__.__qualname__}, not PortalAdminSite.",
                    hint="Use 'unfold.apps.BasicAppConfig' and portal.apps.PortalAdminConfig.",
                    id="portal.E002",
                )
            )
    return errors


@register(Tags.security)
def every_admin_page_keeps_the_borders(app_configs: object, **kwargs: object) -> list[Error]:
    return [
        Error(
            f"{type(model_admin).__qualname__}: {fault}.",
            hint="See auditing.admin.base for what a page of the admin declares.",
            id="portal.E003",
        )
        for model, model_admin in admin.site._registry.items()
        for fault in faults_of(model, model_admin)
    ]


def faults_of(model: type[models.Model], model_admin: admin.ModelAdmin[Any]) -> Iterator[str]:
    """What this page would show or allow that no page may, in words."""
    if model._meta.app_label in SECRET_APPS:
        yield f"{model._meta.label} is made of secrets and has no page"
    if not isinstance(model_admin, PortalModelAdmin):
        yield "it is no PortalModelAdmin"
        return
    if getattr(model_admin, "scope", None) not in set(Scope):
        yield "it declares no scope"
    elif model_admin.scope == Scope.REGION and not hasattr(
        model._default_manager.all(), "visible_to"
    ):
        yield f"{model._meta.label} has no visible_to(user)"
    for inline in model_admin.inlines:
        if not issubclass(inline, PortalTabularInline):
            yield f"{inline.__name__} is no PortalTabularInline"
    if concealed_columns(model) and not (model_admin.fields or model_admin.fieldsets):
        yield "it names no fields, so it would show all"
    for path in _paths_of(model_admin):
        last = _last_field(model, path)
        if last is not None and (is_secret(last) or last.name in concealed_columns(last.model)):
            yield f"it names {path}, which nobody may see"
    for each in model_admin.list_filter:
        name = each if isinstance(each, str) else getattr(each, "parameter_name", each)
        if isinstance(name, str) and "__" in name:
            yield f"it filters by {name}, which lies beyond its own rows"


def _paths_of(model_admin: PortalModelAdmin) -> Iterator[str]:
    """Every column that the page names anywhere, as a lookup path."""
    fieldsets = [name for _title, group in model_admin.fieldsets or () for name in group["fields"]]
    named = (
        *(model_admin.fields or ()), *fieldsets, *model_admin.readonly_fields,
        *model_admin.list_display, *model_admin.list_editable, *model_admin.list_filter,
        *model_admin.search_fields, *(model_admin.ordering or ()),
        *model_admin.autocomplete_fields, *model_admin.raw_id_fields,
        model_admin.date_hierarchy or "",
    )  # fmt: skip
    for inline in model_admin.inlines:
        named = (*named, *(inline.fields or ()), *inline.readonly_fields)
    for each in named:
        if isinstance(each, str):
            yield each.lstrip("-=^@")
            method = getattr(model_admin, each, None)
            order = getattr(method, "admin_order_field", None)
            if isinstance(order, str):
                yield order.lstrip("-")
    for resource in getattr(model_admin, "resource_classes", ()):
        yield from (str(field.attribute or name) for name, field in resource().fields.items())


def _last_field(model: type[models.Model], path: str) -> models.Field[Any, Any] | None:
    """The column that a lookup path ends at; None for a method or a computed value."""
    found: models.Field[Any, Any] | None = None
    for part in path.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return found
        if not isinstance(field, models.Field):
            return found
        found, model = field, field.related_model or model  # type: ignore[assignment]  # of a relation it is a model, of a column None
    return found
