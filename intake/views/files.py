"""Files that the desk gives: what came, and what workers wrote of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from celery import Task

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from core import vault
from intake import services, tasks
from intake.models import Batch
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
