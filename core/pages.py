"""The template engine of every page: what has to hold of all of them is done here, once."""

from __future__ import annotations

from typing import Any

from django.template.backends.django import DjangoTemplates, Template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core.islands import with_marked_islands


class Page(Template):
    """A template; as HTML in another language than Chinese, with its Chinese passages marked."""

    def render(self, context: dict[str, Any] | None = None, request: Any = None) -> SafeString:
        rendered = SafeString(super().render(context, request))
        name = str(self.template.name or "")
        if not name.endswith(".html") or (get_language() or "").startswith("zh"):
            return rendered
        return mark_safe(with_marked_islands(rendered))  # noqa: S308 - only marks are added


class Pages(DjangoTemplates):
    """Django's own engine, whose templates are pages."""

    def get_template(self, template_name: str) -> Page:
        found = super().get_template(template_name)
        return Page(found.template, self)
