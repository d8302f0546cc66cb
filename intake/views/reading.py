"""How a sheet was read: its columns, which may be changed; bad cells, which may be mended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from core.exceptions import PortalError
from intake import permissions, services, tasks
from intake.forms import MendableRow, ReadingForm, mendable_rows, typed_values
from intake.models import Batch
from intake.selectors import problems_of
from intake.views.finding import batch_of, openable, telling_refusals


# Rows on a page, and fields of them all: a request has to stay below Django's bound.
ROWS_MENDED, CELLS_MENDED = 20, 800


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def columns(request: StaffRequest, number: int) -> HttpResponse:
    """Which column was read as what, with three samples each."""
    shown = openable(request, number)
    form = ReadingForm(batch=shown, outline=services.outline_of(shown))
    record_sensitive_access(
        by=request.user, subject=f"batch:{shown.pk}", reason=_("samples of the columns")
    )
    return _columns_page(request, shown, form)


def _columns_page(
    request: StaffRequest, shown: Batch, form: ReadingForm, status: int = 200
) -> HttpResponse:
    context = {
        "batch": shown,
        "form": form,
        "sheets": list(form.shown_sheets()),
        "can_change": permissions.can_change(request.user, shown),
    }
    return render(request, "intake/columns.html", context, status=status)


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_POST
def choose_reading(request: StaffRequest, number: int) -> HttpResponse:
    shown = openable(request, number)
    form = ReadingForm(request.POST, batch=shown, outline=services.outline_of(shown))
    if form.is_valid():
        try:
            services.choose_reading(
                batch=shown, by=request.user, chosen=form.to_choose(),
                remembered=form.to_remember(),
            )  # fmt: skip
        except PortalError as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.read_batch.delay_on_commit(shown.pk)
            return redirect("intake:batch", number=number)
    return _columns_page(request, shown, form, 400)


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_safe
def mend(request: StaffRequest, number: int) -> HttpResponse:
    """The rows with something wrong, each bad cell in a field."""
    shown = openable(request, number)
    if not permissions.can_change(request.user, shown):
        raise PermissionDenied
    rows, at = _page_of_rows(shown, request.GET.get("from", ""))
    record_sensitive_access(
        by=request.user, subject=f"batch:{shown.pk}", reason=_("rows to be mended")
    )
    widest = max((len(row.cells) for row in rows), default=1)
    end = at + max(1, min(ROWS_MENDED, CELLS_MENDED // max(1, widest)))
    context: dict[str, Any] = {
        "batch": shown,
        "rows": rows[at:end],
        "at": at,
        "next": end if end < len(rows) else None,
        "all": len(rows),
    }
    return render(request, "intake/mend.html", context)


def _page_of_rows(shown: Batch, begin: str) -> tuple[list[MendableRow], int]:
    rows = mendable_rows(shown, services.outline_of(shown), problems_of(shown))
    at = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 6 else 0
    return rows, at if at < len(rows) else 0


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@sensitive_post_parameters()
@sensitive_variables("rows")
@require_POST
def mend_cells(request: StaffRequest, number: int) -> HttpResponse:
    """What was typed is never shown again in full, also not where it is refused."""
    shown = openable(request, number)
    rows, _at = _page_of_rows(shown, "")
    try:
        services.mend_cells(batch=shown, by=request.user, values=typed_values(rows, request.POST))
    except PortalError as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:mend", number=number)
    tasks.read_batch.delay_on_commit(shown.pk)
    messages.success(request, _("Mended. The sheet is read again with what you typed."))
    return redirect("intake:batch", number=number)


@requires(Permission.UPLOAD_SHEETS)
@require_POST
@telling_refusals
def answer_question(request: StaffRequest, number: int) -> None:
    services.answer_question(
        batch=batch_of(request, number), by=request.user, code=request.POST.get("code", "")[:60],
        text=request.POST.get("text", ""),
    )  # fmt: skip
    messages.success(request, _("Your answer is kept; the second person reads it."))
