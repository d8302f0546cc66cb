"""Only the table of offices and their clocks: nothing of a report has a page here."""

from django.contrib import admin

from auditing.admin.base import AuditedAdmin, Scope
from complaints.models import Clock, Dispatch


@admin.register(Clock)
class ClockAdmin(AuditedAdmin):
    scope = Scope.CATALOGUE
    list_display = (
        "name",
        "accept_days",
        "tell_days",
        "answer_days",
        "review_days",
        "working_days",
    )
    search_fields = ("name",)


@admin.register(Dispatch)
class DispatchAdmin(AuditedAdmin):
    scope = Scope.CATALOGUE
    list_display = ("region_code", "subject", "office", "clock")
    list_filter = ("subject",)
    list_select_related = ("office", "clock")
    search_fields = ("region_code", "office__name")
