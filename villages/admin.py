"""Pictures of vouchers in the admin: to read, without the pictures themselves."""

from __future__ import annotations

from django.contrib import admin

from auditing.admin.base import ReadOnlyAdmin, Scope
from villages.models import Voucher


@admin.register(Voucher)
class VoucherAdmin(ReadOnlyAdmin):
    """Pictures are opened at the desk, where looks are recorded."""

    scope = Scope.REGION
    looks_at = "vouchers"
    list_display = (
        "id", "region", "month", "voucher_number", "kind", "place", "status", "office",
        "uploaded_at",
    )  # fmt: skip
    list_filter = ("status", "kind")
    list_select_related = ("region", "office")
    search_fields = ("=id", "=region__code", "=invoice_number")
    ordering = ("-id",)
    fields = (
        "region", "month", "voucher_number", "kind", "place", "status", "office", "digest", "page",
        "width", "height", "masks", "invoice_code", "invoice_number", "invoice_amount",
        "uploaded_by", "uploaded_at", "masked_by", "submitted_at", "decided_by", "decided_at",
        "published_at", "withdrawn_at", "reason", "at_console",
    )  # fmt: skip
    readonly_fields = fields
