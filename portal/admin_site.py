"""The admin: administrators only, with their second factor, and only what is declared for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from unfold.sites import UnfoldAdminSite

from accounts.permissions import Permission, fully_signed_in, holds
from auditing.admin.base import PortalModelAdmin


# It leads to any object of any model by its number.
_NEVER_SERVED = "view_on_site"
_FOUND_SHOWN = 20


class PortalAdminSite(UnfoldAdminSite):
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Takes only what keeps to region, lookups and secrets; libraries' own pages stay out."""
        if admin_class is None or not issubclass(admin_class, PortalModelAdmin):
            return
        models = (
            model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        )
        super().register(models, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return holds(request.user, Permission.USE_ADMIN) and fully_signed_in(request.user)

    def get_urls(self) -> list[Any]:
        return [each for each in super().get_urls() if getattr(each, "name", "") != _NEVER_SERVED]

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One door for this too, where it is recorded."""
        return redirect("accounts:change-password")

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("portal:desk")

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One door for all staff: the portal's own sign-in."""
        return redirect(f"{reverse('accounts:sign-in')}?next={reverse('admin:index')}")

    def search(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Names of pages only, and without a cache: what somebody types is kept nowhere."""
        words = request.GET.get("s", "").lower()
        found = self._search_apps(self.get_app_list(request), words)[:_FOUND_SHOWN] if words else []
        context = {"results": found, "page_counter": 0}
        return TemplateResponse(request, "unfold/helpers/search_results.html", context)
