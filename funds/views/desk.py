"""Published rows at the desk of the office that published them, and their corrections."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.money import yuan
from core.templatetags.present import period
from funds import permissions
from funds.choices import PaymentState
from funds.forms import CorrectionForm, RowFilter
from funds.models import Correction, Payment
from funds.selectors import rows as desk_rows
from funds.selectors.corrections import changed_columns
from funds.selectors.places import tell_apart
from funds.services.correcting import decide_correction, request_correction
from intake.choices import Status
from intake.models import Batch
from intake.permissions import can_open
from intake.views import corrections
from intake.views.corrections import Pages


_PAGES = Pages(
    rows="funds-desk:rows",
    all="funds-desk:correction-list",
    one="funds-desk:correction",
    decide="funds-desk:decide-correction",
)


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
    return corrections.asking(
        request,
        _PAGES,
        row=payment,
        about=payment.programme.name,
        form=form,
        ask=lambda: request_correction(
            payment=payment,
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
    found = Correction.objects.visible_to(request.user).for_desk()
    return corrections.listing(request, _PAGES, found)


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
    old = shown.old
    about = [
        old.programme.name, old.beneficiary_name, old.region.display_name, period(old),
        yuan(old.amount),
    ]  # fmt: skip
    return corrections.showing(request, _PAGES, shown, about=about, columns=changed_columns(shown))


@requires(Permission.APPROVE_BATCHES)
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(Correction.objects.visible_to(request.user).for_desk(), pk=number)
    return corrections.deciding(request, _PAGES, shown, decide=decide_correction)
