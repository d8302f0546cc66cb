"""Start-up checks: a view without a declared permission stops the start-up."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import ERROR, Error, Tags, register, run_checks
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.declarations import declared


def all_views(
    resolver: URLResolver | None = None, route: str = "", namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern, tuple[str, ...]]]:
    """Every route of the site with its pattern and namespaces."""
    resolver = resolver or get_resolver()
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from all_views(pattern, here, inner)
        else:
            yield here, pattern, namespaces


@register(Tags.security)
def every_view_declares_its_permission(app_configs: object, **kwargs: object) -> list[Error]:
    return [
        Error(
            f"The view at '{route}' declares no permission.",
            hint="Mark it with @public or @requires(...) from accounts.permissions.",
            id="portal.E001",
        )
        for route, pattern, namespaces in all_views()
        if declared(pattern.callback, namespaces) is None
    ]


def refuse_to_start() -> None:
    """For servers that run no system checks by themselves, as gunicorn: raises SystemExit with what
    is wrong when a view declares no permission or a page of the admin crosses a border.
    """
    errors = [each for each in run_checks(tags=[Tags.security]) if each.level >= ERROR]
    if errors:
        raise SystemExit("\n".join(str(error) for error in errors))
