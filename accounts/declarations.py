"""Which permission a view declares, also for views of libraries that cannot carry a mark."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from accounts.permissions import MARK, PUBLIC, Permission


# The admin's own views are all wrapped by PortalAdminSite.has_permission as well.
NAMESPACE_PERMISSIONS: dict[str, str] = {"admin": Permission.USE_ADMIN}
MODULE_PERMISSIONS: dict[str, str] = {"drf_spectacular.views": PUBLIC}


def declared(view: Callable[..., Any], namespaces: Iterable[str] = ()) -> str | None:
    """The declared permission, or None where there is none: that view must not be served."""
    for candidate in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        permission: str | None = getattr(candidate, MARK, None)
        if permission is not None:
            return permission
    for namespace in namespaces:
        if namespace in NAMESPACE_PERMISSIONS:
            return NAMESPACE_PERMISSIONS[namespace]
    return MODULE_PERMISSIONS.get(getattr(getattr(view, "cls", view), "__module__", ""))
