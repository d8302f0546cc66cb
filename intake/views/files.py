"""Files that the desk gives: what came, and what workers wrote of it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from celery import Task

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from core import vault
from core.exceptions import PortalError
from intake import services, tasks
from intake.models import Batch
from intake.sheets import all_sheets
from intake.views.finding import download, openable, write_down


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def marked_workbook(request: StaffRequest, number: int) -> HttpResponse:
    """The cadre's own workbook with the bad cells marked and a comment in each."""
    shown = openable(request, number)
    content = services.marked_workbook(batch=shown)
    return _made(request, shown, content, "marked", tasks.mark_workbook, _("marked workbook"))


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def bad_rows(request: StaffRequest, number: int) -> HttpResponse:
    """Only the rows with errors, under their headings."""
    shown = openable(request, number)
    content = services.bad_rows_workbook(batch=shown)
    return _made(request, shown, content, "bad-rows", tasks.make_bad_rows, _("rows with errors"))


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_safe
def blank_sheet(request: StaffRequest, kind: str) -> HttpResponse:
    """A sheet to fill in; it holds nothing of anybody."""
    sheets = {sheet.kind: sheet for sheet in all_sheets()}
    if kind not in sheets or not sheets[kind].may_come_from(request.user.office):
        raise Http404
    return download(services.blank_sheet(sheets[kind]), f"{sheets[kind].title}.xlsx")


@requires(Permission.UPLOAD_SHEETS)
@never_cache
@require_safe
def start_next(request: StaffRequest, number: int) -> HttpResponse:
    """The rows of a published roster, to be filled in for the next period; to its uploaders only."""
    shown = openable(request, number)
    context = {"batch": shown, "address": request.path}
    try:
        ready = services.start_is_ready(batch=shown, by=request.user)
    except PortalError as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    if request.headers.get("HX-Request"):
        return (
            render(request, "intake/_marked.html", context) if ready else HttpResponse(status=204)
        )
    if not ready:
        if not request.GET.get("waiting"):
            tasks.make_start.delay_on_commit(shown.pk)
        return render(request, "intake/being_marked.html", context, status=202)
    write_down(request, shown, _("its rows as a start for the next sheet"))
    return download(services.take_start(batch=shown, by=request.user), f"start-{shown.pk}.xlsx")


def _made(
    request: StaffRequest, shown: Batch, content: bytes | None, name: str, task: Task, what: str
) -> HttpResponse:
    """A workbook that a worker writes: where it still has to, a page says so and looks by itself."""
    address = request.path
    if request.headers.get("HX-Request"):
        # The waiting page asks; nothing is seen by it. By 204 it changes nothing.
        if content is None:
            return HttpResponse(status=204)
        return render(request, "intake/_marked.html", {"batch": shown, "address": address})
    if content is None:
        if not request.GET.get("waiting"):
            task.delay_on_commit(shown.pk)
        context = {"batch": shown, "address": address}
        return render(request, "intake/being_marked.html", context, status=202)
    write_down(request, shown, what)
    return download(content, f"{name}-{shown.pk}.xlsx")


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def original_file(request: StaffRequest, number: int) -> HttpResponse:
    """The uploaded file as it came; every look is written down."""
    shown = openable(request, number)
    write_down(request, shown, _("original file"))
    return download(vault.load(shown.original_name), shown.file_name, "application/octet-stream")
