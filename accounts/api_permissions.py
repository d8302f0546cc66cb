from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.permissions import MARK, PUBLIC, holds


class DeclaredPermission(BasePermission):
    """The view's own `@public` / `@requires(...)`, for callers that sign in by token."""

    def has_permission(self, request: Request, view: Any) -> bool:
        permission = getattr(view, MARK, None)
        return permission == PUBLIC or (permission is not None and holds(request.user, permission))
