"""Submit, look as the second person, approve, send back, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.exceptions import PortalError
from villages import permissions, tasks
from villages.choices import PictureState
from villages.forms import ReasonForm
from villages.models import Voucher
from villages.selectors import vouchers as selected
from villages.services import vouchers as services
from villages.views.desk import params


# More than these are published by a worker, so that nobody waits before a blank page.
PUBLISHED_AT_ONCE = 12


def _pictures(request: StaffRequest, line: params.Line, state: str) -> list[Voucher]:
    found = selected.pictures_of(
        user=request.user, region=line.region.pk, month=line.month, kind=line.kind,
        voucher_number=line.number,
    )  # fmt: skip
    return [voucher for voucher in found if voucher.status == state]


def _telling_refusals(view: Callable[..., None]) -> Callable[..., HttpResponse]:
    """A refusal of the services becomes a message on the line's page."""

    @wraps(view)
    def wrapped(request: StaffRequest, pk: int) -> HttpResponse:
        voucher = params.picture_or_404(request, pk)
        try:
            view(request, voucher)
        except PortalError as refusal:
            messages.error(request, str(refusal))
        return redirect(params.line_of(voucher).url)

    return wrapped


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_POST
def voucher_submit(request: StaffRequest, code: str, month: str) -> HttpResponse:
    """All masked pictures of one voucher go to the second person."""
    line = params.line_or_404(request, code, month)
    try:
        services.submit(vouchers=_pictures(request, line, PictureState.MASKED), by=request.user)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Submitted. A second person of your office now decides."))
    return redirect(line.url)


@requires(Permission.APPROVE_BATCHES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voucher_review(request: StaffRequest, code: str, month: str) -> HttpResponse:
    """The second person sees each picture as the public will, beside what is covered."""
    line = params.line_or_404(request, code, month)
    waiting = _pictures(request, line, PictureState.SUBMITTED)
    if request.method == "POST":
        return _approve(request, line, waiting)
    if not waiting:
        return redirect(line.url)
    record_sensitive_access(
        by=request.user, subject=line.key, reason=_("pictures to be decided on")
    )
    context = {
        "line": line,
        "pictures": waiting,
        "own": [p for p in waiting if request.user.pk in (p.uploaded_by_id, p.masked_by_id)],
        "reason_form": ReasonForm(),
    }
    return render(request, "villages/desk/voucher_review.html", context)


def _approve(request: StaffRequest, line: params.Line, waiting: list[Voucher]) -> HttpResponse:
    """Only what stood on the page: a picture submitted meanwhile has not been looked at."""
    seen = set(request.POST.getlist("seen"))
    agreed = [voucher for voucher in waiting if str(voucher.pk) in seen]
    try:
        services.approve(vouchers=agreed, by=request.user)
        ids = [voucher.pk for voucher in agreed]
        if len(ids) > PUBLISHED_AT_ONCE:
            tasks.publish_vouchers.delay_on_commit(ids)
            messages.success(request, _("Approved. The pictures are being published."))
        else:
            services.publish(ids=ids)
            messages.success(
                request,
                ngettext("%(count)s picture is public now.", "%(count)s pictures are public now.", len(ids))
                % {"count": len(ids)},
            )  # fmt: skip
    except PortalError as refusal:
        messages.error(request, str(refusal))
    return redirect(line.url)


@requires(Permission.APPROVE_BATCHES)
@never_cache
@require_POST
def voucher_send_back(request: StaffRequest, pk: int) -> HttpResponse:
    voucher = params.picture_or_404(request, pk)
    line = params.line_of(voucher)
    try:
        services.send_back(voucher=voucher, by=request.user, reason=request.POST.get("reason", ""))
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sent back to the uploader."))
    # The review goes on with what is left; with nothing left it leads to the line.
    return redirect(line.review_url)


@requires(Permission.APPROVE_BATCHES)
@never_cache
@require_POST
@_telling_refusals
def voucher_withdraw(request: StaffRequest, voucher: Voucher) -> None:
    permissions.check_can_withdraw(request.user, voucher)
    services.withdraw(voucher=voucher, by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, _("Withdrawn. The public page shows the reason instead."))
