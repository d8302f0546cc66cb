from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from unfold.admin import ModelAdmin

from auditing.models import AuditEvent, SensitiveAccess


class ReadOnlyAdmin(ModelAdmin):
    """For what nobody may write by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_name", "action", "target")
    list_filter = ("action",)
    search_fields = ("target", "actor_name")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        return super().get_queryset(request).order_by("-id")


@admin.register(SensitiveAccess)
class SensitiveAccessAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_name", "subject", "reason")
    search_fields = ("subject", "actor_name")
    show_full_result_count = False
