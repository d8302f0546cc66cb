"""Deadlines and codes as the desk's templates show them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import template

from clues.choices import Explanation, Light
from clues.selectors import Calendar


register = template.Library()


@register.simple_tag
def deadline(calendar: Calendar, due_on: date) -> SimpleNamespace:
    """The light of a deadline and its word."""
    light = calendar.light(due_on)
    return SimpleNamespace(light=light, label=Light(light).label)


@register.filter
def finding(code: str) -> Any:
    """What a finding's code is called."""
    return Explanation(code).label if code in Explanation.values else code


@register.filter
def nth(values: Any, number: int) -> Any:
    """The value at a place that stands in a variable."""
    return values[number]
