"""Runs and registries to read; only how long a registry stays good is set by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from auditing.admin.base import AuditedAdmin, ReadOnlyAdmin, Scope
from matching.models import RegistrySource, RuleResult, Run


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    scope = Scope.CATALOGUE
    list_display = ("id", "mode", "started_at", "finished_at")
    list_filter = ("mode",)
    ordering = ("-id",)


@admin.register(RuleResult)
class RuleResultAdmin(ReadOnlyAdmin):
    scope = Scope.CATALOGUE
    list_display = ("run", "rule", "looked_at", "found", "new", "cleared", "seconds", "saw_all")
    list_select_related = ("run",)
    list_filter = ("rule",)
    ordering = ("-run_id", "rule")

    @admin.display(description=_("saw everything"), boolean=True)
    def saw_all(self, result: RuleResult) -> bool:
        return not result.is_blind


@admin.register(RegistrySource)
class RegistrySourceAdmin(AuditedAdmin):
    """The batch by its number only: what is in it is its own office's and the inspectors'."""

    scope = Scope.REGION
    looks_at = "registries"
    list_display = ("name", "office", "as_of", "rows", "stale_after_days", "loaded_at")
    list_select_related = ("office",)
    fields = ("name", "office", "as_of", "rows", "batch_number", "loaded_at", "stale_after_days")
    readonly_fields = ("name", "office", "as_of", "rows", "batch_number", "loaded_at")

    @admin.display(description=_("batch"))
    def batch_number(self, source: RegistrySource) -> int:
        return source.batch_id

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
