"""One report, opened: what was told, what happened, and what can be done next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, holds, requires
from accounts.requests import StaffRequest
from auditing.services import record_sensitive_access
from complaints.choices import About, State
from complaints.forms import AnswerForm, ClueForm, PassOnForm, WordsForm
from complaints.models import Identity, Report
from complaints.sealing import SealBroken
from complaints.selectors.clocks import days
from complaints.selectors.likeness import alike
from complaints.selectors.opening import Keys, Opened, opened
from complaints.selectors.routing import routes_to
from complaints.selectors.telling import result_until, story_of
from complaints.services import handling, releasing
from complaints.views.desk.session import keys_in
from complaints.views.files import file_shown
from core.exceptions import PortalError
from regions.selectors import full_name


def _open(request: StaffRequest, number: str) -> tuple[Opened, Keys] | None:
    """The report with its key; None where this member's keys are locked. 404 where there is none
    for this office.
    """
    keys = keys_in(request)
    if keys is None:
        return None
    rows = Report.objects.visible_to(request.user).select_related("office", "clock", "supervisor")
    rows = rows.prefetch_related("entries", "wraps").distinct()
    report = get_object_or_404(rows, number=number)
    try:
        return opened(report, keys), keys
    except SealBroken as error:
        raise Http404 from error


@requires(Permission.HANDLE_REPORTS)
@never_cache
@require_safe
def report(request: StaffRequest, number: str) -> HttpResponse:
    found = _open(request, number)
    if found is None:
        return redirect("complaints-desk:unlock")
    record_sensitive_access(by=request.user, subject=f"report:{number}", reason=_("report opened"))
    return _page(request, *found)


def _page(
    request: StaffRequest, found: Opened, keys: Keys, bound: dict[str, Any] | None = None
) -> HttpResponse:
    shown, told = found.report, found.told()
    current = shown.handlings.filter(level=shown.level).first()
    calendar = days()
    identity = Identity.objects.filter(report=shown).exists()
    forms: dict[str, Any] = {
        "answer_form": AnswerForm(),
        "say_form": WordsForm(label=_("To the reporter"), prefix_id="say"),
        "extend_form": WordsForm(label=_("Why more time is needed"), prefix_id="extend"),
        "ask_form": WordsForm(label=_("Why the name is needed"), prefix_id="ask"),
        "pass_form": PassOnForm(rings=routes_to(told, request.user.office)),
        "clue_form": ClueForm() if holds(request.user, Permission.WORK_CLUES) else None,
    }
    context = {
        "report": shown,
        "told": told,
        "about": About(told.about).label,
        "place": full_name(told.region, start="county"),
        "story": story_of(found),
        "result_until": result_until(found.contents(), calendar),
        "files": found.files(),
        "handling": current,
        "light": calendar.light(shown.due_on),
        "acts": shown.state not in (State.CLOSED, State.DESTROYED),
        "alike": alike(shown, told, keys),
        "named": identity,
        "who": releasing.released_to(by=request.user, keys=keys, report=shown)
        if identity
        else None,
        **forms,
        **(bound or {}),
    }
    return render(request, "complaints/desk/report.html", context, status=400 if bound else 200)


Do = Callable[[StaffRequest, Opened], None]


def _accept(request: StaffRequest, found: Opened) -> None:
    handling.accept(by=request.user, report=found.report)


def _let_in(request: StaffRequest, found: Opened) -> None:
    handling.let_in(by=request.user, report=found.report)


def _say(request: StaffRequest, found: Opened) -> None:
    text = request.POST.get("text", "")
    handling.message(by=request.user, report=found.report, text=text)


def _answer(request: StaffRequest, found: Opened) -> None:
    """This one, and with the same words those of one matter that were ticked."""
    also = Report.objects.visible_to(request.user).filter(
        number__in=request.POST.getlist("also"), state=State.ACCEPTED
    )
    handling.answer_together(
        by=request.user, reports=[found.report, *also.distinct()],
        finding=request.POST.get("finding", ""), text=request.POST.get("text", ""),
    )  # fmt: skip


def _extend(request: StaffRequest, found: Opened) -> None:
    text = request.POST.get("text", "")
    handling.extend(by=request.user, report=found.report, text=text)


def _pass_on(request: StaffRequest, found: Opened) -> None:
    form = PassOnForm(request.POST, rings=routes_to(found.told(), request.user.office))
    if not form.is_valid():
        raise PortalError(_("Choose an office, and say why."))
    values = form.cleaned_data
    handling.pass_on(by=request.user, opened=found, ring=values["ring"], text=values["text"])


def _clue(request: StaffRequest, found: Opened) -> None:
    form = ClueForm(request.POST)
    if not form.is_valid():
        raise PortalError(_("Say in your own words what is suspected, and how heavy it is."))
    clue = handling.make_clue(
        by=request.user, opened=found,
        words=form.cleaned_data["words"], severity=form.cleaned_data["severity"],
    )  # fmt: skip
    messages.success(request, _("Opened as %(number)s.") % {"number": clue.number})


def _fact(request: StaffRequest, found: Opened) -> None:
    line = (found.told().record or {}).get("ledger_line", "")
    if not line:
        raise PortalError(_("This report is about no line of a village's book."))
    handling.confirm_fact(by=request.user, report=found.report, ledger_line=int(line))


def _ask_name(request: StaffRequest, found: Opened) -> None:
    releasing.ask(by=request.user, report=found.report, reason=request.POST.get("text", ""))


_ACTS: dict[str, Do] = {
    "accept": _accept,
    "let-in": _let_in,
    "say": _say,
    "answer": _answer,
    "extend": _extend,
    "pass-on": _pass_on,
    "clue": _clue,
    "fact": _fact,
    "ask-name": _ask_name,
}


@requires(Permission.HANDLE_REPORTS)
@never_cache
@sensitive_post_parameters("text", "words")
@require_POST
def act(request: StaffRequest, number: str, code: str) -> HttpResponse:
    if code not in _ACTS:
        raise Http404
    found = _open(request, number)
    if found is None:
        return redirect("complaints-desk:unlock")
    try:
        _ACTS[code](request, found[0])
    except PortalError as refusal:
        # What was typed is not lost.
        bound = {"refusal": str(refusal), "refused": code, "typed": request.POST.get("text", request.POST.get("words", ""))}  # fmt: skip
        return _page(request, *found, bound)
    if code == "pass-on":
        messages.success(request, _("It was passed on; this office keeps no key to it."))
        return redirect("complaints-desk:list")
    return redirect("complaints-desk:report", number=number)


@requires(Permission.HANDLE_REPORTS)
@never_cache
@require_safe
def file(request: StaffRequest, number: str, place: int) -> HttpResponse:
    found = _open(request, number)
    if found is None:
        return redirect("complaints-desk:unlock")
    attachment = get_object_or_404(found[0].report.attachments, place=place)
    return file_shown(found[0].file(attachment), place)
