"""What every page of the admin keeps to: the reader's region, declared lookups, no secrets.

`scope` says which rows a person sees and has no default: portal.checks stops the start-up where it
is missing. `looks_at` names rows whose every look is written down, as at the desk.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from unfold.admin import ModelAdmin, TabularInline

from auditing.admin.lookups import allowed_lookups
from auditing.services import record, record_sensitive_access
from core.caching import pages_changed
from core.concealed import concealed_columns
from core.divisions import contains
from core.pagination import BoundedPaginator


class Scope(StrEnum):
    """Which rows of a model a person sees in the admin."""

    # The model's own `visible_to(user)`, the same as at the desk.
    REGION = "region"
    # Public everywhere, kept by those whose region is the whole portal's.
    CATALOGUE = "catalogue"


class ScopedChoices:
    """Form fields offer only what their own list would show to this person."""

    admin_site: admin.AdminSite

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("queryset", self._choices_of(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # unfold's ModelAdmin has no types

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("queryset", self._choices_of(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]  # unfold's ModelAdmin has no types

    def _choices_of(
        self, db_field: models.Field[Any, Any], request: HttpRequest
    ) -> models.QuerySet[Any]:
        model: Any = db_field.related_model
        if self.admin_site.is_registered(model):
            return self.admin_site.get_model_admin(model).get_queryset(request)
        none: models.QuerySet[Any] = model._default_manager.none()
        return none


class PortalModelAdmin(ScopedChoices, ModelAdmin):
    """The only kind of ModelAdmin that PortalAdminSite takes."""

    scope: Scope
    # The subject under which looks are written down; "" for what is public anyway.
    looks_at = ""
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    actions = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        if self.scope == Scope.REGION:
            rows = rows.visible_to(request.user)
        seen: models.QuerySet[Any] = rows.defer(*concealed_columns(self.model))
        return seen

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters send; Django would let any column be probed."""
        return lookup in allowed_lookups(self, request)

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return bool(to_field == self.opts.pk.name)

    def may_write(self, request: Any, obj: Any = None) -> bool:
        """What counts everywhere is changed by those who answer for everywhere."""
        if self.scope == Scope.CATALOGUE:
            return contains(request.user.region_code, settings.PORTAL_REGION)
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_write(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_write(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """How many rows would go or stand in the way, never which: some lie elsewhere."""
        gone, counts, needed, kept = super().get_deleted_objects(objs, request)
        standing = [capfirst(self.opts.verbose_name_plural)] if kept else []
        return [capfirst(f"{name}: {count}") for name, count in counts.items()], counts, needed, standing  # fmt: skip

    def _written_down(self, request: HttpRequest, reason: str, subject: str = "") -> None:
        if self.looks_at and self.has_view_or_change_permission(request):
            record_sensitive_access(
                by=request.user, subject=subject or self.looks_at, reason=f"admin: {reason}"
            )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._written_down(request, "list")
        page: HttpResponse = super().changelist_view(request, extra_context)
        return page

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is not None:
            self._written_down(request, "one row", f"{self.opts.model_name}:{object_id[:40]}")
        page: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return page

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._written_down(request, "history", f"{self.opts.model_name}:{object_id[:40]}")
        page: HttpResponse = super().history_view(request, object_id, extra_context)
        return page


class PortalTabularInline(ScopedChoices, TabularInline):
    """Rows that belong to one object of a PortalModelAdmin and are seen and kept with it."""

    def _holder(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(
            super().has_add_permission(request, obj) and self._holder().may_write(request, obj)
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(
            super().has_change_permission(request, obj) and self._holder().may_write(request, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(
            super().has_delete_permission(request, obj) and self._holder().may_write(request, obj)
        )


class ReadOnlyAdmin(PortalModelAdmin):
    """For what nobody may write by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class AuditedAdmin(PortalModelAdmin):
    """Every change by hand leaves an audit event, and no public page that was made before it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        pages_changed()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not self.may_write(request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)
        pages_changed()
        record(
            action="admin.change" if change else "admin.add",
            by=request.user,
            target=f"{obj._meta.model_name}:{obj.pk}",
            detail={"fields": form.changed_data},
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        record(action="admin.delete", by=request.user, target=f"{obj._meta.model_name}:{obj.pk}")
        super().delete_model(request, obj)
        pages_changed()
