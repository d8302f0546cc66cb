"""Coming back with the code: one sign-in, and then read, write, add, judge, withdraw, leave."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import public
from complaints.choices import VERDICTS, State
from complaints.forms import ACCEPTED, CodeForm
from complaints.selectors.opening import Opened
from complaints.selectors.telling import story_of
from complaints.services import gate, reporting
from complaints.uploads import Wishes, enclosed_in
from complaints.views.files import file_shown
from complaints.views.public.reporter import forget, remember, remembered
from core.exceptions import PortalError
from core.throttling import bucket


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gate.count_visitor(bucket(request), "return")
            opened = reporting.come_back(code=form.cleaned_data["code"])
        except PortalError as refusal:
            form.add_error("code", str(refusal))
        else:
            response = redirect("complaints:case")
            remember(response, opened)
            return response
    status = 400 if form.errors else 200
    return render(request, "complaints/return.html", {"form": form}, status=status)


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest) -> HttpResponse:
    opened = remembered(request)
    if opened is None:
        return redirect("complaints:return")
    context: dict[str, Any] = {}
    if request.method == "POST":
        try:
            _act(request, opened)
        except PortalError as refusal:
            context = {"refusal": str(refusal), "typed": request.POST.get("text", "")}
        else:
            return redirect("complaints:case")
    report = opened.report
    context |= {
        "report": report,
        "story": story_of(opened),
        "files": opened.files(),
        "accept": ACCEPTED,
        "verdicts": [(one.value, one.label) for one in VERDICTS],
        "judges": report.state == State.ANSWERED,
        "writes": report.state not in (State.CLOSED, State.DESTROYED),
        "until": reporting.dissent_until(report),
        "destroyed_on": reporting.destroyed_on(report),
    }
    status = 400 if context.get("refusal") else 200
    return render(request, "complaints/case.html", context, status=status)


def _act(request: HttpRequest, opened: Opened) -> None:
    act, text = request.POST.get("act", ""), request.POST.get("text", "")
    if act == "say":
        wishes = Wishes(deeper="deeper" in request.POST, keep="keep" in request.POST)
        enclosed = enclosed_in(request.FILES.getlist("files"), wishes)
        reporting.say(opened=opened, text=text, enclosed=enclosed)
    elif act == "judge":
        reporting.judge(opened=opened, verdict=request.POST.get("verdict", ""), words=text)
    elif act == "withdraw":
        if not request.POST.get("sure"):
            raise PortalError(_("Tick that you want it withdrawn; it cannot be taken back."))
        reporting.withdraw(opened=opened)


@public
@never_cache
@require_safe
def file(request: HttpRequest, place: int) -> HttpResponse:
    opened = remembered(request)
    if opened is None:
        raise Http404
    found = get_object_or_404(opened.report.attachments, place=place)
    return file_shown(opened.file(found), place)


@public
@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """So that nobody who sits down at this screen reads on."""
    response = redirect("complaints:home")
    forget(request, response)
    return response
