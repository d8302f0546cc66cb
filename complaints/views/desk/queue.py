"""The office's reports: due first; opened and searched in memory while the member's key is unlocked."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from complaints.choices import OPEN, State
from complaints.models import Report
from complaints.sealing.contents import Content
from complaints.selectors.clocks import days
from complaints.selectors.opening import open_all
from complaints.selectors.telling import matches, texts_of
from complaints.services import handling
from complaints.views.desk.session import keys_in
from core.exceptions import PortalError


MOST_SHOWN = 1_000
_BEGINNING = 80


@dataclass(frozen=True, slots=True)
class Line:
    report: Report
    light: str
    words: str
    title: str
    opens: bool


@requires(Permission.HANDLE_REPORTS)
@never_cache
@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request: StaffRequest) -> HttpResponse:
    keys = keys_in(request)
    if keys is None:
        return redirect("complaints-desk:unlock")
    # Words looked for come by POST: an address stays in a history.
    words = request.POST.get("words", "").strip()
    closed = request.GET.get("closed") == "1"
    rows = Report.objects.visible_to(request.user).select_related("office").distinct()
    rows = rows.exclude(state__in=OPEN) if closed else rows.filter(state__in=OPEN)
    found = rows.in_order().prefetch_related("wraps", "entries")[:MOST_SHOWN]
    record_sensitive_access(by=request.user, subject="reports", reason=_("list of reports"))
    calendar = days()
    lines = [
        Line(report, calendar.light(report.due_on), *_words(content))
        for report, content in open_all(found, keys)
        if not words or (content and matches(texts_of(content), words))
    ]
    context = {
        "new": [line for line in lines if line.report.state == State.QUARANTINED],
        "lines": [line for line in lines if line.report.state != State.QUARANTINED],
        "words": words,
        "closed": closed,
        "holds_key": bool(keys.rings),
    }
    return render(request, "complaints/desk/list.html", context)


def _words(content: Content | None) -> tuple[str, str, bool]:
    if content is None:
        return "", "", False
    title = (content.data.get("record") or {}).get("title", "")
    return content.text[:_BEGINNING], title, True


@requires(Permission.HANDLE_REPORTS)
@require_POST
def put_aside(request: StaffRequest) -> HttpResponse:
    """Many at once, for floods; each leaves its line in the trail."""
    numbers = request.POST.getlist("number")
    rows = Report.objects.visible_to(request.user).filter(number__in=numbers).distinct()
    try:
        count = handling.put_aside(by=request.user, reports=list(rows))
    except PortalError as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext("%(count)s was put aside.", "%(count)s were put aside.", count)
        messages.success(request, text % {"count": count})
    return redirect("complaints-desk:list")


@requires(Permission.HANDLE_REPORTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def watched(request: StaffRequest) -> HttpResponse:
    """The pace of offices below: number, day and light; nobody here can open any of them."""
    rows = Report.objects.overseen_by(request.user).open().select_related("office")
    if request.method == "POST":
        report = get_object_or_404(rows, number=request.POST.get("number", ""))
        try:
            handling.urge(by=request.user, report=report)
        except PortalError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The office was urged."))
        return redirect("complaints-desk:watched")
    calendar = days()
    found = rows.in_order()[:MOST_SHOWN]
    lines = [(report, calendar.light(report.due_on)) for report in found]
    return render(request, "complaints/desk/watched.html", {"lines": lines})
