"""The queue: filters, lights, take the next, one act for many, and what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues import services
from clues.choices import GroupKind
from clues.forms import BulkForm
from clues.models import Clue
from clues.selectors import calendar, groups_by, questions_of
from clues.views.desk.narrowing import (
    ORDER_LABELS,
    narrowed,
    narrowing_of,
    order_of,
    to_card,
    to_queue,
)
from core.pagination import keyset_page
from regions.selectors import names_for


REFUSALS_SHOWN = 5


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def clue_list(request: StaffRequest) -> HttpResponse:
    """The queue, what is surest and weighs most first; closed ones only when asked for."""
    return _list(request)


def _list(
    request: StaffRequest, *, bound: BulkForm | None = None, ticked: Sequence[str] = ()
) -> HttpResponse:
    """The queue; `bound` and `ticked` are what was refused."""
    days = calendar()
    found = narrowed(request, days)
    sums = found.qs.order_by().aggregate(count=Count("pk"), amount=Sum("amount"))
    page = keyset_page(
        found.qs.select_related("holder", "assignee").defer("evidence", "groups"),
        order_of(request),
        request.GET.get("after", ""),
    )
    record_sensitive_access(by=request.user, subject="clues", reason=_("queue of clues"))
    works = holds(request.user, Permission.WORK_CLUES)
    context = {
        "page": page,
        "filter": found,
        "sums": sums,
        "calendar": days,
        "places": names_for({clue.region_code for clue in page}, start="county"),
        "rules": questions_of({clue.source for clue in page}),
        "works": works,
        "bulk_form": bound or (BulkForm() if works else None),
        "ticked": ticked,
        "sort": request.GET.get("sort", ""),
        "orders": ORDER_LABELS,
        "group": dict(GroupKind.choices).get(request.GET.get("by", ""), ""),
        "query_string": request.GET.urlencode(),
        "narrowing": narrowing_of(request),
    }
    return render(request, "clues/clue_list.html", context, status=400 if bound else 200)


@requires(Permission.WORK_CLUES)
@require_http_methods(["GET", "POST"])
def take_next(request: StaffRequest) -> HttpResponse:
    """The next waiting clue of the narrowed queue, locked for this person."""
    if request.method == "GET":
        # Whoever had to sign in again comes back with no form.
        return to_queue(request)
    held = Clue.objects.visible_to(request.user).waiting().held_by(request.user).exists()
    clue = services.take_next(
        by=request.user, queue=narrowed(request, calendar()).qs, order=order_of(request)
    )
    if clue is None:
        messages.info(request, _("Nothing is left to take in this queue."))
        return to_queue(request)
    if held:
        messages.info(request, _("You hold this one still: decide on it or put it back first."))
    return to_card(request, clue)


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "POST"])
def bulk(request: StaffRequest) -> HttpResponse:
    """One act for the ticked clues; what is refused says why and stops no other."""
    if request.method == "GET":
        return to_queue(request)
    form = BulkForm(request.POST)
    numbers = request.POST.getlist("clue")[:100]
    asked = Clue.objects.in_region_of(request.user).filter(number__in=numbers)
    clues = list(asked.order_by("pk"))
    if not clues:
        form.add_error(None, _("Tick at least one clue."))
    if not form.is_valid():
        return _list(request, bound=form, ticked=numbers)
    _tell(request, _bulk(request, clues, form.cleaned_data))
    return to_queue(request)


def _bulk(request: StaffRequest, clues: list[Clue], values: dict[str, Any]) -> services.BulkResult:
    if values["act"] == "take":
        return services.take_many(clues=clues, by=request.user)
    if values["act"] == "send":
        return services.send_many(clues=clues, by=request.user, question=values["words"])
    return services.explain_many(
        clues=clues, by=request.user, finding=values["finding"], words=values["words"]
    )


def _tell(request: StaffRequest, result: services.BulkResult) -> None:
    if result.done:
        messages.success(
            request,
            ngettext("Done for %(count)s clue.", "Done for %(count)s clues.", result.done)
            % {"count": result.done},
        )
    for number, reason in result.refused[:REFUSALS_SHOWN]:
        messages.error(request, f"{number}: {reason}")
    if len(result.refused) > REFUSALS_SHOWN:
        messages.error(
            request,
            _("%(count)s more were refused.") % {"count": len(result.refused) - REFUSALS_SHOWN},
        )


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def groups(request: StaffRequest) -> HttpResponse:
    """Open clues put together, the largest sums first."""
    by = request.GET.get("by", GroupKind.PERSON)
    record_sensitive_access(by=request.user, subject="clues", reason=_("groups of clues"))
    context = {
        "by": by if by in GroupKind.values else GroupKind.PERSON,
        "kinds": GroupKind.choices,
        "groups": groups_by(by, Clue.objects.visible_to(request.user)),
    }
    return render(request, "clues/groups.html", context)
