"""Lines of a payments table: every list has twenty, so they are put together in Python.

As template nodes they cost more than the database needs to find them (script/bench search).
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core.templatetags.present import day, period, yuan
from funds.choices import PaymentState
from funds.models import Payment


register = template.Library()
_OFF = {PaymentState.REPLACED, PaymentState.WITHDRAWN, PaymentState.RETURNED}


@register.simple_tag
def payment_lines(rows: Iterable[Payment], show: str = "", person: bool = False) -> SafeString:
    """Table rows under the headings of parts/_payments.html, which says what the words mean."""
    programme_label = gettext("Programme") if "programme" in show else ""
    place_label = gettext("Village") if "place" in show else ""
    period_label = "" if person else gettext("For which months")
    paid_label, amount_label = gettext("Paid on"), gettext("Amount (yuan)")
    lines = []
    for payment in rows:
        cells = [_first(payment, period(payment) if person else payment.public_name)]
        if programme_label:
            cells.append(_cell(programme_label, payment.programme.short_name))
        if place_label:
            cells.append(_cell(place_label, _place(payment)))
        if period_label:
            cells.append(_cell(period_label, period(payment)))
        cells.append(_cell(paid_label, day(payment.paid_on), "nowrap"))
        cells.append(_cell(amount_label, _amount(payment), "number sum"))
        lines.append(
            f'<tr class="whole-row{" is-off" if payment.state in _OFF else ""}">'
            f"{''.join(cells)}</tr>\n"
        )
    return mark_safe("".join(lines))  # noqa: S308 - every part is escaped where it is made


def _first(payment: Payment, text: str) -> str:
    return format_html(
        '<th scope="row"><a class="row-link" href="{}">{}</a></th>',
        payment.get_absolute_url(), text,
    )  # fmt: skip


def _cell(label: str, content: str, kind: str = "") -> str:
    kind = f' class="{kind}"' if kind else ""
    return f'<td{kind} data-label="{conditional_escape(label)}">{conditional_escape(content)}</td>'


def _place(payment: Payment) -> SafeString:
    region = payment.region
    above = format_html(' <span class="sub">{}</span>', region.above) if region.above else ""
    return format_html("<span>{}{}</span>", region.display_name, above)


def _amount(payment: Payment) -> SafeString:
    state = ""
    if payment.state != PaymentState.PAID:
        state = format_html(
            ' <span class="sub"><span class="state state-{}">{}</span></span>',
            payment.state, payment.get_state_display(),
        )  # fmt: skip
    return format_html('<span><span class="amount">{}</span>{}</span>', yuan(payment.amount), state)
