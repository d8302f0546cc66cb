"""Regions, changed only by load_regions, and the numbers of their residents, kept by hand."""

from __future__ import annotations

from django.contrib import admin

from auditing.admin.base import ReadOnlyAdmin, Scope
from auditing.admin.importing import CatalogueAdmin, CatalogueResource
from regions.models import Population, Region


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    scope = Scope.CATALOGUE
    list_display = ("code", "name", "level", "parent", "valid_from", "valid_to")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code__startswith", "short_name__startswith", "name")
    search_help_text = "350112201203 · 浮岐"


class PopulationResource(CatalogueResource):
    class Meta:
        model = Population
        import_id_fields = ("region", "year")
        exclude = ("id",)
        clean_model_instances = True
        use_transactions = True


@admin.register(Population)
class PopulationAdmin(CatalogueAdmin):
    """Without it nothing is shown a head."""

    scope = Scope.CATALOGUE
    resource_classes = (PopulationResource,)
    list_display = ("region", "year", "people", "source")
    list_filter = ("year",)
    list_select_related = ("region",)
    search_fields = ("region__name", "region__code")
    autocomplete_fields = ("region",)
