"""Published ledger lines at the desk of the office that published them, and their corrections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, can, requires
from accounts.requests import StaffRequest
from core.exceptions import PortalError
from core.money import yuan
from core.pagination import keyset_page
from core.templatetags.present import day
from intake.choices import Status
from intake.models import Batch
from intake.permissions import can_decide_correction
from villages import permissions
from villages.choices import Category, Entry
from villages.forms import LineForm
from villages.models import LedgerLine, LineCorrection
from villages.services.correcting import (
    COLUMNS,
    decide_line_correction,
    new_values,
    request_line_correction,
)


_MOVES = (Entry.INCOME, Entry.EXPENSE)


def _batch(request: StaffRequest, number: int) -> Batch:
    batch = get_object_or_404(Batch.objects.visible_to(request.user).for_desk(), pk=number)
    if batch.kind != "village-ledger" or batch.status not in (Status.PUBLISHED, Status.WITHDRAWN):
        raise Http404
    return batch


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def lines(request: StaffRequest, number: int) -> HttpResponse:
    """A ledger's lines in the order of the sheet."""
    batch = _batch(request, number)
    found = LedgerLine.objects.filter(batch=number, entry__in=_MOVES).select_related("region")
    page = keyset_page(found, ("sheet", "row_number", "id"), request.GET.get("after", ""))
    waiting = LineCorrection.objects.waiting().filter(old__in=[line.pk for line in page])
    context = {
        "batch": batch,
        "page": page,
        "waiting": dict(waiting.values_list("old", "pk")),
        "may_correct": batch.status == Status.PUBLISHED
        and batch.office_id == request.user.office_id,
    }
    return render(request, "villages/desk/lines.html", context)


@requires(Permission.SEE_BATCHES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, number: int, line: int) -> HttpResponse:
    """Ask for a correction of one line."""
    batch = _batch(request, number)
    shown = get_object_or_404(LedgerLine, pk=line, batch=number, entry__in=_MOVES)
    shown.batch = batch
    if not can(permissions.check_can_correct_line, request.user, shown):
        raise PermissionDenied
    form = LineForm(request.POST or None, line=shown)
    if request.method == "POST" and form.is_valid():
        try:
            correction = request_line_correction(
                line=shown, changes=form.changes(), reason=form.cleaned_data["reason"],
                by=request.user,
            )  # fmt: skip
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked for. A second person of your office now decides."))
            return redirect("villages-desk:line-correction", number=correction.pk)
    context = {"batch": batch, "line": shown, "form": form}
    return render(
        request, "villages/desk/line_correct.html", context, status=400 if form.errors else 200
    )


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def correction(request: StaffRequest, number: int) -> HttpResponse:
    """One correction: what was, what shall be, why, and who decides."""
    shown = get_object_or_404(LineCorrection.objects.visible_to(request.user).for_desk(), pk=number)
    values = [
        (
            COLUMNS[name].verbose_name,
            _in_words(name, getattr(shown.old, name)),
            _in_words(name, after),
        )
        for name, after in new_values(shown).items()
    ]
    context = {
        "correction": shown,
        "values": values,
        "can_decide": can_decide_correction(request.user, shown),
        "own_request": shown.requested_by_id == request.user.pk,
    }
    return render(request, "villages/desk/line_correction.html", context)


def _in_words(name: str, value: Any) -> str:
    """A column's value as the second person reads it."""
    if value is None or value == "":
        return ""
    if name == "category":
        return str(Category(value).label)
    if name == "amount":
        return yuan(value)
    return day(value) if name == "entered_on" else str(value)


@requires(Permission.APPROVE_BATCHES)
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(LineCorrection.objects.visible_to(request.user).for_desk(), pk=number)
    approved = request.POST.get("decision") == "approve"
    try:
        decide_line_correction(correction=shown, by=request.user, approved=approved)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Corrected. The public page shows the new row, the old one and the reason.")
            if approved
            else _("The row stays as it was."),
        )
    return redirect("villages-desk:line-correction", number=number)
