"""One picture at the desk: mask it, give it up, look at it, open the original."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.exceptions import PortalError
from villages import permissions, tasks
from villages.choices import PictureState
from villages.forms import MaskForm, ReasonForm
from villages.models import ArrivedFile, Voucher
from villages.selectors import vouchers as selected
from villages.services import vouchers as services
from villages.services.vouchers.pictures import BeingDrawn
from villages.views.desk import params


# Without JavaScript boxes are typed; so many empty rows stand ready.
SPARE_ROWS = 4


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voucher_mask(request: StaffRequest, pk: int) -> HttpResponse:
    """The redaction screen."""
    voucher = params.picture_or_404(request, pk)
    permissions.check_can_mask(request.user, voucher)
    form = MaskForm(request.POST if request.method == "POST" else None, initial=_initial(voucher))
    boxes = voucher.masks or []
    if request.method == "POST":
        form.is_valid()
        try:
            # Drawn boxes come back with the page, whatever else is wrong.
            boxes = form.boxes()
            if form.is_valid():
                services.mask(voucher=voucher, by=request.user, boxes=boxes, **form.cleaned_data)
                return _onward(request, voucher)
        except PortalError as refusal:
            form.add_error(None, str(refusal))
    record_sensitive_access(
        by=request.user, subject=f"voucher:{pk}", reason=_("picture to be masked")
    )
    context = {
        "voucher": voucher,
        "line": params.line_of(voucher),
        "form": form,
        "boxes": [[round(share * 100, 2) for share in box] for box in boxes],
        "spare": range(SPARE_ROWS),
        "following": selected.next_to_mask(user=request.user, after=voucher),
    }
    status = 400 if form.errors else 200
    return render(request, "villages/desk/voucher_mask.html", context, status=status)


def _initial(voucher: Voucher) -> dict[str, object]:
    return {
        "nothing_to_mask": voucher.masks == [],
        "invoice_code": voucher.invoice_code,
        "invoice_number": voucher.invoice_number,
        "invoice_amount": voucher.invoice_amount,
    }


def _onward(request: StaffRequest, voucher: Voucher) -> HttpResponse:
    """To the next picture that waits, as long as there is one."""
    following = selected.next_to_mask(user=request.user, after=voucher)
    if following is not None:
        if following.voucher_number != voucher.voucher_number:
            messages.info(
                request,
                _("All pictures of this voucher are masked. Next: voucher %(number)s.")
                % {"number": following.voucher_number or _("notice wall")},
            )
        return redirect("villages-desk:voucher-mask", following.pk)
    messages.success(request, _("All pictures are masked. Now submit them."))
    return redirect(params.line_of(voucher).url)


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_POST
def arrived_act(request: StaffRequest, pk: int) -> HttpResponse:
    """A file of which no pictures were made: try once more, or take it away."""
    arrived = get_object_or_404(
        ArrivedFile.objects.visible_to(request.user).select_related("region"), pk=pk
    )
    line = params.Line(arrived.region, arrived.month, arrived.kind, arrived.voucher_number)
    try:
        if request.POST.get("act") == "again":
            services.draw_again(arrived=arrived, by=request.user)
            tasks.draw_arrived.delay_on_commit(arrived.pk)
        else:
            services.give_up(arrived=arrived, by=request.user)
            messages.success(request, _("The file was taken away."))
    except PortalError as refusal:
        messages.error(request, str(refusal))
    return redirect(line.url)


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_POST
def voucher_discard(request: StaffRequest, pk: int) -> HttpResponse:
    voucher = params.picture_or_404(request, pk)
    try:
        services.discard(voucher=voucher, by=request.user)
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The picture was taken away."))
    return redirect(params.line_of(voucher).url)


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def working(request: StaffRequest, pk: int) -> HttpResponse:
    """The unmasked picture."""
    return _picture(request, pk, services.working_picture, _("picture before masking"))


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """The picture as the public would see it."""
    return _picture(request, pk, services.preview, _("picture as the public would see it"))


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def small(request: StaffRequest, pk: int) -> HttpResponse:
    """The small picture as the public would see it."""
    return _picture(request, pk, services.thumbnail, _("small picture"))


def _picture(
    request: StaffRequest, pk: int, make: Callable[[Voucher], bytes], reason: str
) -> HttpResponse:
    voucher = params.picture_or_404(request, pk)
    permissions.check_can_open(request.user, voucher)
    try:
        content = make(voucher)
    except BeingDrawn:
        tasks.restore_working.delay(voucher.pk)
        raise
    # Each look by itself, for an address may be opened without the page that shows it.
    record_sensitive_access(by=request.user, subject=f"voucher:{pk}", reason=reason)
    return HttpResponse(content, content_type="image/jpeg")


@requires(Permission.WORK_CLUES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voucher_original(request: StaffRequest, pk: int) -> HttpResponse:
    """An inspector asks for the file as it came, with a reason."""
    voucher = params.picture_or_404(request, pk)
    permissions.check_can_see_original(request.user, voucher)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        content = services.open_original(
            voucher=voucher, by=request.user, reason=form.cleaned_data["reason"]
        )
        response = HttpResponse(content, content_type="application/octet-stream")
        # Always to be saved, never shown by the browser: it comes from outside.
        name = f"voucher-{voucher.pk}.{'pdf' if content.startswith(b'%PDF-') else 'img'}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {"voucher": voucher, "line": params.line_of(voucher), "form": form}
    context["published"] = voucher.status == PictureState.PUBLISHED
    status = 400 if form.errors else 200
    return render(request, "villages/desk/voucher_original.html", context, status=status)
