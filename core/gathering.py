"""What our own apps bring of one kind: each in a module of the same name, `<app>/<name>.py`.

So a page below or above all apps shows what each of them has to say, and imports none.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.utils.module_loading import module_has_submodule


def modules_named(name: str) -> tuple[ModuleType, ...]:
    """The module of this name of every app that has one, in the order of settings.OWN_APPS."""
    return _found(name, tuple(settings.OWN_APPS))


@cache
def _found(name: str, apps: tuple[str, ...]) -> tuple[ModuleType, ...]:
    return tuple(
        import_module(f"{app}.{name}")
        for app in apps
        if module_has_submodule(import_module(app), name)
    )
