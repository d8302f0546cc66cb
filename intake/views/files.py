"""Files that the desk gives: what came, and what workers wrote of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from core import vault
from intake import services, tasks
from intake.views.finding import download, openable, write_down


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def marked_workbook(request: StaffRequest, number: int) -> HttpResponse:
    """The cadre's own workbook with the bad cells marked and a comment in each.

    Where a worker still has to write it, a page says so and looks again by itself.
    """
    shown = openable(request, number)
    content = services.marked_workbook(batch=shown)
    if request.headers.get("HX-Request"):
        # The waiting page asks; nothing is seen by it. By 204 it changes nothing.
        if content is None:
            return HttpResponse(status=204)
        return render(request, "intake/_marked.html", {"batch": shown})
    if content is None:
        if not request.GET.get("waiting"):
            tasks.mark_workbook.delay_on_commit(shown.pk)
        return render(request, "intake/being_marked.html", {"batch": shown}, status=202)
    write_down(request, shown, _("marked workbook"))
    return download(content, f"marked-{shown.pk}.xlsx")


@requires(Permission.SEE_BATCHES)
@never_cache
@require_safe
def original_file(request: StaffRequest, number: int) -> HttpResponse:
    """The uploaded file as it came; every look is written down."""
    shown = openable(request, number)
    write_down(request, shown, _("original file"))
    return download(vault.load(shown.original_name), shown.file_name, "application/octet-stream")
