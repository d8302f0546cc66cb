"""The log in the admin: to read, of the staff of the reader's region, as at the desk."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from auditing.admin.base import ReadOnlyAdmin, Scope
from auditing.models import AuditEvent, SensitiveAccess


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what to what. What was written in work on clues is not an administrator's to read."""

    scope = Scope.REGION
    looks_at = "trail"
    list_display = ("at", "actor_name", "action", "target")
    list_filter = ("action",)
    search_fields = ("target__exact", "actor_name__exact")
    search_help_text = _("Whole name of a member of staff, or the whole target.")
    ordering = ("-id",)
    fields = ("at", "actor_name", "action", "target", "shown")
    readonly_fields = fields

    @admin.display(description=_("detail"))
    def shown(self, event: AuditEvent) -> str:
        return event.told_to_administrators


@admin.register(SensitiveAccess)
class SensitiveAccessAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    looks_at = "trail"
    list_display = ("at", "actor_name", "subject", "reason")
    search_fields = ("subject__exact", "actor_name__exact")
    search_help_text = _("Whole name of a member of staff, or the whole subject.")
    ordering = ("-id",)
    fields = ("at", "actor_name", "subject", "reason")
    readonly_fields = fields
