"""The catalogue kept by hand, and published money to read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from import_export import resources
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget
from unfold.admin import TabularInline
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from accounts.admin import AuditedAdmin
from auditing.admin import ReadOnlyAdmin
from auditing.services import record, record_sensitive_access
from core.exceptions import PortalError
from core.exports import neutralised, restored
from core.pagination import BoundedPaginator
from funds.models import (
    Allocation,
    Correction,
    Payment,
    PolicyAttachment,
    PolicyDocument,
    Programme,
    Standard,
)
from funds.selectors.rows import masked_account, masked_identity
from funds.services.attaching import fill_in


class CatalogueResource(resources.ModelResource):
    """Text goes out neutralised and comes back as it was."""

    def export_resource(self, instance: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return neutralised(super().export_resource(instance, *args, **kwargs))

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        for column, value in row.items():
            row[column] = restored(value)


class ProgrammeResource(CatalogueResource):
    exclusive_with = Field(
        attribute="exclusive_with", widget=ManyToManyWidget(Programme, separator="|", field="code")
    )
    policies = Field(
        attribute="policies", widget=ManyToManyWidget(PolicyDocument, separator="|", field="slug")
    )

    class Meta:
        model = Programme
        import_id_fields = ("code",)
        exclude = ("id",)
        clean_model_instances = True
        use_transactions = True


class StandardResource(CatalogueResource):
    programme = Field(attribute="programme", widget=ForeignKeyWidget(Programme, "code"))

    class Meta:
        model = Standard
        import_id_fields = ("programme", "region", "recipient_class", "valid_from")
        exclude = ("id",)
        clean_model_instances = True
        use_transactions = True


class CatalogueAdmin(ImportExportModelAdmin, AuditedAdmin):
    """A catalogue that is kept by hand or from a sheet; both leave an audit event."""

    import_form_class = ImportForm
    export_form_class = ExportForm
    formats = (XLSX, CSV)

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        """As the library has it, without its warning about calling it itself."""
        return self.get_queryset(request).values_list("pk", flat=True)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        record(
            action="admin.import",
            by=request.user,
            target=self.model._meta.model_name,
            detail={name: int(count) for name, count in result.totals.items()},
        )
        return super().process_result(result, request)


@admin.register(Programme)
class ProgrammeAdmin(CatalogueAdmin):
    resource_classes = (ProgrammeResource,)
    list_display = ("code", "name", "category", "level", "period_kind", "disclosure")
    list_filter = ("category", "level", "disclosure")
    search_fields = ("code", "name", "short_name")
    filter_horizontal = ("exclusive_with", "policies")


@admin.register(Standard)
class StandardAdmin(CatalogueAdmin):
    resource_classes = (StandardResource,)
    list_display = (
        "programme",
        "region",
        "recipient_class",
        "amount",
        "unit",
        "valid_from",
        "valid_to",
    )
    list_filter = ("unit", "basis")
    list_select_related = ("programme", "region")
    search_fields = ("programme__name", "programme__code", "region__name")
    autocomplete_fields = ("programme", "region", "policy")


class AttachmentForm(forms.ModelForm):
    """Only the file is asked for; everything else is read from it."""

    class Meta:
        model = PolicyAttachment
        fields = ("file",)

    def clean_file(self) -> Any:
        uploaded = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return uploaded
        try:
            fill_in(self.instance, uploaded.read(), uploaded.name)
        except PortalError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.instance.file


class AttachmentInline(TabularInline):
    model = PolicyAttachment
    form = AttachmentForm
    fields = ("file", "name", "content_type", "size", "sha256")
    readonly_fields = ("name", "content_type", "size", "sha256")
    extra = 1


@admin.register(PolicyDocument)
class PolicyDocumentAdmin(AuditedAdmin):
    list_display = ("title", "number", "issuer", "issued_on", "level")
    list_filter = ("level",)
    search_fields = ("title", "number", "issuer")
    prepopulated_fields = {"slug": ("number",)}
    inlines = (AttachmentInline,)


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Published rows as far as an administrator needs them; every look is written down."""

    list_display = (
        "id",
        "batch_number",
        "sheet",
        "row_number",
        "shown",
        "programme",
        "region",
        "paid_on",
        "amount",
        "state",
    )
    list_select_related = ("programme", "region")
    search_fields = ("=batch__id", "beneficiary_name__exact")
    search_help_text = _("Number of a batch, or a whole name.")
    ordering = ("-id",)
    show_full_result_count = False
    paginator = BoundedPaginator
    fields = (
        "batch_number", "sheet", "row_number", "version", "state", "programme", "region",
        "village_group", "period_from", "period_to", "paid_on", "amount", "units", "standard",
        "recipient_class", "household_size", "shown", "number", "masked_account",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        return super().get_queryset(request).defer("payee_id", "head_id", "phone")

    @admin.display(description=_("batch"))
    def batch_number(self, payment: Payment) -> int:
        return payment.batch_id

    @admin.display(description=_("beneficiary"))
    def shown(self, payment: Payment) -> str:
        return payment.public_name

    @admin.display(description=_("identity number"))
    def number(self, payment: Payment) -> str:
        return masked_identity(payment.beneficiary_id)

    @admin.display(description=_("bank account"))
    def masked_account(self, payment: Payment) -> str:
        return masked_account(payment.account)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        record_sensitive_access(by=request.user, subject="payments", reason="admin: list")
        return super().changelist_view(request, extra_context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any):
        record_sensitive_access(
            by=request.user, subject=f"payment:{object_id[:20]}", reason="admin: one row"
        )
        return super().change_view(request, object_id, *args, **kwargs)


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
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
    show_full_result_count = False


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
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
