"""The admin: administrators only, with their second factor."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from unfold.sites import UnfoldAdminSite

from accounts.permissions import Permission, fully_signed_in, holds


# Whoever could open these would hold other people's second factors.
_NEVER_REGISTERED = {"otp_totp", "otp_static"}


class PortalAdminSite(UnfoldAdminSite):
    def register(self, model_or_iterable, admin_class=None, **options) -> None:
        models = (
            model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        )
        kept = [model for model in models if model._meta.app_label not in _NEVER_REGISTERED]
        if kept:
            super().register(kept, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return holds(request.user, Permission.USE_ADMIN) and fully_signed_in(request.user)

    def login(self, request: HttpRequest, extra_context: dict | None = None):
        """One door for all staff: the portal's own sign-in."""
        return redirect(f"{reverse('accounts:sign-in')}?next={reverse('admin:index')}")
