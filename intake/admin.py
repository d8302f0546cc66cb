"""Uploaded sheets in the admin: to read, with a way to the desk, where they are worked on."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from unfold.decorators import action

from accounts.permissions import Permission, holds
from auditing.admin.base import ReadOnlyAdmin, Scope
from intake.models import Batch, HeadingMemory, WithdrawalRequest


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """The file itself and the rows are opened at the desk, where looks are recorded."""

    scope = Scope.REGION
    looks_at = "batches"
    list_display = (
        "id",
        "desk",
        "kind",
        "office",
        "status",
        "rows",
        "accepted",
        "amount",
        "uploaded_at",
    )
    list_display_links = ("id",)
    list_filter = ("status", "kind")
    list_select_related = ("office",)
    search_fields = ("=id", "file_name", "sha256")
    ordering = ("-id",)
    fields = (
        "desk", "kind", "confidential", "office", "programme_code", "region_code", "period_from",
        "period_to", "status", "rows", "accepted", "rejected", "warnings", "amount", "sha256",
        "size", "uploaded_by", "uploaded_at", "decided_by", "decided_at", "decision_note",
        "at_console", "published_at", "withdrawn_at", "withdrawal_reason",
    )  # fmt: skip
    readonly_fields = fields
    actions_list = ("upload",)

    @admin.display(description=_("at the desk"))
    def desk(self, batch: Batch) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("intake:batch", args=[batch.pk]), batch.file_name
        )

    @action(description=_("Upload a sheet"), permissions=["upload"])
    def upload(self, request: HttpRequest) -> HttpResponse:
        return redirect("intake:upload")

    def has_upload_permission(self, request: HttpRequest) -> bool:
        return holds(request.user, Permission.UPLOAD_SHEETS)


@admin.register(HeadingMemory)
class HeadingMemoryAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    list_display = ("office", "kind", "heading", "field")
    list_filter = ("kind",)
    list_select_related = ("office",)
    search_fields = ("heading",)


@admin.register(WithdrawalRequest)
class WithdrawalRequestAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    looks_at = "withdrawals"
    list_display = ("batch", "reason", "requested_by", "requested_at", "decided_by", "approved")
    list_select_related = ("batch", "requested_by", "decided_by")
    ordering = ("-id",)
