"""Programmes, standards and policies: kept by hand or from a sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget

from auditing.admin.base import AuditedAdmin, PortalTabularInline, Scope
from auditing.admin.importing import CatalogueAdmin, CatalogueResource
from core.divisions import contains
from core.exceptions import PortalError
from funds.choices import Disclosure
from funds.models import (
    Circumstance,
    Condition,
    PolicyAttachment,
    PolicyDocument,
    Programme,
    Standard,
)
from funds.services.attaching import fill_in
from funds.services.logging import log_catalogue, log_catalogue_removal
from funds.tasks import retest_disclosure


def _loosens(programme: Programme) -> str:
    """Why this programme's new class cannot be saved by one person alone; "" where it can.

    Asked of the row as it stands, locked: what a form was opened with may be tightened since.
    """
    stands = Programme.objects.select_for_update().filter(pk=programme.pk).first()
    if stands is None or not Disclosure.loosens(stands.disclosure, programme.disclosure):
        return ""
    return _(
        "More of the recipients of %(name)s would be shown. That takes two administrators: ask for it at the desk under “Disclosure classes” (/desk/disclosure/)."
    ) % {"name": stands.name}


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]  # a ModelForm takes no argument at run time
    def clean_disclosure(self) -> str:
        asked = Programme(pk=self.instance.pk, disclosure=self.cleaned_data["disclosure"])
        if refusal := _loosens(asked):
            raise forms.ValidationError(refusal)
        return asked.disclosure


class LoggedAdmin(AuditedAdmin):
    """What is saved or taken away by hand comes into the publication log."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        log_catalogue([form.instance])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        log_catalogue_removal(obj)
        super().delete_model(request, obj)


class LoggedResource(CatalogueResource):
    """The same of a sheet."""

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        if not kwargs.get("dry_run"):
            pks = [row.object_id for row in result.rows if row.object_id is not None]
            log_catalogue(self._meta.model._default_manager.filter(pk__in=pks))


class ProgrammeResource(LoggedResource):
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

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().before_save_instance(instance, row, **kwargs)
        if refusal := _loosens(instance):
            raise forms.ValidationError(refusal)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        if not kwargs.get("dry_run"):
            retest_disclosure.delay_on_commit()


class CircumstanceResource(CatalogueResource):
    class Meta:
        model = Circumstance
        import_id_fields = ("code",)
        clean_model_instances = True
        use_transactions = True


class StandardResource(LoggedResource):
    programme = Field(attribute="programme", widget=ForeignKeyWidget(Programme, "code"))

    class Meta:
        model = Standard
        import_id_fields = ("programme", "region", "recipient_class", "valid_from")
        exclude = ("id",)
        clean_model_instances = True
        use_transactions = True


class ConditionInline(PortalTabularInline):
    """What “What should I have got?” asks for."""

    model = Condition
    extra = 0
    fields = ("any_of",)
    autocomplete_fields = ("any_of",)


@admin.register(Circumstance)
class CircumstanceAdmin(CatalogueAdmin):
    scope = Scope.CATALOGUE
    resource_classes = (CircumstanceResource,)
    list_display = ("words", "group", "place", "in_mu")
    list_filter = ("group",)
    search_fields = ("words", "code")


@admin.register(Programme)
class ProgrammeAdmin(LoggedAdmin, CatalogueAdmin):
    scope = Scope.CATALOGUE
    form = ProgrammeForm
    resource_classes = (ProgrammeResource,)
    list_display = ("code", "name", "category", "level", "period_kind", "disclosure")
    list_filter = ("category", "level", "disclosure")
    search_fields = ("code", "name", "short_name")
    filter_horizontal = ("exclusive_with", "policies")
    inlines = (ConditionInline,)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "disclosure" in form.changed_data:
            # Its names now count among those that others are weighed against, or do so no more.
            retest_disclosure.delay_on_commit()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Payments point at it for ever; a programme ends by its last day."""
        return False


@admin.register(Standard)
class StandardAdmin(LoggedAdmin, CatalogueAdmin):
    """Public everywhere; each region's own are kept by those who answer for the region."""

    scope = Scope.CATALOGUE
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

    def may_write(self, request: Any, obj: Any = None) -> bool:
        return obj is None or contains(request.user.region_code, obj.region_id or "")


class AttachmentForm(forms.ModelForm):  # type: ignore[type-arg]  # a ModelForm takes no argument at run time
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


class AttachmentInline(PortalTabularInline):
    model = PolicyAttachment
    form = AttachmentForm
    fields = ("file", "name", "content_type", "size", "sha256")
    readonly_fields = ("name", "content_type", "size", "sha256")
    extra = 1


@admin.register(PolicyDocument)
class PolicyDocumentAdmin(LoggedAdmin):
    scope = Scope.CATALOGUE
    list_display = ("title", "number", "issuer", "issued_on", "level")
    list_filter = ("level",)
    search_fields = ("title", "number", "issuer")
    prepopulated_fields = {"slug": ("number",)}
    inlines = (AttachmentInline,)
