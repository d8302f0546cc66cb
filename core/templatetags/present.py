"""How values are shown, in every template without {% load %}."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from core import money, naming, records
from core.codes import code_of
from core.redaction import is_repeatable


register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    return money.yuan(amount)


@register.filter
def named(text: str | None) -> str:
    """A benefit's, an office's or a place's name, as who reads English can read it."""
    return naming.named(text or "")


def shown_cell(cell: Any) -> str:
    """A cell of a picture's table (core.pictures): money, a month, a number or words."""
    if isinstance(cell, Decimal):
        return money.yuan(cell)
    if isinstance(cell, date):
        return month(cell)
    return thousands(cell) if isinstance(cell, int) else str(cell)


@register.filter
def add_number(value: float, more: int) -> str:
    """A coordinate a little further on; Django's `add` knows whole numbers only, and a language's
    decimal comma would break the drawing.
    """
    return f"{float(value) + more:.1f}"


@register.filter
def thousands(number: int | None) -> str:
    """12,345: Django's intcomma groups nothing in Chinese."""
    return "" if number is None else f"{number:,}"


@register.filter
def count(number: int | None) -> str:
    """12,345 in both languages; Django's Chinese formats have no thousands at all."""
    return "" if number is None else f"{number:,}"


@register.simple_tag
def headline(amount: Decimal | None) -> str:
    figure, unit = money.headline(amount)
    return format_html('<span class="figure">{}</span> <span class="unit">{}</span>', figure, unit)


def _here(value: datetime) -> datetime:
    """Templates do this by themselves, papers and exports do not."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """2018年3月15日 / 15 March 2018, of a moment in the portal's time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _here(value)
    if _chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%B} {value.year}"


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """2018年3月15日 14:05 / 15 March 2018, 14:05, in the portal's time zone."""
    if value is None:
        return ""
    value = _here(value)
    return f"{day(value)}{' ' if _chinese() else ', '}{value:%H:%M}"


@register.filter(expects_localtime=True)
def month(value: date | None) -> str:
    """2018年3月 / March 2018."""
    if value is None:
        return ""
    return f"{value.year}年{value.month}月" if _chinese() else f"{value:%B} {value.year}"


@register.filter
def period(payment: Any) -> str:
    """The months that a row with period_from and period_to covers, in the shortest words."""
    start, end = payment.period_from, payment.period_to
    if start is None:
        return ""
    last_day = (end + timedelta(days=1)).day == 1
    if (start.month, start.day, end.month, end.day, start.year) == (1, 1, 12, 31, end.year):
        return f"{start.year}年" if _chinese() else str(start.year)
    if start.day == 1 and last_day:
        if (start.year, start.month) == (end.year, end.month):
            return month(start)
        if start.year == end.year and _chinese():
            return f"{start.year}年{start.month}月至{end.month}月"
        return gettext("%(start)s to %(end)s") % {"start": month(start), "end": month(end)}
    return gettext("%(start)s to %(end)s") % {"start": day(start), "end": day(end)}


@register.filter
def span(value: Any) -> str:
    """The same of anything with `start` and `end`."""
    return period(SimpleNamespace(period_from=value.start, period_to=value.end))


@register.filter
def at(values: dict[Any, Any], key: Any) -> Any:
    """The value at a key that stands in a variable; the key itself where there is none."""
    return values.get(key, key)


@register.filter
def iso_day(text: str | None) -> str:
    """A date kept as text in a snapshot, as `day` shows it."""
    return day(date.fromisoformat(text[:10])) if text else ""


@register.filter
def partial_day(text: str) -> str:
    """A date in ISO 8601 as far as it is known: a day, a month, or that nothing is stated."""
    if not text:
        return gettext("not stated")
    return iso_day(text) if len(text) > len("2018-03") else month(date.fromisoformat(f"{text}-01"))


@register.filter
def iso_month(text: str | None) -> str:
    """The month of a date kept as text in a snapshot."""
    return month(date.fromisoformat(text[:10])) if text else ""


@register.filter
def unbroken(name: str) -> SafeString:
    """A name in a heading, which breaks before it rather than within."""
    return format_html('<span class="unbroken">{}</span>', name)


@register.simple_tag
def qr_code(address: str) -> SafeString:
    return code_of(address)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with some values changed; None or "" removes one."""
    values = context["request"].GET.copy()
    for name, asked in list(values.lists()):
        if not all(map(is_repeatable, (name, *asked))):
            del values[name]
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = value
    encoded = values.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.filter
def under(key: object, place: str) -> str:
    """“place/key”, by which what has a number of its own in a village is found (core.records)."""
    return f"{place}/{key}"


@register.inclusion_tag("parts/_report.html")
def report_button(kind: str, key: object, region: str) -> dict[str, Any]:
    """The way to complain about this record, and whom to call instead."""
    return {
        "reference": records.reference_of(kind, key),
        "receipt": records.receipt_address(kind, key),
        "office": records.office_to_call(region),
    }
