"""The table of payments that every list shows, put together in Python.

As template nodes its twenty lines cost more than the database needs to find them (script/bench search).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from core.naming import named
from core.templatetags.present import partial_day, period, yuan
from funds.choices import PaymentState
from funds.models import Payment


register = template.Library()
_OFF = {PaymentState.REPLACED, PaymentState.WITHDRAWN, PaymentState.RETURNED}


@register.simple_tag
def payments_table(
    rows: Iterable[Payment], show: str = "", *, person: bool = False, newest_first: bool = False,
    same_name: bool = False,
) -> SafeString:  # fmt: skip
    """A table of payments.

    `show` holds "place" where rows come from several villages, "programme" where from several
    programmes, "row" where the reader is to quote row and sheet; with `person` all belong to one person, so the months lead instead of the name;
    `newest_first` says so in the heading; with `same_name` all bear one name, so the programme leads.
    """
    columns = _columns(show, person, same_name)
    heads = "".join(
        format_html(
            '<th scope="col"{}{}>{}{}</th>',
            mark_safe(' class="number"') if name == "amount" else "",
            mark_safe(' aria-sort="descending"') if newest_first and name == "paid_on" else "",
            label,
            " ↓" if newest_first and name == "paid_on" else "",
        )
        for name, label in columns
    )
    labels = [(name, conditional_escape(label)) for name, label in columns[1:]]
    lines = "".join(_line(payment, columns[0][0], labels) for payment in rows)
    return mark_safe(  # noqa: S308 - every part is escaped where it is made
        f'<table class="cards compact"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
    )


def _columns(show: str, person: bool, same_name: bool) -> list[tuple[str, str]]:
    columns = [("period", gettext("For which months"))] if person else [("name", gettext("Name"))]
    if "programme" in show:
        columns.insert(0 if same_name else 1, ("programme", gettext("Programme")))
    if "place" in show:
        columns.append(("place", gettext("Village")))
    if "row" in show:
        columns.append(("row", gettext("Row in the sheet")))
    if not person:
        columns.append(("period", gettext("For which months")))
    return [*columns, ("paid_on", gettext("Paid on")), ("amount", gettext("Amount (yuan)"))]


def _line(payment: Payment, first: str, labels: Sequence[tuple[str, str]]) -> str:
    lead = format_html(
        '<th scope="row"><a class="row-link" href="{}">{}</a></th>',
        payment.get_absolute_url(), _CELLS[first](payment),
    )  # fmt: skip
    cells = "".join(
        f'<td{_CLASSES.get(name, "")} data-label="{label}">'
        f"{conditional_escape(_CELLS[name](payment))}</td>"
        for name, label in labels
    )
    off = " is-off" if payment.state in _OFF else ""
    return f'<tr class="whole-row{off}">{lead}{cells}</tr>\n'


def _place(payment: Payment) -> SafeString:
    region = payment.region
    above = format_html(' <span class="sub">{}</span>', region.above) if region.above else ""
    return format_html("<span>{}{}</span>", named(region.display_name), above)


def _row(payment: Payment) -> SafeString:
    return format_html(
        '<span>{} <span class="sub">{}</span></span>', payment.row_number, payment.sheet
    )


def _amount(payment: Payment) -> SafeString:
    state = ""
    if payment.state != PaymentState.PAID:
        state = format_html(
            ' <span class="sub"><span class="state state-{}">{}</span></span>',
            payment.state, payment.get_state_display(),
        )  # fmt: skip
    return format_html('<span><span class="amount">{}</span>{}</span>', yuan(payment.amount), state)


_CELLS: dict[str, Callable[[Payment], str]] = {
    "name": lambda payment: payment.public_name,
    "period": period,
    "programme": lambda payment: named(payment.programme.short_name),
    "place": _place,
    "row": _row,
    "paid_on": lambda payment: partial_day(payment.paid_when),
    "amount": _amount,
}
_CLASSES = {"paid_on": ' class="nowrap"', "amount": ' class="number sum"'}
