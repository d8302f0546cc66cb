"""Regions in the admin: for looking up; they are changed only by load_regions."""

from __future__ import annotations

from django.contrib import admin

from auditing.admin.base import ReadOnlyAdmin, Scope
from regions.models import Region


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    scope = Scope.CATALOGUE
    list_display = ("code", "name", "level", "parent", "valid_from", "valid_to")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code__startswith", "short_name__startswith", "name")
    search_help_text = "350112201203 · 浮岐"
