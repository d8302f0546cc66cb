"""The admin: administrators only, with their second factor."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from unfold.sites import UnfoldAdminSite

from accounts.permissions import Permission, fully_signed_in, holds


class PortalAdminSite(UnfoldAdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return holds(request.user, Permission.USE_ADMIN) and fully_signed_in(request.user)

    def login(self, request: HttpRequest, extra_context: dict | None = None):
        """One door for all staff: the portal's own sign-in."""
        return redirect(f"{reverse('accounts:sign-in')}?next={reverse('admin:index')}")
