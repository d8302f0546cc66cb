"""Only the holidays: administrators keep the portal, they do not see clues."""

from django.contrib import admin

from auditing.admin.base import AuditedAdmin, Scope
from clues.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(AuditedAdmin):
    scope = Scope.CATALOGUE
    list_display = ("day", "is_working", "name")
    list_filter = ("is_working",)
    search_fields = ("name",)
    date_hierarchy = "day"
