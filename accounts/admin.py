"""Offices, staff and tokens to read. They are changed at the desk, by two administrators."""

from __future__ import annotations

from django.contrib import admin

from accounts.models import Office, OfficeToken, User
from auditing.admin.base import ReadOnlyAdmin, Scope


@admin.register(Office)
class OfficeAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    list_display = ("name", "code", "kind", "region_code")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    fields = ("code", "name", "kind", "region_code", "phone", "email")
    readonly_fields = fields


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    looks_at = "staff"
    list_display = ("username", "full_name", "role", "office", "region_code", "is_active")
    list_filter = ("role", "is_active")
    list_select_related = ("office",)
    search_fields = ("username", "full_name")
    fields = (
        "username", "full_name", "office", "role", "region_code", "is_active", "date_joined",
    )  # fmt: skip
    readonly_fields = fields


@admin.register(OfficeToken)
class OfficeTokenAdmin(ReadOnlyAdmin):
    scope = Scope.REGION
    list_display = ("name", "user", "created_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    fields = ("name", "user", "created_at", "expires_at", "revoked_at")
    readonly_fields = fields
