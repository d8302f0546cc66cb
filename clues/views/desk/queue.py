"""The queue: filters, lights, take the next, one act for many, and what belongs together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from clues import services
from clues.choices import GroupKind
from clues.filters import ClueFilter
from clues.forms import BulkForm
from clues.models import Clue, ClueQuerySet
from clues.selectors import Calendar, calendar, groups_by, questions_of
from core.pagination import keyset_page
from regions.selectors import names_for


REFUSALS_SHOWN = 5


def _filtered(request: StaffRequest, days: Calendar) -> ClueFilter:
    """The queue as the address narrows it, and no further than this person's region."""
    mine = Clue.objects.visible_to(request.user)
    sources = list(mine.order_by("source").values_list("source", flat=True).distinct())
    rules = list(questions_of(sources).items())
    return ClueFilter(
        request.GET, _of_group(request, mine), rules=rules, user=request.user, calendar=days
    )


def _of_group(request: StaffRequest, mine: ClueQuerySet) -> ClueQuerySet:
    """Only the clues that share something with one of them; its key stands in no address."""
    of, by = request.GET.get("of", ""), request.GET.get("by", "")
    if not of:
        return mine
    return mine.in_group_of(get_object_or_404(mine, number=of), by)


@requires(Permission.SEE_CLUES)
@never_cache
@require_safe
def clue_list(request: StaffRequest) -> HttpResponse:
    """The queue, what is worth most first; closed ones only when asked for."""
    days = calendar()
    found = _filtered(request, days)
    sums = found.qs.order_by().aggregate(count=Count("pk"), amount=Sum("amount"))
    page = keyset_page(
        found.qs.select_related("holder", "assignee").defer("evidence", "groups"),
        ("-amount", "-id"),
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
        "bulk_form": BulkForm() if works else None,
        "group": dict(GroupKind.choices).get(request.GET.get("by", ""), ""),
        "query_string": request.GET.urlencode(),
    }
    return render(request, "clues/clue_list.html", context)


def _back(request: StaffRequest) -> str:
    query = request.GET.urlencode()
    return reverse("clues:clue-list") + (f"?{query}" if query else "")


@requires(Permission.WORK_CLUES)
@require_POST
def take_next(request: StaffRequest) -> HttpResponse:
    """The next waiting clue of the narrowed queue, locked for this person."""
    found = _filtered(request, calendar())
    clue = services.take_next(by=request.user, queue=found.qs)
    if clue is None:
        messages.info(request, _("Nothing is left to take in this queue."))
        return redirect(_back(request))
    return redirect(clue)


@requires(Permission.WORK_CLUES)
@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    """One act for the ticked clues; what is refused says why and stops no other."""
    form = BulkForm(request.POST)
    numbers = request.POST.getlist("clue")[:100]
    asked = Clue.objects.in_region_of(request.user).filter(number__in=numbers)
    clues = list(asked.order_by("pk"))
    if not clues:
        messages.error(request, _("Tick at least one clue."))
    elif not form.is_valid():
        for faults in form.errors.values():
            for fault in faults:
                messages.error(request, str(fault))
    else:
        _tell(request, _bulk(request, clues, form.cleaned_data))
    return redirect(_back(request))


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
