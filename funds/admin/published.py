"""Published money in the admin: to read."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from auditing.admin.base import ReadOnlyAdmin, Scope
from funds.models import Allocation, Correction, Payment
from funds.models.payments import PaymentQuerySet


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """No more of a row than public lists show; every look is written down.

    A name is no way in: whoever asks for one learns whether a masked row is that person's.
    """

    scope = Scope.REGION
    looks_at = "payments"
    list_display = (
        "id",
        "batch_number",
        "shown_sheet",
        "row_number",
        "shown",
        "programme",
        "region",
        "paid",
        "amount",
        "state",
    )
    list_select_related = ("programme", "region")
    search_fields = ("=batch__id",)
    search_help_text = _("Number of a batch.")
    ordering = ("-id",)
    fields = (
        "batch_number", "shown_sheet", "row_number", "version", "state", "programme", "region",
        "period_from", "period_to", "paid", "amount", "shown",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = cast(PaymentQuerySet, super().get_queryset(request) & Payment.objects.disclosed())
        return rows.with_area()

    @admin.display(description=_("batch"))
    def batch_number(self, payment: Payment) -> int:
        return payment.batch_id

    @admin.display(description=_("paid on"), ordering="paid_on")
    def paid(self, payment: Payment) -> str:
        return payment.paid_when

    @admin.display(description=_("sheet"))
    def shown_sheet(self, payment: Payment) -> str:
        """A sheet may be named after a village group."""
        return payment.sheet if payment.is_named else ""

    @admin.display(description=_("beneficiary"))
    def shown(self, payment: Payment) -> str:
        return payment.public_name


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    list_display = (
        "document_number",
        "from_office",
        "to_office",
        "programme",
        "region",
        "allocated_on",
        "amount",
        "state",
    )
    list_select_related = ("programme", "region")
    search_fields = ("document_number", "from_office", "to_office")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request) & Allocation.objects.public()


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    looks_at = "corrections"
    list_display = (
        "id",
        "batch_number",
        "reason",
        "requested_by",
        "requested_at",
        "decided_by",
        "approved",
    )
    list_select_related = ("old", "requested_by", "decided_by")
    fields = (
        "batch_number",
        "reason",
        "requested_by",
        "requested_at",
        "decided_by",
        "decided_at",
        "approved",
    )
    readonly_fields = fields
    ordering = ("-id",)

    @admin.display(description=_("batch"))
    def batch_number(self, correction: Correction) -> int:
        return correction.old.batch_id
