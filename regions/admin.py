"""Regions in the admin: for looking up; they are changed only by load_regions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from unfold.admin import ModelAdmin

from regions.models import Region


@admin.register(Region)
class RegionAdmin(ModelAdmin):
    list_display = ["code", "name", "level", "parent", "valid_from", "valid_to"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["code__startswith", "short_name__startswith", "name"]
    search_help_text = "350112201203 · 浮岐"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
