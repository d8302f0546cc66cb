"""From the village's month to its pictures: choose, see what is missing, add many at once."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, can, holds, requires
from accounts.requests import StaffRequest
from core.exceptions import NotAllowed, PortalError, StateConflict
from regions.selectors import full_name, names_for
from villages import permissions, tasks
from villages.choices import PictureState
from villages.forms import MonthForm, ReasonForm
from villages.models import ArrivedFile
from villages.selectors import vouchers as selected
from villages.services import vouchers as services
from villages.views.desk import params


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def voucher_list(request: StaffRequest) -> HttpResponse:
    """Choose a village's month, or go on where something waits."""
    asks = "village" in request.GET
    form = MonthForm(request.GET if asks else None, user=request.user)
    if asks and form.is_valid():
        values = form.cleaned_data
        return redirect(
            "villages-desk:voucher-month", values["village"], f"{values['month']:%Y-%m}"
        )
    waiting = selected.waiting_months(request.user)
    context = {
        "form": form,
        "waiting": waiting,
        "places": names_for({one.region for one in waiting}, start="township"),
        "keeps": request.user.office.kind in permissions.KEEPERS,
        "decides": holds(request.user, Permission.APPROVE_BATCHES),
    }
    status = 400 if form.errors else 200
    return render(request, "villages/desk/voucher_list.html", context, status=status)


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def voucher_month(request: StaffRequest, code: str, month: str) -> HttpResponse:
    """The month's voucher numbers: how many pictures each has and how many are missing."""
    region, found = params.month_or_404(request, code, month)
    work = selected.month_work(user=request.user, region=region.pk, month=found)
    context = {
        "region": region,
        "place": full_name(region.pk),
        "month": found,
        "month_text": month,
        "work": work,
        **params.rights(request.user, region.pk),
    }
    return render(request, "villages/desk/voucher_month.html", context)


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def voucher_line(request: StaffRequest, code: str, month: str) -> HttpResponse:
    """The pictures of one voucher: add, mask, submit; or see how far they are."""
    line = params.line_or_404(request, code, month)
    pictures = selected.pictures_of(
        user=request.user, region=line.region.pk, month=line.month, kind=line.kind,
        voucher_number=line.number,
    )  # fmt: skip
    arrived = list(
        ArrivedFile.objects.visible_to(request.user).of_line(
            line.region.pk, line.month, line.kind, line.number
        )
    )
    being_drawn = sum(not file.refusal for file in arrived)
    if request.headers.get("HX-Request"):
        # The page asks every two seconds, and loads itself anew once something has come.
        response = render(
            request, "villages/desk/_arrived.html", {"line": line, "arrived": arrived}
        )
        if str(being_drawn) != request.GET.get("drawing"):
            response.headers["HX-Refresh"] = "true"
        return response
    rights = params.rights(request.user, line.region.pk)
    states = [picture.status for picture in pictures]
    to_mask = [p for p in pictures if p.status in (PictureState.DRAFT, PictureState.RETURNED)]
    context = {
        "line": line,
        "pictures": pictures,
        "to_mask": to_mask,
        "arrived": arrived,
        "being_drawn": being_drawn,
        "to_submit": states.count(PictureState.MASKED),
        "to_decide": states.count(PictureState.SUBMITTED),
        "most_megabytes": settings.VOUCHER_MAX_FILE_BYTES // 2**20,
        "most_files": settings.VOUCHER_MAX_FILES,
        "reason_form": ReasonForm(),
        # Small pictures of what is not public are the own office's business.
        "opened": {
            picture.pk
            for picture in pictures
            if can(permissions.check_can_open, request.user, picture)
        },
        **rights,
    }
    return render(request, "villages/desk/voucher_line.html", context)


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_POST
def voucher_add(request: StaffRequest, code: str, month: str) -> HttpResponse:
    """One file by script, or many by a plain form; each stands or fails by itself."""
    line = params.line_or_404(request, code, month)
    files = request.FILES.getlist("files")
    by_script = _wants_json(request)
    added, refused = 0, []
    for file in files[: settings.VOUCHER_MAX_FILES]:
        try:
            # One byte more than allowed is enough to be refused.
            data = file.read(settings.VOUCHER_MAX_FILE_BYTES + 1)
            arrived = services.arrive(
                office=request.user.office, by=request.user, region_code=line.region.pk,
                month=line.month, kind=line.kind, voucher_number=line.number, data=data,
            )  # fmt: skip
            tasks.draw_arrived.delay_on_commit(arrived.pk)
            added += 1
        except NotAllowed:
            raise
        except PortalError as refusal:
            if by_script:
                status = 409 if isinstance(refusal, StateConflict) else 400
                return JsonResponse({"error": str(refusal)}, status=status)
            refused.append(f"{file.name}: {refusal}")
    if by_script:
        if not added:
            return JsonResponse({"error": _("No file came.")}, status=400)
        return JsonResponse({"files": added}, status=201)
    _tell(request, added, refused, too_many=len(files) > settings.VOUCHER_MAX_FILES)
    return redirect(line.url)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _tell(request: StaffRequest, added: int, refused: list[str], *, too_many: bool) -> None:
    if added:
        messages.success(
            request,
            ngettext(
                "%(count)s file arrived. It is being drawn; then mask it.",
                "%(count)s files arrived. They are being drawn; then mask them.",
                added,
            )
            % {"count": added},
        )  # fmt: skip
    for words in refused:
        messages.error(request, words)
    if too_many:
        messages.warning(
            request,
            _("Only the first %(count)s files were taken; add the others again.")
            % {"count": settings.VOUCHER_MAX_FILES},
        )
    if not added and not refused:
        messages.error(request, _("Choose the pictures first."))
