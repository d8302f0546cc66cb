"""Published rows at the desk of the office that published them, and their corrections."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.exceptions import PortalError
from core.pagination import keyset_page
from funds import permissions
from funds.choices import PaymentState
from funds.forms import CorrectionForm, RowFilter
from funds.models import Correction, Payment
from funds.selectors import rows as desk_rows
from funds.selectors.corrections import lines_of
from funds.selectors.places import tell_apart
from funds.services.correcting import decide_correction, request_correction
from intake.choices import Status
from intake.models import Batch
from intake.permissions import can_decide_correction, can_open


def _opened(request: StaffRequest, number: int, reason: str) -> Batch:
    """A published roster whose rows this person is about to read; the look is written down."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user).for_desk(), pk=number)
    if batch.kind != "payments" or batch.status not in (Status.PUBLISHED, Status.WITHDRAWN):
        raise Http404
    if not can_open(request.user, batch):
        raise PermissionDenied
    record_sensitive_access(by=request.user, subject=f"batch:{batch.pk}", reason=reason)
    return batch


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def rows(request: StaffRequest, number: int) -> HttpResponse:
    """A batch's rows with masked numbers; find one by its sheet and row."""
    batch = _opened(request, number, _("published rows"))
    form = RowFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = desk_rows.of_batch(
        batch=batch.pk,
        sheet=asked.get("sheet", ""),
        row=asked.get("row"),
        after=request.GET.get("after", ""),
    )
    tell_apart(payment.region for payment in page)
    waiting = Correction.objects.waiting().filter(old__in=[payment.pk for payment in page])
    context = {
        "batch": batch,
        "form": form,
        "page": page,
        "waiting": dict(waiting.values_list("old", "pk")),
        "may_correct": batch.status == Status.PUBLISHED
        and batch.office_id == request.user.office_id,
        "standing": (PaymentState.PAID, PaymentState.RETURNED),
    }
    return render(request, "funds/desk/rows.html", context)


@requires(Permission.SEE_BATCHES)
@never_cache
@sensitive_post_parameters("beneficiary_id", "payee_id", "head_id")
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, number: int, row: int) -> HttpResponse:
    """Ask for a correction of one row."""
    batch = _opened(request, number, _("row to be corrected"))
    payment = get_object_or_404(Payment.objects.with_names(), pk=row, batch=batch.pk)
    payment.batch = batch
    if not permissions.can_correct(request.user, payment):
        raise PermissionDenied
    form = CorrectionForm(request.POST or None, payment=payment)
    if request.method == "POST" and form.is_valid():
        try:
            correction = request_correction(
                payment=payment,
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked for. A second person of your office now decides."))
            return redirect("funds-desk:correction", number=correction.pk)
    status = 400 if form.errors else 200
    context = {"batch": batch, "payment": payment, "form": form}
    return render(request, "funds/desk/correct.html", context, status=status)


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def correction_list(request: StaffRequest) -> HttpResponse:
    """Corrections that wait for a second person, or all of them."""
    found = Correction.objects.visible_to(request.user).for_desk()
    show_all = request.GET.get("show") == "all"
    page = keyset_page(
        found if show_all else found.waiting(), ("-id",), request.GET.get("after", "")
    )
    return render(request, "funds/desk/correction_list.html", {"page": page, "show_all": show_all})


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def correction(request: StaffRequest, number: int) -> HttpResponse:
    """One correction: what was, what shall be, why, and who decides."""
    shown = get_object_or_404(Correction.objects.visible_to(request.user).for_desk(), pk=number)
    if not can_open(request.user, shown.old.batch):
        raise PermissionDenied
    record_sensitive_access(
        by=request.user, subject=f"correction:{shown.pk}", reason=_("correction of a row")
    )
    context = {
        "correction": shown,
        "lines": lines_of(shown),
        "can_decide": can_decide_correction(request.user, shown),
        "own_request": shown.requested_by_id == request.user.pk,
    }
    return render(request, "funds/desk/correction.html", context)


@requires(Permission.APPROVE_BATCHES)
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(Correction.objects.visible_to(request.user).for_desk(), pk=number)
    approved = request.POST.get("decision") == "approve"
    try:
        decide_correction(correction=shown, by=request.user, approved=approved)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Corrected. The public page shows the new row, the old one and the reason.")
            if approved
            else _("The row stays as it was."),
        )
    return redirect("funds-desk:correction", number=number)
