"""Published ledger lines at the desk of the office that published them, and their corrections."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, can, requires
from accounts.requests import StaffRequest
from core.money import yuan
from core.pagination import keyset_page
from core.templatetags.present import month
from intake.choices import Status
from intake.models import Batch
from intake.views import corrections
from intake.views.corrections import Pages
from villages import permissions
from villages.choices import Entry
from villages.forms import LineForm
from villages.models import LedgerLine, LineCorrection
from villages.selectors.corrections import changed_columns
from villages.services.correcting import decide_line_correction, request_line_correction


_MOVES = (Entry.INCOME, Entry.EXPENSE)
_PAGES = Pages(
    rows="villages-desk:lines",
    all="villages-desk:line-corrections",
    one="villages-desk:line-correction",
    decide="villages-desk:line-decide",
)


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
    return corrections.asking(
        request,
        _PAGES,
        row=shown,
        about=shown.summary,
        form=form,
        ask=lambda: request_line_correction(
            line=shown,
            changes=form.changes(),
            reason=form.cleaned_data["reason"],
            by=request.user,
        ),
    )


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def correction_list(request: StaffRequest) -> HttpResponse:
    """Corrections that wait for a second person, or all of them."""
    found = LineCorrection.objects.visible_to(request.user).for_desk()
    return corrections.listing(request, _PAGES, found)


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def correction(request: StaffRequest, number: int) -> HttpResponse:
    """One correction: what was, what shall be, why, and who decides."""
    shown = get_object_or_404(LineCorrection.objects.visible_to(request.user).for_desk(), pk=number)
    old = shown.old
    about = [old.region.display_name, month(old.month), old.summary, yuan(old.amount)]
    return corrections.showing(request, _PAGES, shown, about=about, columns=changed_columns(shown))


@requires(Permission.APPROVE_BATCHES)
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(LineCorrection.objects.visible_to(request.user).for_desk(), pk=number)
    return corrections.deciding(request, _PAGES, shown, decide=decide_line_correction)
